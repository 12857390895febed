using System.Globalization;

namespace EmojiGen.Cli.Generation;

/// <summary>What made a picture, in the text that the web UIs write into a PNG and read back from it.</summary>
/// <remarks>The prompt, then one line of <c>Name: value</c> pairs: the form of AUTOMATIC1111's stable-diffusion-webui, <c>modules/infotext_utils.py</c>.</remarks>
/// <param name="Size">Side in pixels.</param>
sealed record GenerationParameters(string Prompt, string Engine, string Style, long Seed, int Size, bool Outline, string SkinTone, string Language)
{
    public override string ToString()
    {
        List<(string Name, string Value)> pairs =
        [
            ("Seed", Seed.ToString(CultureInfo.InvariantCulture)),
            ("Size", string.Create(CultureInfo.InvariantCulture, $"{Size}x{Size}")),
            ("Engine", Engine),
            ("Style", Style),
        ];
        // What is as always is left out, so the line stays readable.
        if (Outline) pairs.Add(("Outline", "true"));
        if (SkinTone != "none") pairs.Add(("Skin tone", SkinTone));
        if (Language != "en") pairs.Add(("Language", Language));
        pairs.Add(("Version", $"EmojiGen {VersionText.Number}"));
        return $"{Prompt}\n{string.Join(", ", pairs.Select(p => $"{p.Name}: {p.Value}"))}";
    }
}
