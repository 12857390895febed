using System.Globalization;

namespace EmojiGen.Cli.Generation;

/// <summary>What made a picture.</summary>
/// <param name="Engine"><c>compose</c>: laid out from vector parts.</param>
/// <param name="Size">Side in pixels.</param>
/// <param name="SkinTone">As <c>--skin-tone</c> takes it.</param>
sealed record GenerationParameters(string Prompt, string Engine, string Style, long Seed, int Size, bool Outline, string SkinTone, string Language)
{
    /// <summary>Prompt and settings by name; what is as it always is does not stand there.</summary>
    public IEnumerable<KeyValuePair<string, string>> Entries => Settings.Prepend(new("Prompt", Prompt));

    IEnumerable<KeyValuePair<string, string>> Settings
    {
        get
        {
            yield return new("Seed", Seed.ToString(CultureInfo.InvariantCulture));
            yield return new("Size", string.Create(CultureInfo.InvariantCulture, $"{Size}x{Size}"));
            yield return new("Engine", Engine);
            yield return new("Style", Style);
            if (Outline) yield return new("Outline", "true");
            if (SkinTone != GenerateOptions.NoSkinTone) yield return new("Skin tone", SkinTone);
            if (Language != GenerateOptions.DefaultLanguage) yield return new("Language", Language);
        }
    }

    /// <summary>The text that the web UIs write into a PNG and read back: the prompt, then one line of <c>Name: value</c> pairs.</summary>
    /// <remarks>The form of AUTOMATIC1111's stable-diffusion-webui, <c>modules/infotext_utils.py</c>.</remarks>
    public override string ToString() =>
        $"{Prompt}\n{string.Join(", ", Settings.Append(new("Version", $"EmojiGen {VersionText.Number}")).Select(s => $"{s.Key}: {s.Value}"))}";
}
