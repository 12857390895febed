using System.Globalization;
using System.Text.RegularExpressions;
using EmojiGen.Art;
using static System.FormattableString;

namespace EmojiGen.Generation;

/// <summary>What made a picture: enough to make it again.</summary>
/// <param name="NegativePrompt">What it should not show; empty where nothing was said.</param>
/// <param name="Settings">By name, in the order they are read in; what is as it always is does not stand there.</param>
public sealed partial record GenerationParameters(string Prompt, string NegativePrompt,
    IReadOnlyList<KeyValuePair<string, string>> Settings)
{
    /// <summary>The setting that says how large the picture is written where that is not the size that was drawn, which is the web UIs'
    /// <c>Size</c>.</summary>
    public const string WrittenAt = "Written at";

    /// <summary>The web UIs' setting that tells LoRAs apart: <c>pip: 0123456789ab, other: ...</c>.</summary>
    public const string LoraHashes = "Lora hashes";

    /// <summary>The prompt as it was typed, where more was said of it.</summary>
    public const string OriginalPrompt = "Original prompt";

    /// <summary>What the prompts are called among all entries.</summary>
    internal const string PromptEntry = "Prompt", NegativeEntry = "Negative prompt";

    /// <summary>Written last, and no setting: what wrote the text is another program each time.</summary>
    const string Version = "Version";

    /// <summary>The fewest settings of a line of them, as the web UIs count: fewer may be a line of the prompt.</summary>
    const int LeastSettings = 3;

    /// <summary>Adapters, which stand in the text behind the prompt: <c>&lt;lora:pip:0.8&gt;</c>.</summary>
    public IReadOnlyList<NamedWeight> Loras { get; init; } = [];

    /// <summary>A setting's value; null: it is not among them.</summary>
    public string? this[string name] => Settings.FirstOrDefault(it => it.Key == name).Value;

    /// <summary>Prompt and settings by name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Entries =>
        [new(PromptEntry, Prompt), .. NegativePrompt.Length > 0 ? [new KeyValuePair<string, string>(NegativeEntry, NegativePrompt)]
            : Array.Empty<KeyValuePair<string, string>>(), .. Settings];

    /// <summary>Of a composed scene.</summary>
    internal static GenerationParameters Composed(ComposeRequest request, long seed, int size)
    {
        List<KeyValuePair<string,
            string>> settings = [new("Seed", Invariant($"{seed}")), new("Size", $"{size}x{size}"), new("Engine", request.Engine),
            new("Style", request.Style)];
        if (!request.Background) settings.Add(new("Background", "false"));
        if (request.Outline) settings.Add(new("Outline", "true"));
        if (request.SkinTone != SkinTone.None) settings.Add(new("Skin tone", SkinTones.NameOf(request.SkinTone)));
        if (request.Language != EmojiRequest.DefaultLanguage) settings.Add(new("Language", request.Language));
        AddOriginal(settings, request);
        return new(request.Words, "", settings);
    }

    /// <summary>Says the prompt that was typed, where another was drawn.</summary>
    public static void AddOriginal(ICollection<KeyValuePair<string, string>> settings, EmojiRequest request)
    {
        if (request.Enhanced is not null) settings.Add(new(OriginalPrompt, request.Prompt));
    }

    /// <summary>The text that the web UIs write into a PNG and read back: the prompt, the negative prompt, then one line of <c>Name:
    /// value</c> pairs.</summary>
    /// <remarks>The form of AUTOMATIC1111's stable-diffusion-webui, <c>modules/infotext_utils.py</c>: a value with a comma stands in
    /// quotes.</remarks>
    public override string ToString()
    {
        var negative = NegativePrompt.Length > 0 ? $"\nNegative prompt: {NegativePrompt}" : "";
        var pairs = Settings.Append(new(Version, $"EmojiGen {EmojiGenVersion.Number}")).Select(it => $"{it.Key}: {Quoted(it.Value)}");
        var loras = string.Concat(Loras.Select(it => string.Create(CultureInfo.InvariantCulture, $" <lora:{it.Name}:{it.Weight}>")));
        return $"{Prompt}{loras}{negative}\n{string.Join(", ", pairs)}";
    }

    /// <summary>Reads what <see cref="ToString"/> or a web UI wrote.</summary>
    /// <returns>Null of a text that has no line of settings.</returns>
    public static GenerationParameters? Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines.Length < 2 || SettingsOf(lines[^1]) is not { } settings) return null;
        const string negativeMark = "Negative prompt:";
        var negativeAt = Array.FindIndex(lines, it => it.StartsWith(negativeMark, StringComparison.Ordinal));
        var end = negativeAt < 0 ? lines.Length - 1 : negativeAt;
        var negative = negativeAt < 0 ? "" : string.Join('\n', lines[negativeAt..^1])[negativeMark.Length..].Trim();
        var loras = new List<NamedWeight>();
        var prompt = LoraTag().Replace(string.Join('\n', lines[..end]), tag =>
        {
            var weight = tag.Groups["weight"].Success ? double.Parse(tag.Groups["weight"].Value, CultureInfo.InvariantCulture) : 1;
            loras.Add(new(tag.Groups["name"].Value, weight));
            return "";
        }).Trim();
        return new(prompt, negative, settings) { Loras = loras };
    }

    // The line is taken apart as the web UIs do, from the left; a line that anything else stands in holds no settings.
    static List<KeyValuePair<string, string>>? SettingsOf(string line)
    {
        var settings = new List<KeyValuePair<string, string>>();
        var at = 0;
        while (at < line.Length && Setting().Match(line, at) is { Success: true } match)
        {
            settings.Add(new(match.Groups["name"].Value, Unquoted(match.Groups["value"].Value)));
            at += match.Length;
        }
        return at == line.Length && settings.Count >= LeastSettings ? [.. settings.Where(it => it.Key != Version)] : null;
    }

    static string Unquoted(string value)
    {
        if (value is not ['"', .., '"'] || value.Length < 2) return value;
        return Escape().Replace(value[1..^1], it => it.Value[1] == 'n' ? "\n" : it.Value[1..]);
    }

    [GeneratedRegex("""\G\s*(?<name>\w[\w \-/]*):\s*(?<value>"(?:\\.|[^\\"])*"|[^,]*?)\s*(?:,|$)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();

    [GeneratedRegex(@"\s*<lora:(?<name>[^:<>]+)(:(?<weight>[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?))?(:[^<>]*)?>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LoraTag();

    [GeneratedRegex(@"\\.", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escape();

    static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(",:\n\"") < 0 ? value
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\"";

}
