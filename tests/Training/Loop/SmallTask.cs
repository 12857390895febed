using EmojiGen.Torch;
using EmojiGen.Training.Loop;

namespace EmojiGen.Tests.Training.Loop;

/// <summary>A network of two layers with everything in it that a resumed run could get wrong: dropout, noise, a state of its own, decay per
/// group.</summary>
sealed class SmallTask : TrainingTask
{
    const int Width = 8;

    readonly Net net = new();
    readonly Tensor inputs, targets, counts;
    readonly DType compute;
    readonly Device device;

    public SmallTask(DType compute = DType.Float32, int examples = 10, Device? device = null)
    {
        (this.compute, this.device) = (compute, device ?? Device.Cpu);
        using var generator = new Generator(5);
        net.Initialise(generator);
        net.Train();
        net.To(device: this.device);
        (inputs, targets, counts) = (generator.Normal([examples, Width]).Unscoped(), generator.Normal([examples, 1]).Unscoped(),
            Tensor.Zeros([examples]).Unscoped());
        ExampleCount = examples;
    }

    public override int ExampleCount { get; }

    /// <summary>What <see cref="Validate"/> gives.</summary>
    public Func<long, double>? ValidationLoss { get; init; }

    /// <summary>Spoils the gradients of some steps.</summary>
    public Func<long, bool> Overflows { get; init; } = _ => false;

    /// <summary>Milliseconds that a loss takes longer.</summary>
    public int Pause { get; init; }

    public List<TrainingBatch> Batches { get; } = [];

    public override IReadOnlyList<TrainedGroup> Groups
    {
        get
        {
            var all = TrainedGroup.Of(net).Parameters;
            return [new(all.Where(it => it.Name.EndsWith("weight", StringComparison.Ordinal)).ToArray()),
                new(all.Where(it => it.Name.EndsWith("bias", StringComparison.Ordinal)).ToArray(), 0.5, 0)];
        }
    }

    public override Tensor Loss(TrainingBatch batch)
    {
        Batches.Add(batch);
        Thread.Sleep(Pause);
        var rows = Tensor.From(batch.Indices.Select(it => (long)it).ToArray());
        counts.IndexAdd_(0, rows, Tensor.Ones([rows.ElementCount]));
        var x = inputs.IndexSelect(0, rows);
        x = (x + 0.1 * batch.Random.Normal(x.Shape)).To(compute);
        var loss = net.Forward(x.To(device)).To(DType.Float32).MseLoss(targets.IndexSelect(0, rows).To(device));
        Report("mse", loss.Detach().ToDouble());
        return Overflows(batch.Step) ? loss * double.PositiveInfinity : loss;
    }

    public override IReadOnlyDictionary<string, Tensor> SaveState() => new Dictionary<string, Tensor> { ["counts"] = counts.Detach() };

    public override void RestoreState(IReadOnlyDictionary<string, Tensor> state) => counts.Copy_(state["counts"]);

    public override Validation? Validate(long step) => ValidationLoss is null ? null : new(ValidationLoss(step), []);

    protected override void Dispose(bool disposing)
    {
        net.Dispose();
        foreach (var tensor in (ReadOnlySpan<Tensor>)[inputs, targets, counts]) tensor.Dispose();
    }

    sealed class Net : Module
    {
        readonly Linear first, second;
        readonly Conv2d convolution;
        readonly Dropout dropout;

        public Net()
        {
            convolution = Child("conv", new Conv2d(2, 4, 3, padding: 1));
            first = Child("first", new Linear(16, 16));
            dropout = Child("dropout", new Dropout(0.2));
            second = Child("second", new Linear(16, 1));
        }

        public Tensor Forward(Tensor x)
        {
            var picture = convolution.Forward(x.Reshape(-1, 2, 2, 2).ChannelsLast()); // (B, 4, 2, 2)
            return second.Forward(dropout.Forward(first.Forward(picture.Flatten(1)).Silu()));
        }
    }
}
