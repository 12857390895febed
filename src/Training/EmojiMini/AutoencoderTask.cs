using EmojiGen.Imaging;
using EmojiGen.Models;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Trains an autoencoder with premultiplied alpha on all pictures of a dataset: squared error, and a little of the distance of its
/// latents from a unit normal.</summary>
/// <remarks>Kingma and Welling 2014. No adversary: emoji are drawn of flat colours and clear edges, which squared error alone gives
/// back.</remarks>
public sealed class AutoencoderTask : TrainingTask
{
    /// <summary>Enough that latents stay near a unit normal, which denoising wants; 1e-4 cost more than 1 dB.</summary>
    public const double DivergenceWeight = 2e-5;

    const int ValidationBatch = 32, ValidationPictures = 256, ShownPictures = 8;

    readonly AutoencoderKL model;
    readonly PreparedDataset dataset;
    readonly IReadOnlyList<int> training, validation;

    /// <param name="model">Of 4 channels, with values; stays the caller's.</param>
    /// <param name="dataset">Stays the caller's.</param>
    /// <exception cref="ArgumentException">There is nothing to train on.</exception>
    public AutoencoderTask(AutoencoderKL model, PreparedDataset dataset)
    {
        (this.model, this.dataset) = (model, dataset);
        training = dataset.Split(Split.Train);
        validation = [.. dataset.Split(Split.Validation).Take(ValidationPictures)];
        if (training.Count == 0) throw new ArgumentException($"The dataset {dataset.Folder} has no pictures to train on.", nameof(dataset));
        model.ToChannelsLast();
    }

    public override IReadOnlyList<TrainedGroup> Groups => [TrainedGroup.Of(model)];

    public override int ExampleCount => training.Count;

    public override Tensor Loss(TrainingBatch batch)
    {
        var pictures = Pictures(dataset, [.. batch.Indices.Select(it => training[it])], batch.Random).To(model.Device);
        var said = model.Encode(pictures);
        Tensor mean = said.Mean.To(DType.Float32), spread = said.LogVariance.To(DType.Float32);
        var latents = mean + ((spread * 0.5).Exp() * batch.Random.Normal(mean.Shape, device: mean.Device));
        var error = model.Decode(latents).To(DType.Float32).MseLoss(pictures);
        var divergence = (mean.Square() + spread.Exp() - 1 - spread).Mean() * 0.5; // of a number of the latents, nats
        Report("mse", error.Detach().ToDouble() / 4); // of pixels in [0, 1]
        Report("divergence", divergence.Detach().ToDouble());
        return error + (divergence * DivergenceWeight);
    }

    public override Validation? Validate(long step)
    {
        if (validation.Count == 0) return null;
        var (sum, shown) = (0.0, new List<(string, Raster)>());
        foreach (var places in validation.Chunk(ValidationBatch))
        {
            using var scope = new TensorScope();
            var pictures = Pictures(dataset, places).To(model.Device);
            var back = model.Decode(model.Encode(pictures).Mean).To(DType.Float32);
            sum += back.MseLoss(pictures).ToDouble() / 4 * places.Length;
            if (shown.Count == 0) shown.Add(("reconstructions", PictureRows.Of(dataset.Side, ShownPictures, pictures, back)));
        }
        return new Validation(sum / validation.Count, shown);
    }

    /// <summary>Pictures of a dataset as such an autoencoder takes them.</summary>
    /// <param name="random">Mirrors and moves them; null: they are as they are.</param>
    /// <returns>(B, 4, S, S) premultiplied, in [-1, 1], on the CPU</returns>
    internal static Tensor Pictures(PreparedDataset dataset, IReadOnlyList<int> places, Generator? random = null)
    {
        var rgba = dataset.ReadAll(places);
        if (random is not null) PictureAugmentation.Apply(rgba, dataset.Side, random);
        return RgbaPictures.FromRgba(rgba, dataset.Side, 4);
    }
}
