using EmojiGen.Models;
using EmojiGen.Models.Classifier;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Trains the judge of generated pictures: cross-entropy over emoji, of scenes over all emoji in them.</summary>
/// <remarks>It sees the emoji of the test too, since it must know them; scenes of the test and validation are kept from it, to tell how
/// well it sees.</remarks>
public sealed class ClassifierTask : TrainingTask
{
    const int Batch = 128;
    const double Recolored = 0.4;

    /// <summary>Share of the pictures that another one is put beside: of the emoji of the test it may see no scenes.</summary>
    const double Together = 0.4;

    /// <summary>Of the five classes that seem likeliest one counts as found.</summary>
    public const int Best = 5;

    readonly EmojiClassifier model;
    readonly PreparedDataset dataset;
    readonly Dictionary<string, int> classOf;
    readonly int[] training, validation;

    /// <param name="model">With values; stays the caller's.</param>
    /// <param name="dataset">Of the model's size; stays the caller's.</param>
    public ClassifierTask(EmojiClassifier model, PreparedDataset dataset)
    {
        (this.model, this.dataset) = (model, dataset);
        classOf = model.Config.Emoji.Select((it, i) => (it, i)).ToDictionary(it => it.it, it => it.i, StringComparer.Ordinal);
        bool Scene(int i) => dataset.Records[i].Kind == RecordKind.Scene;
        int[] known = [.. Enumerable.Range(0, dataset.Count).Where(i => dataset.Records[i].Parts.Any(classOf.ContainsKey))];
        training = [.. known.Where(i => !Scene(i) || dataset.Records[i].Split == Split.Train)];
        validation = [.. known.Where(i => Scene(i) && dataset.Records[i].Split != Split.Train)];
        if (training.Length == 0) throw new ArgumentException($"The dataset {dataset.Folder} has no emoji to train on.", nameof(dataset));
        model.ToChannelsLast();
    }

    public override IReadOnlyList<TrainedGroup> Groups => [TrainedGroup.Of(model)];

    public override int ExampleCount => training.Length;

    /// <summary>The emoji of a dataset, in the order of the classes.</summary>
    public static string[] Classes(PreparedDataset dataset) =>
        [.. dataset.Records.Where(it => it.Kind == RecordKind.Icon).Select(it => it.Emoji).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    public override Tensor Loss(TrainingBatch batch)
    {
        int[] places = [.. batch.Indices.Select(it => training[it])];
        var rgba = dataset.ReadAll(places);
        PictureAugmentation.Apply(rgba, dataset.Side, batch.Random);
        PictureAugmentation.Recolor(rgba, dataset.Side, batch.Random, Recolored); // a purple fox is a fox
        var (pictures, targets) = Paired(RgbaPictures.FromRgba(rgba, dataset.Side, 4), places, batch.Random);
        // Noise, so that a picture need not be as clean as a drawing to be recognised.
        var noisy = pictures + (batch.Random.Normal(pictures.Shape) * (0.2 * batch.Random.Uniform([places.Length, 1, 1, 1])));
        return (targets.To(model.Device) * model.Forward(noisy.To(model.Device)).To(DType.Float32).LogSoftmax(1)).Sum() / -places.Length;
    }

    /// <summary>On scenes that it never saw: 1 less the share of their emoji that are among the five likeliest.</summary>
    public override Validation? Validate(long step)
    {
        if (validation.Length == 0) return null;
        int found = 0, all = 0;
        foreach (var places in validation.Chunk(Batch))
        {
            using var scope = new TensorScope();
            var best = model.Forward(RgbaPictures.FromRgba(dataset.ReadAll(places), dataset.Side, 4).To(model.Device)).To(DType.Float32)
                .TopK(Best, 1).Indices.ToArray<long>();
            for (var i = 0; i < places.Length; i++)
            {
                var parts = Parts(places[i]);
                found += parts.Count(it => best.AsSpan(i * Best, Best).Contains(it));
                all += parts.Length;
            }
        }
        return new Validation(1 - ((double)found / all), []);
    }

    int[] Parts(int place) => [.. dataset.Records[place].Parts.Where(classOf.ContainsKey).Select(it => classOf[it])];

    /// <summary>Some pictures together with the next one of the batch.</summary>
    (Tensor Pictures, Tensor Targets) Paired(Tensor pictures, int[] places, Generator random)
    {
        var targets = Targets(places);
        var chance = random.Uniform([places.Length]).ToArray<float>();
        var numbers = random.Uniform([places.Length, PictureCollage.Numbers]).ToArray<float>();
        using var scope = new TensorScope();
        Tensor[] pairs = [.. places.Select((_, i) => Next(i) is { } other
            ? PictureCollage.Of(pictures.Narrow(0, i, 1), pictures.Narrow(0, other, 1), numbers.AsSpan(PictureCollage.Numbers * i, PictureCollage.Numbers)) : pictures.Narrow(0, i, 1))];
        Tensor[] both = [.. places.Select((_, i) => Next(i) is { } other ? (targets.Narrow(0, i, 1) + targets.Narrow(0, other, 1)) * 0.5
            : targets.Narrow(0, i, 1))];
        return (scope.MoveOut(Tensor.Cat(pairs)), scope.MoveOut(Tensor.Cat(both)));

        int? Next(int i) => chance[i] < Together && places.Length > 1 ? (i + 1) % places.Length : null;
    }

    Tensor Targets(int[] places)
    {
        var targets = new float[places.Length * classOf.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var parts = Parts(places[i]);
            foreach (var part in parts) targets[(i * classOf.Count) + part] = 1f / parts.Length;
        }
        return Tensor.From<float>(targets, places.Length, classOf.Count);
    }
}
