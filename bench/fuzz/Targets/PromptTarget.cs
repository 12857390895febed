using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using EmojiGen.Diffusion.Prompts;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Models.Tokenizers;

namespace EmojiGen.Fuzz.Targets;

/// <summary>A prompt: drawn by the composer, written as SVG and as PNG that say what it was, and read as a diffusion model reads it. An
/// input's
/// first byte chooses language and seed.</summary>
sealed class PromptTarget : FuzzTarget
{
    const int Size = 16, LongestName = 255, Seeded = 3;

    static readonly string[] languages = ["en", "en", "en", "de", "fi", "fr", "ja", "ko", "zh"];

    readonly Studio studio = Studio.Open();
    readonly ClipTokenizer tokenizer = ClipTokenizer.Load(Tests.Repository.File("tests", "Reference", "cases", "tokenizer_clip", "model"));

    public override IReadOnlyList<byte[]> Seeds
    {
        get;
    } = [.. File.ReadLines(Tests.Repository.File("tests", "Composition", "Grammar", "prompts.jsonl"))
        .Where((_, i) => i % Seeded == 0).Select(Prompt).OfType<string>().Select(it => (byte[])[0, .. Encoding.UTF8.GetBytes(it)])];

    static string? Prompt(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("prompt", out var prompt) ? prompt.GetString() : null;
    }

    public override byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        var text = OddTexts.Spoil(Encoding.UTF8.GetString(input.AsSpan(1)), Encoding.UTF8.GetString(other.AsSpan(1)), random);
        return [(byte)random.Next(256), .. random.Next(40) == 0 ? ByteEdits.Spoil(Encoding.UTF8.GetBytes(text), other, random)
            : Encoding.UTF8.GetBytes(text)];
    }

    public override void Read(byte[] input, string folder)
    {
        var prompt = Encoding.UTF8.GetString(input.AsSpan(1));
        Name(prompt);
        var drawing = studio.Draw(
            new ComposeRequest(prompt) { Size = Size, Seed = input[0] / 16, Language = languages[input[0] % languages.Length] });
        foreach (var part in WeightedPrompt.Parse(prompt)) tokenizer.Encode(part.Text);
        Written(drawing.Pictures[0], prompt);
    }

    static void Written(Picture picture, string prompt)
    {
        var svg = Encoding.UTF8.GetString(picture.Encode(".svg"));
        try
        {
            // By the framework's own reader, which knows nothing of ours.
            using var reader = XmlReader.Create(new StringReader(svg), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            if (!XDocument.Load(reader).ToString().Contains("eg:parameter", StringComparison.Ordinal))
                throw new FuzzFault("an SVG that does not say what made it");
        }
        catch (XmlException e)
        {
            throw new FuzzFault("an SVG that is no XML", e);
        }
        if (!ImageFile.ReadText(picture.Encode(".png")).Parameters!.TrimStart().StartsWith(prompt.Trim(), StringComparison.Ordinal))
            throw new FuzzFault("a PNG whose parameters are another prompt's");
    }

    /// <summary>The default name is one file's in one folder.</summary>
    static void Name(string prompt)
    {
        var name = PromptSlug.Of(prompt);
        if (name.Length == 0 || name[0] is '.' or '-' || name.Contains('/', StringComparison.Ordinal) || name.Any(char.IsControl)
            || Encoding.UTF8.GetByteCount(name) > LongestName - "-100-sheet.webp".Length)
            throw new FuzzFault("a name that is no file's");
    }

    public override void Dispose() => studio.Dispose();
}
