using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Evaluation.Metrics;
using EmojiGen.Imaging;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Alignment;

/// <summary>By a published CLIP, whose two halves lie in one folder.</summary>
public sealed class ClipAlignment : ICaptionAlignment
{
    readonly ClipPictureEncoder pictures;
    readonly ClipTextModel texts;
    readonly ClipTokenizer tokenizer;

    ClipAlignment(ClipPictureEncoder pictures, ClipTextModel texts, ClipTokenizer tokenizer, string name) =>
        (this.pictures, this.texts, this.tokenizer, Name) = (pictures, texts, tokenizer, name);

    public string Name { get; }

    /// <param name="folder">As transformers publishes a CLIPModel: configuration, weights, tokenizer.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">It is no CLIP.</exception>
    public static ClipAlignment Load(string folder)
    {
        using var noGrad = Autograd.NoGrad();
        var tokenizer = ClipTokenizer.Load(folder);
        var texts = new ClipTextModel(ClipTextConfig.Read(Path.Combine(folder, "config.json")), withProjection: true);
        try
        {
            using (var weights = ShardedWeights.Open(WeightFiles.In(folder).Choose(variant: null))) texts.LoadPublished(weights, DType.Float32);
            return new(ClipPictureEncoder.Load(folder, DType.Float32), texts, tokenizer,
                $"CLIP score ({Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))})");
        }
        catch
        {
            texts.Dispose();
            throw;
        }
    }

    public double Score(Raster picture, string words)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        return ClipScore.Of(pictures.Encode(pictures.Prepare([picture])).ImageEmbeds!, Read(words))[0];
    }

    public void Dispose()
    {
        pictures.Dispose();
        texts.Dispose();
    }

    /// <summary>Cut to what the encoder reads, with its end kept: a text without its end is read as another.</summary>
    Tensor Read(string words)
    {
        var ids = tokenizer.Encode(words, Math.Min(tokenizer.LongestText, texts.Config.MaxPositionEmbeddings));
        return texts.Forward(Tensor.From(Array.ConvertAll(ids, it => (long)it), 1, ids.Length)).TextEmbeds!;
    }
}
