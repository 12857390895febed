using System.Globalization;
using System.Text;
using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Language;
using EmojiGen.Models;
using EmojiGen.Models.Generation;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>Draws with the Emoji VQ-VAE: its prior writes codes, one after the other, and its decoder makes a picture of them.</summary>
sealed class VqVaeEngine : IEngine
{
    readonly Installation installation;
    readonly string name, folder;
    readonly VqVaeModel autoencoder;
    readonly CodePrior prior;
    readonly IReadOnlyList<string> styles;

    /// <exception cref="IOException">There is no such model, or it is damaged.</exception>
    /// <exception cref="InvalidDataException">Its parts do not go together.</exception>
    public VqVaeEngine(GenerateOptions options, Terminal terminal, Installation installation)
    {
        this.installation = installation;
        (name, folder) = VqVaeModelFolder.Find(options.Diffusion.Model, terminal, installation);
        TorchLibrary.Threads = 1; // a code is so little work that a second one would only wait
        autoencoder = VqVaeModelFolder.LoadAutoencoder(folder);
        try
        {
            prior = VqVaeModelFolder.LoadPrior(folder, autoencoder.Config);
            styles = CodePriorFolder.ReadStyles(VqVaeModelFolder.PriorOf(folder));
        }
        catch
        {
            autoencoder.Dispose();
            throw;
        }
    }

    public Drawing Draw(GenerateOptions options, Terminal terminal)
    {
        using var scope = new TensorScope();
        var asked = options.VqVae;
        var size = options.Size ?? GenerateOptions.DefaultSize;
        var style = StyleNumber(options.Style);
        var notices = new List<string>();
        var conditions = Conditions(options, style, Words(options, notices));
        var credit = new Attribution([], ModelCredit.Of(name, folder));
        var transparency = new Transparency(cut: true, new Start(null, null, null, 1, Given: false));
        var pictures = new List<Picture>();
        for (var i = 0; i < options.Count; i++)
        {
            // Each by itself, so that it can be made again alone.
            var seed = unchecked(options.Seed + i) & long.MaxValue;
            var drawn = transparency.Apply(Decode(Write(conditions, options, terminal, seed, i)), painted: autoencoder.Config.Channels == 4);
            pictures.Add(new RasterPicture(drawn.Resize(size, size), new PictureText(credit, Parameters(options, seed, size, transparency.How)), size, seed));
        }
        return new Drawing(EngineChoice.VqVae, $"{name}  {options.Style}{(asked.Emotion is { } emotion ? $"  {emotion}" : "")}  transparency: {transparency.How}", pictures, credit)
        {
            Notices = [.. notices.Concat(transparency.Notices).Distinct(StringComparer.Ordinal)],
            WriteFacts = json => WriteFacts(json, options, transparency.How),
        };
    }

    public void Dispose()
    {
        TorchLibrary.UseAllThreads();
        prior.Dispose();
        autoencoder.Dispose();
    }

    /// <returns>-1: any</returns>
    int StyleNumber(string style)
    {
        if (style == VqVaeOptions.AnyStyle) return -1;
        for (var i = 0; i < styles.Count; i++)
            if (styles[i] == style) return i;
        throw new UsageException($"The model {name} draws in the styles {string.Join(", ", styles.Append(VqVaeOptions.AnyStyle))}, not in '{style}'.");
    }

    /// <summary>The prompt in words that the sentence encoder knows: it reads English, and no emoji.</summary>
    string Words(GenerateOptions options, List<string> notices)
    {
        if (options.Prompt.Length == 0 || (options.Language == GenerateOptions.DefaultLanguage && !options.Prompt.EnumerateRunes().Any(it => Rune.GetUnicodeCategory(it) == UnicodeCategory.OtherSymbol))) return options.Prompt;
        using var studio = new Studio(installation, options.Language);
        var words = string.Join(" and ", studio.Read(options.Prompt).Subjects.Select(it => it.Found.Emoji.Name));
        notices.Add($"read as: {words}");
        return words;
    }

    /// <summary>The prompt, with the emotion in words, and the emotion by itself.</summary>
    List<(CodeCondition, double)> Conditions(GenerateOptions options, int style, string words)
    {
        var (asked, guidance) = (options.VqVae, options.Diffusion.Guidance ?? VqVaeOptions.DefaultGuidance);
        var emotion = asked.Emotion is { } named ? Emotion.Named(named) : null;
        if (words.Length == 0 && emotion is null) return style < 0 ? [] : [(new(null, [style]), guidance)];
        using var encoder = SentenceEncoder.Load(installation.SentenceEncoder);
        var conditions = new List<(CodeCondition, double)>();
        if (words.Length > 0) Ask(encoder.Encode(emotion?.Of(words) ?? words), guidance);
        if (emotion is not null) Ask(emotion.Embed(encoder), words.Length > 0 ? asked.EmotionStrength : guidance * asked.EmotionStrength);
        return conditions;

        void Ask(float[] vector, double weight) => conditions.Add((new(Tensor.From(vector, 1, vector.Length), [style]), weight));
    }

    /// <returns>(1, codes)</returns>
    Tensor Write(List<(CodeCondition, double)> conditions, GenerateOptions options, Terminal terminal, long seed, int picture)
    {
        using var chance = new Generator((ulong)seed);
        using var progress = new ProgressLine(terminal, options.Count > 1 ? $"picture {picture + 1} of {options.Count}" : "drawing");
        using var preview = new LivePreview(terminal, options.Preview && !options.Quiet && !options.Json);
        var asked = options.VqVae;
        var codes = new List<long>();
        foreach (var next in prior.Generate(1, conditions, new GenerationOptions(int.MaxValue, asked.Temperature, asked.TopK, asked.TopP, chance)))
        {
            terminal.Stop.ThrowIfCancellationRequested();
            codes.Add(next[0]);
            if (!options.Quiet) progress.Report(codes.Count, prior.Config.CodeCount, $"{codes.Count} of {prior.Config.CodeCount} codes");
            if (!preview.IsDue) continue;
            using var scope = new TensorScope();
            preview.Show(Decode(Tensor.From([.. codes, .. Enumerable.Repeat(codes[0], prior.Config.CodeCount - codes.Count)], 1, prior.Config.CodeCount))); // the rest is as the corner
        }
        return Tensor.From([.. codes], 1, codes.Count);
    }

    Raster Decode(Tensor codes)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var side = autoencoder.Config.SampleSize;
        return new Raster(side, side, RgbaPictures.ToRgba(autoencoder.Decode(codes)));
    }

    GenerationParameters? Parameters(GenerateOptions options, long seed, int size, string transparency)
    {
        if (!options.Metadata) return null;
        var asked = options.VqVae;
        List<KeyValuePair<string, string>> settings =
        [
            new("CFG scale", Text(options.Diffusion.Guidance ?? VqVaeOptions.DefaultGuidance)), new("Seed", Text(seed)), new("Size", $"{size}x{size}"), new("Model", name),
            new("Drawn at", $"{autoencoder.Config.SampleSize}x{autoencoder.Config.SampleSize}"), new("Temperature", Text(asked.Temperature)), new("Top-k", Text(asked.TopK)), new("Top-p", Text(asked.TopP)), new("Style", options.Style),
        ];
        if (asked.Emotion is { } emotion) settings.AddRange([new("Emotion", emotion), new("Emotion strength", Text(asked.EmotionStrength))]);
        settings.AddRange([new("Transparency", transparency), new("Engine", EngineChoice.VqVae)]);
        return new(options.Prompt, "", settings);

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }

    void WriteFacts(Utf8JsonWriter json, GenerateOptions options, string transparency)
    {
        var asked = options.VqVae;
        json.WriteString("model", name);
        json.WriteString("style", options.Style);
        if (asked.Emotion is { } emotion)
        {
            json.WriteString("emotion", emotion);
            json.WriteNumber("emotionStrength", asked.EmotionStrength);
        }
        json.WriteNumber("temperature", asked.Temperature);
        json.WriteNumber("topK", asked.TopK);
        json.WriteNumber("topP", asked.TopP);
        json.WriteNumber("guidanceScale", options.Diffusion.Guidance ?? VqVaeOptions.DefaultGuidance);
        json.WriteNumber("drawnAt", autoencoder.Config.SampleSize);
        json.WriteString("transparency", transparency);
    }
}
