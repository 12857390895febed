using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Generation;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines;

/// <summary>What a picture's file says made it, as a request that makes it again.</summary>
/// <param name="Model">As <see cref="ModelLibrary"/> takes it; null: the file names none.</param>
/// <param name="DType">What was computed in; null: the file does not say.</param>
/// <param name="Variant">Of the weights: <c>fp16</c>; null: none in particular.</param>
/// <param name="Missing">What the picture was made with and is not here, in words for a person: pictures that it began from or took after,
/// adapters.</param>
public sealed record RememberedRequest(EmojiRequest Request, string? Model, DType? DType, string? Variant, IReadOnlyList<string> Missing)
{
    /// <summary>Reads the parameters of a file that one of the engines wrote, or a web UI that draws with diffusion.</summary>
    /// <param name="models">Where LoRAs are looked for.</param>
    /// <param name="folder">Where pictures are looked for that the file names.</param>
    /// <exception cref="InvalidDataException">A setting is not what it can be; says which.</exception>
    public static RememberedRequest Of(GenerationParameters parameters, ModelLibrary models, string folder)
    {
        var reading = new Reading(parameters, models, folder);
        EmojiRequest request = parameters["Engine"] switch
        {
            ComposeRequest.EngineName => reading.Composed(),
            VqVaeRequest.EngineName => reading.OfVqVae(),
            null or DiffusionRequest.EngineName => reading.Diffused(),
            var other => throw new InvalidDataException($"The picture was made by '{other}', which is asked in another way."),
        };
        request = request with
        {
            Seed = reading.Whole("Seed") ?? 0,
            Size = reading.Size(),
            Language = parameters["Language"] ?? request.Language,
        };
        if (parameters[GenerationParameters.OriginalPrompt] is { } original)
            request = request with { Prompt = original, Enhanced = request.Prompt };
        return new(request, parameters["Model"], DTypeOf(parameters["Dtype"]), parameters["Variant"], reading.Missing);
    }

    static DType? DTypeOf(string? name) => name switch
    {
        "float32" => Torch.DType.Float32,
        "float16" => Torch.DType.Float16,
        "bfloat16" => Torch.DType.BFloat16,
        _ => null,
    };

    /// <summary>Settings on their way to a request.</summary>
    sealed class Reading(GenerationParameters parameters, ModelLibrary models, string folder)
    {
        readonly List<string> missing = [];

        public IReadOnlyList<string> Missing => missing;

        public ComposeRequest Composed() => new(parameters.Prompt)
        {
            Style = Style(EmojiRequest.DefaultStyle),
            Background = parameters["Background"] != "false",
            Outline = parameters["Outline"] == "true",
            SkinTone = Tone(),
        };

        public VqVaeRequest OfVqVae() => new(parameters.Prompt)
        {
            Style = Style(VqVaeRequest.AnyStyle),
            Guidance = Number("CFG scale") ?? VqVaeRequest.DefaultGuidance,
            Temperature = Number("Temperature") ?? VqVaeRequest.DefaultTemperature,
            TopK = (int)(Whole("Top-k") ?? 0),
            TopP = Number("Top-p") ?? VqVaeRequest.DefaultTopP,
            Emotion = parameters["Emotion"],
            EmotionStrength = Number("Emotion strength") ?? VqVaeRequest.DefaultEmotionStrength,
        };

        public DiffusionRequest Diffused()
        {
            var image = Picture("Image");
            var isDrafted = parameters["Draft"] is not null;
            if (parameters["Denoising strength"] is not null && !isDrafted && parameters["Image"] is null)
                missing.Add("the picture that it began from, which the file does not name");
            if (parameters["IP-Adapter"] is { } adapter) missing.Add($"the IP-Adapter '{adapter}'");
            return new(OnOneLine(parameters.Prompt))
            {
                Style = Style(EmojiRequest.DefaultStyle),
                Negative = parameters.NegativePrompt.Length > 0 ? OnOneLine(parameters.NegativePrompt) : null,
                Steps = (int)(Whole("Steps") ?? DiffusionRequest.DefaultSteps),
                Guidance = Number("CFG scale"),
                Scheduler = Sampler(),
                ClipSkip = (int)(Whole("Clip skip") ?? 1),
                Loras = Loras(),
                Image = image,
                Mask = image is null ? null : Picture("Mask"),
                Strength = isDrafted || image is not null ? Number("Denoising strength") : null,
                Draft = image is null ? isDrafted : null,
                SkinTone = Tone(),
                References = References(),
                ReferenceScale = Number("Reference scale"),
                Layers = Enum.TryParse<ReferenceLayers>(parameters["Reference layers"], ignoreCase: true, out var layers) ? layers
                    : default,
                Transparent = parameters["Transparent"] == "true",
            };
        }

        // The web UIs take several lines, and a line's end for a space.
        static string OnOneLine(string text) => text.ReplaceLineEndings(" ");

        public long? Whole(string name) => parameters[name] is not { } text ? null
            : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong(name, text, "a whole number");

        /// <summary>As it is written, which may be another size than was drawn.</summary>
        public int? Size()
        {
            var name = parameters[GenerationParameters.WrittenAt] is null ? "Size" : GenerationParameters.WrittenAt;
            if (parameters[name] is not { } text) return null;
            var isSquare = text.Split('x') is [var width, var height] && width == height;
            return isSquare && int.TryParse(text.Split('x')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var side) ? side
                : throw Wrong(name, text, "a square, as 512x512");
        }

        double? Number(string name) => parameters[name] is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : throw Wrong(name, text, "a number");

        string Style(string otherwise) => parameters["Style"] ?? otherwise;

        SkinTone Tone() => parameters["Skin tone"] is { } tone ? SkinTones.Named(tone) : SkinTone.None;

        /// <summary>Our own name where the file has it; of a file of ours without one, the model's own sampler.</summary>
        string? Sampler()
        {
            if (parameters["Scheduler"] is { } scheduler) return scheduler;
            if (parameters["Engine"] is not null || parameters["Sampler"] is not { } sampler) return null;
            if (Scheduler.FromWebUis(sampler, parameters["Schedule type"]) is { } known) return known;
            missing.Add($"the sampler {sampler}");
            return null;
        }

        List<Lora> Loras()
        {
            var hashes = (parameters[GenerationParameters.LoraHashes] ?? "").Split(',', StringSplitOptions.TrimEntries)
                .Select(it => it.Split(": ")).Where(it => it.Length == 2).GroupBy(it => it[0], StringComparer.Ordinal)
                .ToDictionary(it => it.Key, it => it.First()[1], StringComparer.Ordinal);
            var found = new List<Lora>();
            foreach (var named in parameters.Loras)
            {
                if (models.Remembered(named, hashes.GetValueOrDefault(named.Name)) is { } lora) found.Add(lora);
                else missing.Add($"the LoRA {named.Name}{(hashes.TryGetValue(named.Name, out var hash) ? $" ({hash})" : "")}");
            }
            return found;
        }

        NamedPicture? Picture(string name)
        {
            if (parameters[name] is not { } file) return null;
            var path = Path.Combine(folder, Path.GetFileName(file));
            if (File.Exists(path)) return NamedPicture.Load(path);
            missing.Add($"the picture '{file}'");
            return null;
        }

        List<Reference> References()
        {
            var references = new List<Reference>();
            foreach (var name in (parameters["References"] ?? "").Split(" + ", StringSplitOptions.RemoveEmptyEntries))
            {
                var path = Path.Combine(folder, Path.GetFileName(name));
                references.Add(File.Exists(path) ? new(name, NamedPicture.Load(path).Picture) : new(name));
            }
            return references;
        }

        static InvalidDataException Wrong(string name, string text, string expected) =>
            new($"The picture's parameters say {name}: '{text}', which is not {expected}.");
    }
}
