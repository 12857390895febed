using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Clip;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>CLIP's vision encoder with the preparation that its pictures want.</summary>
public sealed class ClipPictureEncoder : IDisposable
{
    /// <summary>CLIP's, of its own training pictures: red, green, blue.</summary>
    internal static readonly double[] PublishedMean = [0.48145466, 0.4578275, 0.40821073],
        PublishedDeviation = [0.26862954, 0.26130258, 0.27577711];

    readonly ClipVisionModel model;
    readonly double[] mean, deviation;

    ClipPictureEncoder(ClipVisionModel model, double[] mean, double[] deviation) =>
        (this.model, this.mean, this.deviation) = (model, mean, deviation);

    public ClipVisionConfig Config => model.Config;

    /// <param name="folder">With <c>config.json</c> and weights; <c>preprocessor_config.json</c> there or in <c>feature_extractor</c>
    /// beside it is heeded.</param>
    /// <param name="device">What computes, and where its answers are; null: the CPU.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    public static ClipPictureEncoder Load(string folder, DType dtype, Device? device = null)
    {
        using var noGrad = Autograd.NoGrad();
        var model = new ClipVisionModel(ClipVisionConfig.Read(Path.Combine(folder, "config.json")));
        try
        {
            using var weights = ShardedWeights.Open(WeightFiles.In(folder).Choose(variant: null));
            model.LoadPublished(((IWeights)weights).On(device ?? Device.Cpu, dtype), dtype);
            var preparation = ModelConfig.ReadIfAny(Path.Combine(folder, "preprocessor_config.json"))
                ?? ModelConfig.ReadIfAny(Path.Combine(folder, "..", "feature_extractor", "preprocessor_config.json"));
            return new ClipPictureEncoder(model, Three(preparation?.Numbers("image_mean")) ?? PublishedMean,
                Three(preparation?.Numbers("image_std")) ?? PublishedDeviation);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        double[]? Three(double[]? numbers) => numbers is null or { Length: 3 } ? numbers
            : throw new InvalidDataException(
                $"The preparation of pictures beside '{folder}' must give three numbers a channel, not {numbers.Length}.");
    }

    /// <summary>Pictures as the encoder takes them: fitted into its square, what is transparent laid on the mean colour, which is zero to
    /// it, so that no ground leaks in.</summary>
    /// <returns>(N, 3, size, size), normalised</returns>
    public Tensor Prepare(IReadOnlyList<Raster> pictures) => TensorScope.Run(() =>
        Tensor.Cat([.. pictures.Select(it => Prepare(it))]));

    /// <summary>What the encoder says of prepared pictures.</summary>
    public ClipVisionStates Encode(Tensor prepared)
    {
        using var noGrad = Autograd.NoGrad();
        return model.Forward(prepared.To(model.Device));
    }

    /// <summary>What the encoder says of pictures, with a gradient to them.</summary>
    /// <param name="pictures">(B, 3 or 4, S, S) in [-1, 1], on white or premultiplied; of the latter what is transparent becomes the mean
    /// colour</param>
    public ClipVisionStates Look(Tensor pictures)
    {
        using var scope = new TensorScope();
        var share = (pictures + 1) * 0.5;
        var flat = share.Narrow(1, 0, 3);
        if (share.Size(1) == 4) flat += (1 - share.Narrow(1, 3, 1)) * Channels(mean);
        var normal = (flat - Channels(mean)) / Channels(deviation);
        var square = normal.Interpolate(Config.ImageSize, Config.ImageSize, Interpolation.Bilinear);
        var states = model.Forward(square.To(model.Device));
        foreach (var state in states.HiddenStates) scope.MoveOut(state);
        scope.MoveOut(states.Pooled);
        if (states.ImageEmbeds is { } embeds) scope.MoveOut(embeds);
        return states;
    }

    public void Dispose() => model.Dispose();

    Tensor Prepare(Raster picture)
    {
        using var scope = new TensorScope();
        long size = Config.ImageSize, side = Math.Max(picture.Width, picture.Height);
        var flat = PictureTensors.WithChannels(picture.ToTensor(), 3, mean);                                             // (1, 3, H, W)
        var normal = (flat - Channels(mean)) / Channels(deviation);
        long left = (side - picture.Width) / 2, top = (side - picture.Height) / 2;
        var square = normal.Pad([left, side - picture.Width - left, top, side - picture.Height - top]);                // (1, 3, side, side)
        return scope.MoveOut(side == size ? square : square.Interpolate(size, size, Interpolation.Bicubic, antialias: true));
    }

    static Tensor Channels(double[] numbers) => Tensor.From(Array.ConvertAll(numbers, it => (float)it), 1, 3, 1, 1);
}
