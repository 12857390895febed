using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Training.Loop;

/// <summary>What is trained and on what: all that <see cref="Trainer"/> does not know. One task a recipe.</summary>
/// <remarks>
/// A run is resumed bit for bit if everything random is drawn from <see cref="TrainingBatch.Random"/>, and everything that a loss depends
/// on besides the
/// trained parameters is either constant or in <see cref="SaveState"/>.
/// </remarks>
public abstract class TrainingTask : IDisposable
{
    readonly Dictionary<string, (double Sum, int Count)> reported = new(StringComparer.Ordinal);

    /// <summary>The processes that train together; null where this is the only one. What a task keeps besides the trained parameters it
    /// must add up over them.</summary>
    public ProcessGroup? Group { get; internal set; }

    /// <summary>What is trained. Asked for once; names must differ and be the same in every run.</summary>
    public abstract IReadOnlyList<TrainedGroup> Groups { get; }

    /// <summary>Examples of one epoch; at least 1.</summary>
    public abstract int ExampleCount { get; }

    /// <summary>The loss of a batch: a scalar that gradients flow from, of the current scope.</summary>
    /// <remarks>Parameters are in the element type that the trainer computes in, which also casts nothing else: bring inputs and frozen
    /// networks to it.</remarks>
    public abstract Tensor Loss(TrainingBatch batch);

    /// <summary>What a checkpoint must hold besides the trained parameters (averages of a codebook, counters), by name; of the current
    /// scope.</summary>
    public virtual IReadOnlyDictionary<string, Tensor> SaveState() => new Dictionary<string, Tensor>(StringComparer.Ordinal);

    /// <summary>Continues where <see cref="SaveState"/> was called; what is kept must be copied.</summary>
    public virtual void RestoreState(IReadOnlyDictionary<string, Tensor> state) { }

    /// <summary>Called after the parameters have changed and before anything is saved.</summary>
    /// <param name="random">The run's stream; what is drawn here is the same in a resumed run.</param>
    public virtual void AfterStep(long step, TrainingBatch last, Generator random) { }

    /// <summary>The loss on data that is not trained on, and pictures to look at. Recording is off; must not draw from the run's
    /// stream.</summary>
    public virtual Validation? Validate(long step) => null;

    /// <summary>What to do where a step does not fit into a device's memory, without the full stop.</summary>
    public virtual FormattableString LessMemory(TrainerOptions options) => $"train in a smaller batch than {options.BatchSize}";

    /// <summary>Tells trackers a number of this step, as a part of the loss; of several micro-batches the mean is told.</summary>
    protected void Report(string name, double value)
    {
        var (sum, count) = reported.GetValueOrDefault(name);
        reported[name] = (sum + value, count + 1);
    }

    internal void Retell(string name, double value) => reported[name] = (value, 1);

    internal IReadOnlyDictionary<string, double> TakeReported()
    {
        var taken = reported.ToDictionary(it => it.Key, it => it.Value.Sum / it.Value.Count, StringComparer.Ordinal);
        reported.Clear();
        return taken;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }
}

/// <summary>Parameters that are trained alike.</summary>
/// <param name="Parameters">With values.</param>
/// <param name="LearningRateFactor">Times the run's learning rate; default 1.</param>
/// <param name="WeightDecay">Null: the run's.</param>
public sealed record TrainedGroup(IReadOnlyList<(string Name, Parameter Parameter)> Parameters, double LearningRateFactor = 1,
    double? WeightDecay = null)
{
    /// <summary>All parameters of a network, buffers left out.</summary>
    public static TrainedGroup Of(Module module, string prefix = "", double learningRateFactor = 1, double? weightDecay = null) =>
        new([.. module.NamedParameters().Where(it => !it.Parameter.IsBuffer).Select(it => (prefix + it.Name, it.Parameter))],
            learningRateFactor, weightDecay);
}

/// <summary>What one loss is computed of.</summary>
/// <param name="Indices">Which examples, 0 to <see cref="TrainingTask.ExampleCount"/> - 1.</param>
/// <param name="Random">The run's stream, for noise, timesteps, augmentation. Where several processes train, draw for all examples at once,
/// a row for each: then every process has
/// its own, and together they draw what one would for all of them.</param>
/// <param name="Step">Steps done before.</param>
/// <param name="Epoch">Of the first example, from 0.</param>
/// <param name="EndsEpoch">Whether the last example of an epoch is among them.</param>
public sealed record TrainingBatch(IReadOnlyList<int> Indices, Generator Random, long Step, int Epoch, bool EndsEpoch);

/// <summary>What a look at the model gave.</summary>
/// <param name="Loss">On data that is not trained on; null where there is none.</param>
public sealed record Validation(double? Loss, IReadOnlyList<(string Tag, Raster Picture)> Pictures);

/// <summary>One step of training, done.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Total">Steps that the run shall have.</param>
/// <param name="Loss">The mean of the step's micro-batches.</param>
/// <param name="LearningRate">That the step was made with, of the first group.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Skipped">Whether gradients were not finite, so that nothing was changed.</param>
/// <param name="Checkpoint">The folder, where one was written.</param>
/// <param name="Stopped">Whether this is the last step since validation no longer improves.</param>
public sealed record TrainingStep(long Number, long Total, int Epoch, double Loss, double LearningRate, double GradientNorm, bool Skipped,
    IReadOnlyDictionary<string, double> Reported, string? Checkpoint, Validation? Validation, bool Stopped);
