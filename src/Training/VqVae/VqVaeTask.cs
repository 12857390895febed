using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Models;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Training.VqVae;

/// <summary>Trains a VQ-VAE on the emoji of a dataset: squared error and commitment by gradients, the codebook by its averages, unused
/// codes reset at intervals.</summary>
/// <remarks>The codebook begins with latents of the first batch.</remarks>
public sealed class VqVaeTask : TrainingTask
{
    const string CodebookState = "quantize.", EpochState = "epoch_usage";
    const int ValidationBatch = 32, ShownPictures = 8;

    readonly VqVaeModel model;
    readonly PreparedDataset dataset;
    readonly IReadOnlyList<int> training, validation;
    readonly int resetEvery;
    readonly double structureWeight, turned;
    readonly PreparedDataset? larger;
    readonly Tensor epochUsage; // (K) latents of each code in this epoch
    Tensor? recent; // (N, d) latents of the last batch
    int? endedEpochs;
    bool started;

    /// <param name="model">With values; stays the caller's.</param>
    /// <param name="dataset">Of the model's size; stays the caller's.</param>
    /// <param name="resetEvery">Epochs between resets of unused codes; 1 or more, 5 as published.</param>
    /// <exception cref="ArgumentException">Model and dataset are of different sizes, or there is nothing to train on.</exception>
    /// <param name="structureWeight">What 1 - <see cref="StructuralSimilarity"/> counts beside the squared error; 0, as published:
    /// nothing.</param>
    /// <param name="larger">The same dataset at twice the size, of which some pictures are turned and zoomed; null: none are. Stays the
    /// caller's.</param>
    /// <param name="turned">Share of the training pictures that are, 0 to 1.</param>
    public VqVaeTask(VqVaeModel model, PreparedDataset dataset, int resetEvery = 5, double structureWeight = 0,
        PreparedDataset? larger = null, double turned = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resetEvery, 1);
        if (dataset.Side != model.Config.SampleSize)
            throw new ArgumentException(
                $"The VQ-VAE takes pictures of {model.Config.SampleSize} pixels, and the dataset {dataset.Folder} was opened at {dataset.Side}.", nameof(dataset));
        (this.model, this.dataset, this.resetEvery, this.structureWeight, this.larger, this.turned) =
            (model, dataset, resetEvery, structureWeight, larger, turned);
        if (larger is not null && (larger.Side != 2 * dataset.Side || larger.Count != dataset.Count))
            throw new ArgumentException($"Pictures to turn must be the same at {2 * dataset.Side} pixels, not at {larger.Side}.",
                nameof(larger));
        training = Emoji(Split.Train);
        validation = Emoji(Split.Validation);
        if (training.Count == 0) throw new ArgumentException($"The dataset {dataset.Folder} has no emoji to train on.", nameof(dataset));
        model.Encoder.ToChannelsLast();
        model.Decoder.ToChannelsLast();
        epochUsage = Tensor.Zeros([model.Config.CodebookSize], device: model.Device).Unscoped();

        // A scene shows two emoji at half the size: the codes would go into details that no emoji has.
        IReadOnlyList<int> Emoji(Split split) => [.. dataset.Split(split).Where(i => dataset.Records[i].Kind != RecordKind.Scene)];
    }

    public override IReadOnlyList<TrainedGroup> Groups => [TrainedGroup.Of(model)];

    public override FormattableString LessMemory(TrainerOptions options) =>
        $"set a smaller {new RequestProperty("batch-size")} than {options.BatchSize}";

    public override int ExampleCount => training.Count;

    /// <summary>Share of the codes that stood for a latent in the last epoch that was whole; 0 before.</summary>
    public double LastCodebookUse { get; private set; }

    public override Tensor Loss(TrainingBatch batch)
    {
        var pictures = Varied([.. batch.Indices.Select(it => training[it])], batch.Random);
        if (!started) Start(pictures, batch.Random);
        var pass = model.Forward(pictures);
        if (Group is { } group) model.Codebook.SumOfAll ??= group.Sum;
        // What the gradients need was copied from the codebook, which may go on at once.
        model.Codebook.Update(pass.Latents, pass.Codes);
        Keep(pass);
        if (batch.EndsEpoch) endedEpochs = batch.Epoch + 1;
        Report("mse", pass.ReconstructionLoss.Detach().ToDouble() / 4); // of pixels in [0, 1]
        Report("commitment", pass.CommitmentLoss.Detach().ToDouble());
        var loss = pass.ReconstructionLoss + (pass.CommitmentLoss * model.Config.CommitmentCost);
        if (structureWeight == 0) return loss;
        var alike = StructuralSimilarity.Mean(pass.Reconstruction, pictures);
        Report("ssim", alike.Detach().ToDouble());
        return loss + ((1 - alike) * structureWeight);
    }

    public override void AfterStep(long step, TrainingBatch last, Generator random)
    {
        if (endedEpochs is not { } epochs) return;
        endedEpochs = null;
        using var scope = new TensorScope();
        LastCodebookUse = epochUsage.Gt(0).Sum().ToInt64() / (double)model.Config.CodebookSize;
        Report("codebook_use", LastCodebookUse);
        epochUsage.Zero_();
        if (epochs % resetEvery == 0 && recent is not null) Report("codes_reset", model.Codebook.ResetUnused(recent, random));
        // What counts is the last epoch before a reset: in the first one all codes are used, before most of them die.
        if ((epochs + 1) % resetEvery == 0) model.Codebook.ForgetUsage();
        Agree();
    }

    public override IReadOnlyDictionary<string, Tensor> SaveState()
    {
        var state = model.Codebook.NamedParameters()
            .ToDictionary(it => CodebookState + it.Name, it => it.Parameter.Tensor, StringComparer.Ordinal);
        state[EpochState] = epochUsage;
        return state;
    }

    public override void RestoreState(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, parameter) in model.Codebook.NamedParameters())
            parameter.Tensor.Copy_(Saved(CodebookState + name, parameter.Tensor));
        epochUsage.Copy_(Saved(EpochState, epochUsage));
        started = true;

        Tensor Saved(string name, Tensor like) =>
            state.TryGetValue(name, out var tensor) && tensor.Shape.AsSpan().SequenceEqual(like.Shape) ? tensor
            : throw new InvalidDataException($"The checkpoint has no '{name}' of the shape of {like}: it is of another network.");
    }

    public override Validation? Validate(long step)
    {
        if (validation.Count == 0) return null;
        var (sum, shown) = (0.0, new List<Raster>());
        foreach (var places in validation.Chunk(ValidationBatch))
        {
            using var scope = new TensorScope();
            var pictures = Pictures(places);
            var pass = model.Forward(pictures);
            sum += pass.ReconstructionLoss.ToDouble() / 4 * places.Length;
            if (shown.Count == 0) shown.Add(PictureRows.Of(dataset.Side, ShownPictures, pictures, pass.Reconstruction));
        }
        return new Validation(sum / validation.Count, [.. shown.Select(it => ("reconstructions", it))]);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        epochUsage.Dispose();
        recent?.Dispose();
    }

    /// <summary>Pictures as they might as well have been, those that are turned behind the others.</summary>
    Tensor Varied(int[] places, Generator random)
    {
        if (larger is null || turned == 0) return Pictures(places, random);
        var numbers = random.Uniform([places.Length, PictureAugmentation.TurnNumbers + 1]);
        var chance = numbers.Select(1, 0).ToArray<float>();
        int[] others = [.. Enumerable.Range(0, places.Length).Where(i => chance[i] >= turned)],
            these = [.. Enumerable.Range(0, places.Length).Where(i => chance[i] < turned)];
        if (these.Length == 0) return Pictures(places, random);
        var pictures = PictureAugmentation.Turn(
            RgbaPictures.FromRgba(larger.ReadAll([.. these.Select(i => places[i])]), larger.Side, model.Config.Channels),
            numbers.IndexSelect(0, Tensor.From(Array.ConvertAll(these, it => (long)it))).Narrow(1, 1, PictureAugmentation.TurnNumbers),
            model.Config.Channels == 3 ? 1 : -1).To(model.Device);
        return others.Length == 0 ? pictures : Tensor.Cat([Pictures([.. others.Select(i => places[i])], random), pictures]);
    }

    /// <param name="random">Mirrors and moves the pictures; null: they are as they are.</param>
    /// <returns>(B, channels, S, S) in [-1, 1], where the model is</returns>
    Tensor Pictures(IReadOnlyList<int> places, Generator? random = null)
    {
        var rgba = dataset.ReadAll(places);
        if (random is not null) PictureAugmentation.Apply(rgba, dataset.Side, random);
        return RgbaPictures.FromRgba(rgba, dataset.Side, model.Config.Channels).To(model.Device);
    }

    void Start(Tensor pictures, Generator random)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        model.Codebook.StartFrom(model.Choose(model.EncodeLatents(pictures)).Rows, random);
        Agree();
        started = true;
    }

    /// <summary>Where several processes train, latents of the first one's pictures become codes.</summary>
    void Agree()
    {
        if (Group is null) return;
        foreach (var (_, parameter) in model.Codebook.NamedParameters()) Group.Broadcast(parameter.Tensor);
    }

    void Keep(VqVaePass pass)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        epochUsage.Add_(pass.Codes.Reshape(-1).BinCount(model.Config.CodebookSize).To(DType.Float32));
        recent?.Dispose();
        recent = pass.Latents.Clone().Unscoped();
    }
}
