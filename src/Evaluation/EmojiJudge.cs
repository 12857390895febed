using EmojiGen.Imaging;
using EmojiGen.ModelFiles;
using EmojiGen.Models;
using EmojiGen.Models.Classifier;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation;

/// <summary>Says which emoji a picture shows, by a classifier that was trained apart from every generator.</summary>
public sealed class EmojiJudge : IDisposable
{
    const string WeightsName = "diffusion_pytorch_model.safetensors";

    readonly EmojiClassifier classifier;

    EmojiJudge(EmojiClassifier classifier) => this.classifier = classifier;

    /// <param name="folder">With <c>config.json</c> and weights.</param>
    /// <param name="device">What computes; null: the CPU.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The configuration is wrong.</exception>
    public static EmojiJudge Load(string folder, Device? device = null)
    {
        using var noGrad = Autograd.NoGrad();
        var classifier = new EmojiClassifier(EmojiClassifierConfig.Read(Path.Combine(folder, "config.json")));
        try
        {
            using var weights = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
            classifier.Load(weights.AsWeights().On(device ?? Device.Cpu), dtype: DType.Float32);
            return new EmojiJudge(classifier);
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>Whether it can name an emoji at all.</summary>
    public bool Knows(string hexcode) => classifier.Config.Emoji.Contains(hexcode);

    /// <summary>Hexcodes of the likeliest emoji, best first.</summary>
    /// <param name="count">1 to the number of classes.</param>
    public string[] Best(Raster picture, int count)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var side = classifier.Config.SampleSize;
        var small = picture.Width == side && picture.Height == side ? picture : picture.Resize(side, side);
        var logits = classifier.Forward(RgbaPictures.FromRgba(small.Span, side, 4).To(classifier.Device));
        return [.. logits.TopK(count, 1).Indices.ToArray<long>().Select(it => classifier.Config.Emoji[it])];
    }

    public void Dispose() => classifier.Dispose();
}
