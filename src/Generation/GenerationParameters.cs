using EmojiGen.Art;
using static System.FormattableString;

namespace EmojiGen.Generation;

/// <summary>What made a picture: enough to make it again.</summary>
/// <param name="NegativePrompt">What it should not show; empty where nothing was said.</param>
/// <param name="Settings">By name, in the order they are read in; what is as it always is does not stand there.</param>
public sealed record GenerationParameters(string Prompt, string NegativePrompt, IReadOnlyList<KeyValuePair<string, string>> Settings)
{
    /// <summary>Prompt and settings by name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Entries =>
        [new("Prompt", Prompt), .. NegativePrompt.Length > 0 ? [new KeyValuePair<string, string>("Negative prompt", NegativePrompt)]
            : Array.Empty<KeyValuePair<string, string>>(), .. Settings];

    /// <summary>Of a composed scene.</summary>
    internal static GenerationParameters Composed(ComposeRequest request, long seed, int size)
    {
        List<KeyValuePair<string,
            string>> settings = [new("Seed", Invariant($"{seed}")), new("Size", $"{size}x{size}"), new("Engine", request.Engine),
            new("Style", request.Style)];
        if (request.Outline) settings.Add(new("Outline", "true"));
        if (request.SkinTone != SkinTone.None) settings.Add(new("Skin tone", SkinTones.NameOf(request.SkinTone)));
        if (request.Language != EmojiRequest.DefaultLanguage) settings.Add(new("Language", request.Language));
        return new(request.Prompt, "", settings);
    }

    /// <summary>The text that the web UIs write into a PNG and read back: the prompt, the negative prompt, then one line of <c>Name:
    /// value</c> pairs.</summary>
    /// <remarks>The form of AUTOMATIC1111's stable-diffusion-webui, <c>modules/infotext_utils.py</c>: a value with a comma stands in
    /// quotes.</remarks>
    public override string ToString()
    {
        var negative = NegativePrompt.Length > 0 ? $"\nNegative prompt: {NegativePrompt}" : "";
        var pairs = Settings.Append(new("Version", $"EmojiGen {EmojiGenVersion.Number}")).Select(it => $"{it.Key}: {Quoted(it.Value)}");
        return $"{Prompt}{negative}\n{string.Join(", ", pairs)}";
    }

    static string Quoted(string value) =>
        value.AsSpan().IndexOfAny(",:\n\"") < 0 ? value
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\"";

}
