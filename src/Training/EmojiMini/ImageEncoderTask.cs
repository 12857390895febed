using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Language;
using EmojiGen.Models;
using EmojiGen.Models.Clip;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Trains an image encoder to say of a picture what a frozen sentence encoder says of its caption.</summary>
/// <remarks>Zhai et al. 2022 (LiT): locked text, contrastive. Pictures of one emoji in several styles are not each other's opposites: what
/// is the same thing shares the target.</remarks>
public sealed class ImageEncoderTask : TrainingTask
{
    const double FirstTemperature = 0.07;
    const int ValidationPictures = 512;

    readonly ClipVisionModel model;
    readonly PreparedDataset dataset;
    readonly CaptionVectors captions;
    readonly Temperature temperature;
    readonly IReadOnlyList<int> training, validation;

    /// <param name="model">With projection and values; stays the caller's.</param>
    /// <param name="dataset">Of the model's size; stays the caller's.</param>
    /// <param name="encoder">Of the projection's width; stays the caller's.</param>
    /// <exception cref="ArgumentException">There is nothing to train on.</exception>
    public ImageEncoderTask(ClipVisionModel model, PreparedDataset dataset, SentenceEncoder encoder)
    {
        (this.model, this.dataset) = (model, dataset);
        captions = new CaptionVectors(encoder);
        temperature = new Temperature();
        temperature.To(device: model.Device);
        training = dataset.Split(Split.Train);
        validation = [.. dataset.Split(Split.Validation).Where(i => dataset.Records[i].Kind == RecordKind.Icon).Take(ValidationPictures)];
        if (training.Count == 0) throw new ArgumentException($"The dataset {dataset.Folder} has no pictures to train on.", nameof(dataset));
    }

    public override IReadOnlyList<TrainedGroup> Groups => [TrainedGroup.Of(model), TrainedGroup.Of(temperature, weightDecay: 0)];

    public override int ExampleCount => training.Count;

    public override Tensor Loss(TrainingBatch batch)
    {
        int[] places = [.. batch.Indices.Select(it => training[it])];
        var texts = captions.Of(Captions.Draw(dataset, places, batch.Random));
        var pictures = Pictures(dataset, places, batch.Random);
        var loss = Contrast(pictures, texts, places, out var right);
        Report("right", right);
        return loss;
    }

    /// <summary>The loss of one batch of emoji that it never saw, by their names.</summary>
    public override Validation? Validate(long step)
    {
        if (validation.Count == 0) return null;
        using var scope = new TensorScope();
        int[] places = [.. validation];
        var loss = Contrast(Pictures(dataset, places), captions.Of([.. places.Select(it => dataset.Records[it].Prompt)]), places, out _);
        return new Validation(loss.ToDouble(), []);
    }

    /// <summary>Pictures as CLIP takes them, what is transparent on the mean colour.</summary>
    /// <param name="random">Mirrors and moves them; null: they are as they are.</param>
    /// <returns>(B, 3, S, S)</returns>
    internal static Tensor Pictures(PreparedDataset dataset, IReadOnlyList<int> places, Generator? random = null) => TensorScope.Run(() =>
    {
        var rgba = dataset.ReadAll(places);
        if (random is not null) PictureAugmentation.Apply(rgba, dataset.Side, random);
        return Prepared(RgbaPictures.FromRgba(rgba, dataset.Side, 4));
    });

    /// <param name="pictures">(B, 4, S, S) premultiplied, in [-1, 1]</param>
    /// <returns>(B, 3, S, S)</returns>
    internal static Tensor Prepared(Tensor pictures) => TensorScope.Run(() =>
    {
        var picture = (pictures + 1) * 0.5;
        Tensor mean = Channels(ClipPictureEncoder.PublishedMean), deviation = Channels(ClipPictureEncoder.PublishedDeviation);
        // colours are premultiplied: the ground is the mean
        return (picture.Narrow(1, 0, 3) - (picture.Narrow(1, 3, 1) * mean)) / deviation;
    });

    static Tensor Channels(double[] numbers) => Tensor.From(Array.ConvertAll(numbers, it => (float)it), 1, 3, 1, 1);

    protected override void Dispose(bool disposing)
    {
        if (disposing) temperature.Dispose();
    }

    /// <param name="right">Share of the pictures whose most similar text is theirs.</param>
    Tensor Contrast(Tensor pictures, Tensor texts, int[] places, out double right)
    {
        var embeds = model.Forward(pictures.To(model.Device)).ImageEmbeds!.To(DType.Float32).Normalize();
        var logits = temperature.Scale.Tensor.To(DType.Float32).Exp() * embeds.Matmul(texts.To(model.Device).Transpose(0, 1)); // (B, B)
        var same = Same(places).To(model.Device);
        var forth = (same / same.Sum(1, keep: true) * logits.LogSoftmax(1)).Sum() / -places.Length;
        var back = (same / same.Sum(0, keep: true) * logits.LogSoftmax(0)).Sum() / -places.Length;
        using (Autograd.NoGrad()) right = same.Gather(1, logits.Detach().ArgMax(1).Unsqueeze(1)).Mean().ToDouble();
        return (forth + back) * 0.5;
    }

    /// <summary>(B, B), 1 where two pictures show the same.</summary>
    Tensor Same(int[] places)
    {
        var shown = Array.ConvertAll(places, it => dataset.Records[it].Prompt);
        var same = new float[places.Length * places.Length];
        for (var i = 0; i < places.Length; i++)
            for (var j = 0; j < places.Length; j++) same[(i * places.Length) + j] = shown[i] == shown[j] ? 1 : 0;
        return Tensor.From<float>(same, places.Length, places.Length);
    }

    /// <summary>How sharply similarities are told apart; learned, as CLIP's <c>logit_scale</c>.</summary>
    sealed class Temperature : Module
    {
        public Temperature()
        {
            Scale = AddParameter("logit_scale", [1], (value, _) => value.Fill_(Math.Log(1 / FirstTemperature)));
            Scale.Tensor = Tensor.From<float>([(float)Math.Log(1 / FirstTemperature)], 1);
        }

        public Parameter Scale { get; }
    }
}
