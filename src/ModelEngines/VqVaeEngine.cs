using System.Globalization;
using System.Text;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Language;
using EmojiGen.Models;
using EmojiGen.Models.Generation;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using static System.FormattableString;

namespace EmojiGen.ModelEngines;

/// <summary>Draws with the Emoji VQ-VAE: its prior writes codes, one after the other, and its decoder makes a picture of them.</summary>
/// <remarks>Draws one request at a time.</remarks>
public sealed class VqVaeEngine : IEngine<VqVaeRequest, VqVaeDrawing>
{
    readonly Studio studio;
    readonly FoundModel found;
    readonly VqVaeModel autoencoder;
    readonly CodePrior prior;
    readonly string[] styles;

    VqVaeEngine(Studio studio, FoundModel found, Device device)
    {
        (this.studio, this.found) = (studio, found);
        autoencoder = VqVaeModelFolder.LoadAutoencoder(found.Path, device);
        try
        {
            prior = VqVaeModelFolder.LoadPrior(found.Path, autoencoder.Config, device);
            styles = [.. CodePriorFolder.ReadStyles(VqVaeModelFolder.PriorOf(found.Path))];
        }
        catch
        {
            autoencoder.Dispose();
            throw;
        }
    }

    /// <summary>Loads a model.</summary>
    /// <param name="studio">Reads prompts that are not English words; must outlive the engine.</param>
    /// <param name="model">As <see cref="ModelLibrary.VqVae"/> takes it; null: the one that comes along.</param>
    /// <param name="device">What computes; null: the first CUDA device where there is one, else the CPU.</param>
    /// <exception cref="IOException">There is no such model, or it is damaged.</exception>
    /// <exception cref="InvalidDataException">Its parts do not go together.</exception>
    public static VqVaeEngine Load(Studio studio, string? model = null, Device? device = null) =>
        Load(studio, ModelLibrary.Of(studio.Installation).VqVae(model), device);

    /// <inheritdoc cref="Load(Studio, string?, Device?)"/>
    public static VqVaeEngine Load(Studio studio, FoundModel model, Device? device = null) => new(studio, model, device ?? Device.Best);

    /// <inheritdoc/>
    public VqVaeDrawing Draw(VqVaeRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancel = default)
    {
        request.Validate();
        using var scope = new TensorScope();
        using var threads = TorchThreads.Limit(1); // a code is so little work that a second one would only wait
        var size = request.Size ?? EmojiRequest.DefaultSize;
        var style = StyleNumber(request.Style);
        var notices = new List<Sentence>();
        var conditions = Conditions(request, style, Words(request, notices));
        var credit = new Attribution([], ModelCredit.Of(found.Label, found.Path));
        var transparency = new Transparency(cut: true, DiffusionStart.Noise);
        var pictures = new List<Picture>();
        for (var i = 0; i < request.Count; i++)
        {
            // Each by itself, so that it can be made again alone.
            var seed = request.SeedOf(i);
            var drawn = transparency.Apply(Decode(Write(conditions, request, seed, i, progress, cancel)),
                painted: autoencoder.Config.Channels == 4);
            if (Blankness.Of(drawn, seed) is { } blank) notices.Add(blank);
            pictures.Add(new RasterPicture(drawn.Resize(size, size), new PictureText(credit,
                Parameters(request, seed, size, transparency.How)), size, seed));
        }
        return new VqVaeDrawing(request, found.Name, autoencoder.Config.SampleSize, transparency.How, pictures, credit)
        {
            Notices = [.. notices.Concat(transparency.Notices).DistinctBy(it => it.ToString())],
        };
    }

    public void Dispose()
    {
        prior.Dispose();
        autoencoder.Dispose();
    }

    /// <returns>-1: any</returns>
    int StyleNumber(string style)
    {
        if (style == VqVaeRequest.AnyStyle) return -1;
        return Array.IndexOf(styles, style) is >= 0 and var number ? number : throw new RequestException(
            $"The model {found.Name} draws in the styles {string.Join(", ", styles.Append(VqVaeRequest.AnyStyle))}, not in '{style}'.");
    }

    /// <summary>The prompt in words that the sentence encoder knows: it reads English, and no emoji.</summary>
    string Words(VqVaeRequest request, List<Sentence> notices)
    {
        if (request.Words.Length == 0
            || (request.Language == EmojiRequest.DefaultLanguage && !request.Words.EnumerateRunes().Any(it => Rune.GetUnicodeCategory(it) == UnicodeCategory.OtherSymbol))) return request.Words;
        var words = string.Join(" and ", studio.Read(request.Prompt, request.Language).Subjects.Select(it => it.Found.Emoji.Name));
        notices.Add(new($"read as: {words}"));
        return words;
    }

    /// <summary>The prompt, with the emotion in words, and the emotion by itself.</summary>
    List<(CodeCondition, double)> Conditions(VqVaeRequest request, int style, string words)
    {
        var emotion = request.Emotion is { } named ? Emotion.Named(named) : null;
        if (words.Length == 0 && emotion is null) return style < 0 ? [] : [(new(null, [style]), request.Guidance)];
        using var encoder = SentenceEncoder.Load(studio.Installation.SentenceEncoder);
        var conditions = new List<(CodeCondition, double)>();
        if (words.Length > 0) Ask(encoder.Encode(emotion?.Of(words) ?? words), request.Guidance);
        if (emotion is not null)
            Ask(emotion.Embed(encoder), words.Length > 0 ? request.EmotionStrength : request.Guidance * request.EmotionStrength);
        return conditions;

        void Ask(float[] vector, double weight) => conditions.Add((new(Tensor.From(vector, 1, vector.Length), [style]), weight));
    }

    /// <returns>(1, codes)</returns>
    Tensor Write(List<(CodeCondition, double)> conditions, VqVaeRequest request, long seed, int picture,
        IProgress<GenerationProgress>? progress, CancellationToken cancel)
    {
        using var chance = new Generator((ulong)seed);
        var count = prior.Config.CodeCount;
        var codes = new List<long>();
        foreach (var next in prior.Generate(1, conditions, new GenerationOptions(int.MaxValue, request.Temperature, request.TopK,
            request.TopP, chance)))
        {
            cancel.ThrowIfCancellationRequested();
            codes.Add(next[0]);
            progress?.Report(new(picture + 1, request.Count, codes.Count, count, SoFar));
        }
        return Tensor.From([.. codes], 1, codes.Count);

        // The rest is as the corner.
        Raster SoFar()
        {
            using var scope = new TensorScope();
            return Decode(Tensor.From([.. codes, .. Enumerable.Repeat(codes[0], count - codes.Count)], 1, count));
        }
    }

    Raster Decode(Tensor codes)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var side = autoencoder.Config.SampleSize;
        return new Raster(side, side, RgbaPictures.ToRgba(autoencoder.Decode(codes)));
    }

    GenerationParameters Parameters(VqVaeRequest request, long seed, int size, string transparency)
    {
        var side = autoencoder.Config.SampleSize;
        List<KeyValuePair<string, string>> settings =
        [
            new("CFG scale", Invariant($"{request.Guidance}")),
            new("Seed", Invariant($"{seed}")),
            new("Size", $"{side}x{side}"),
            new(GenerationParameters.WrittenAt, $"{size}x{size}"),
            new("Model", found.Label),
            new("Temperature", Invariant($"{request.Temperature}")),
            new("Top-k", Invariant($"{request.TopK}")),
            new("Top-p", Invariant($"{request.TopP}")),
            new("Style", request.Style),
        ];
        if (request.Emotion is { } emotion)
            settings.AddRange([new("Emotion", emotion), new("Emotion strength", Invariant($"{request.EmotionStrength}"))]);
        settings.AddRange([new("Transparency", transparency), new("Engine", request.Engine)]);
        GenerationParameters.AddOriginal(settings, request);
        return new(request.Words, "", settings);
    }
}
