using System.Collections.Immutable;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Models;
using EmojiGen.Models.Generation;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.VqVae;

/// <summary>Trains the prior over a VQ-VAE's codes: each picture asked for by one of its captions and its style, either left out now and
/// then.</summary>
public sealed class CodePriorTask : TrainingTask
{
    /// <summary>Shares of pictures that are asked for by nothing, by their style alone, and by their caption alone; the first is what
    /// guidance needs (Ho and Salimans 2022).</summary>
    const double Nothing = 0.1, StyleAlone = 0.05, CaptionAlone = 0.1;

    /// <summary>How often a picture is asked for by its prompt rather than by another word for it.</summary>
    const double ByPrompt = 0.6;

    const int ValidationBatch = 32, MostValidated = 512, Shown = 8;
    const ulong ShownSeed = 1;

    readonly CodePrior model;
    readonly CodeDataset data;
    readonly VqVaeModel? autoencoder;
    readonly ImmutableArray<int> training, validation;

    /// <param name="model">With values; stays the caller's.</param>
    /// <param name="autoencoder">Draws what validations show; stays the caller's. Null: nothing is shown.</param>
    /// <exception cref="ArgumentException">Model and codes do not go together, or there is nothing to train on.</exception>
    public CodePriorTask(CodePrior model, CodeDataset data, VqVaeModel? autoencoder = null)
    {
        (this.model, this.data, this.autoencoder) = (model, data, autoencoder);
        var config = model.Config;
        if ((config.CodeCount, config.ConditionSize) != (data.CodeCount, data.Dimension) || config.StyleCount < data.Styles.Length)
            throw new ArgumentException(
                $"The prior takes {config.CodeCount} codes, sentences of {config.ConditionSize} numbers and {config.StyleCount} styles, and the codes are {data.CodeCount}, of {data.Dimension} and {data.Styles.Length}.", nameof(model));
        training = data.Split(Split.Train);
        if (training.Length == 0) throw new ArgumentException("The dataset has no pictures to train on.", nameof(data));
        validation = EvenSpread.Of(data.Split(Split.Validation), MostValidated);
    }

    public override IReadOnlyList<TrainedGroup> Groups
    {
        get
        {
            var all = model.NamedParameters().Where(it => !it.Parameter.IsBuffer).ToLookup(it => it.Parameter.Shape.Length == 2);
            // What is no matrix is pulled towards nothing.
            return [new([.. all[true]]), new([.. all[false]], WeightDecay: 0)];
        }
    }

    public override FormattableString LessMemory(TrainerOptions options) =>
        $"set a smaller {new RequestProperty("batch-size")} than {options.BatchSize}";

    public override int ExampleCount => training.Length;

    public override Tensor Loss(TrainingBatch batch)
    {
        model.Train();
        var pictures = batch.Indices.Select(it => training[it]).ToArray();
        var loss = model.Loss(data.ReadCodes(pictures).To(model.Device), Ask(pictures, batch.Random));
        Report("bits", Bits(loss.Detach().ToDouble()));
        return loss;
    }

    public override Validation? Validate(long step)
    {
        model.Train(training: false);
        if (validation.Length == 0) return null;
        var sum = 0.0;
        foreach (var places in validation.Chunk(ValidationBatch))
        {
            using var scope = new TensorScope();
            sum += Bits(model.Loss(data.ReadCodes(places).To(model.Device), Known(places)).ToDouble()) * places.Length;
        }
        return new Validation(sum / validation.Length, autoencoder is null ? [] : [("samples", Draw(autoencoder))]);
    }

    /// <summary>By its prompt, in its style.</summary>
    CodeCondition Known(int[] places) =>
        new(data.ReadSentences([.. places.Select(it => data.TextsOf(it).FirstOrDefault())]), [.. places.Select(it => data.StyleOf[it])],
        Tensor.From([.. places.Select(it => !data.TextsOf(it).IsEmpty)], places.Length));

    CodeCondition Ask(int[] places, Generator random)
    {
        var chance = new uint[3 * places.Length];
        random.Draw(chance);
        var (texts, styles, counts) = (new int[places.Length], new int[places.Length], new bool[places.Length]);
        for (var i = 0; i < places.Length; i++)
        {
            var captions = data.TextsOf(places[i]);
            var left = Share(chance[3 * i]);
            counts[i] = left >= Nothing + StyleAlone && !captions.IsEmpty;
            styles[i] = left is < Nothing or (>= Nothing + StyleAlone and < Nothing + StyleAlone + CaptionAlone) ? -1
                : data.StyleOf[places[i]];
            if (!counts[i]) continue;
            var another = captions.Length > 1 && Share(chance[(3 * i) + 1]) >= ByPrompt;
            texts[i] = another ? captions[1 + (int)(Share(chance[(3 * i) + 2]) * (captions.Length - 1))] : captions[0];
        }
        return new(data.ReadSentences(texts), styles, Tensor.From(counts, places.Length));

        static double Share(uint number) => number / (uint.MaxValue + 1.0);
    }

    /// <summary>Pictures of nothing in particular above pictures asked for as the first of the validation are.</summary>
    Raster Draw(VqVaeModel decoder)
    {
        using var scope = new TensorScope();
        using var chance = new Generator(ShownSeed);
        var asked = validation.Take(Shown).ToArray();
        CodeCondition[] rows = [CodeCondition.None, Known(asked)];
        var side = decoder.Config.SampleSize;
        var grid = new Raster(asked.Length * side, rows.Length * side);
        for (var row = 0; row < rows.Length; row++)
        {
            var steps = model.Generate(asked.Length, rows[row],
                new GenerationOptions(int.MaxValue, Temperature: 1, TopP: 0.95, Generator: chance)).ToArray();
            var codes = Tensor.From([.. asked.SelectMany((_, i) => steps.Select(it => (long)it[i]))], asked.Length, steps.Length).To(decoder.Device);
            PictureGrid.Place(grid, row, column: 0, RgbaPictures.ToRgba(decoder.Decode(codes)), side);
        }
        return grid;
    }

    static double Bits(double nats) => nats / Math.Log(2);
}
