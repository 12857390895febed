using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Evaluation.Alignment;
using EmojiGen.Imaging;
using EmojiGen.Language;
using EmojiGen.Torch;

namespace EmojiGen.Training.Data;

/// <summary>How well a picture goes with its caption, by an image encoder that was trained to say what a sentence encoder says. Safe to
/// share between threads.</summary>
/// <remarks>Hessel et al. 2021; the encoders are emoji-mini's, or others of one width.</remarks>
public sealed class CaptionScorer : ICaptionAlignment
{
    readonly ClipPictureEncoder pictures;
    readonly SentenceEncoder sentences;
    readonly Lock one = new();

    CaptionScorer(ClipPictureEncoder pictures, SentenceEncoder sentences, string name) =>
        (this.pictures, this.sentences, Name) = (pictures, sentences, name);

    public string Name { get; }

    /// <param name="model">A folder with <c>image_encoder</c> and <c>text_encoder</c>, as emoji-mini's.</param>
    /// <param name="device">What computes; null: the CPU.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The two are not made for each other.</exception>
    public static CaptionScorer Load(string model, Device? device = null)
    {
        var pictures = ClipPictureEncoder.Load(Path.Combine(model, "image_encoder"), DType.Float32, device);
        try
        {
            var sentences = SentenceEncoder.Load(Path.Combine(model, "text_encoder"));
            if (pictures.Config is { WithProjection: true } config && config.ProjectionDim == sentences.Dimension)
                return new(pictures, sentences, $"CLIP score ({Path.GetFileName(Path.TrimEndingDirectorySeparator(model))}'s encoders)");
            sentences.Dispose();
            throw new InvalidDataException(
                $"The image encoder and the text encoder in '{model}' give vectors of different kinds, so that pictures and captions cannot be compared.");
        }
        catch
        {
            pictures.Dispose();
            throw;
        }
    }

    public double Score(Raster picture, string words)
    {
        lock (one)
        {
            using var scope = new TensorScope();
            using var noGrad = Autograd.NoGrad();
            var seen = pictures.Encode(pictures.Prepare([picture])).ImageEmbeds!.To(Device.Cpu, DType.Float32);
            return Math.Max(0, 100 * seen.CosineSimilarity(Tensor.From(sentences.Encode(words), 1, sentences.Dimension)).ToDouble());
        }
    }

    public void Dispose()
    {
        pictures.Dispose();
        sentences.Dispose();
    }
}
