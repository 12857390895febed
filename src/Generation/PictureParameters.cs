using System.Xml;
using System.Xml.Linq;
using EmojiGen.Imaging;

namespace EmojiGen.Generation;

/// <summary>What the file of a picture says made it.</summary>
public static class PictureParameters
{
    static readonly XNamespace parameters = "urn:emojigen:";

    /// <summary>Reads a PNG, a WebP or an SVG.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>Null: it says nothing, or nothing that is understood.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static GenerationParameters? In(byte[] file)
    {
        if (IsXml(file)) return InSvg(file);
        return ImageFile.ReadText(file).Parameters is { } text ? GenerationParameters.Parse(text) : null;
    }

    static bool IsXml(ReadOnlySpan<byte> file) => file.TrimStart([(byte)0xEF, (byte)0xBB, (byte)0xBF, (byte)' ', (byte)'\n', (byte)'\r'])
        .StartsWith("<"u8);

    static GenerationParameters? InSvg(byte[] file)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(file), new() { DtdProcessing = DtdProcessing.Prohibit });
            List<KeyValuePair<string, string>> entries = [.. XDocument.Load(reader).Descendants(parameters + "parameter")
                .Select(it => KeyValuePair.Create((string?)it.Element(parameters + "name") ?? "", (string?)it.Element(parameters + "value") ?? ""))];
            if (entries.Count == 0) return null;
            return new(Value(GenerationParameters.PromptEntry) ?? "", Value(GenerationParameters.NegativeEntry) ?? "",
                [.. entries.Where(it => it.Key is not (GenerationParameters.PromptEntry or GenerationParameters.NegativeEntry))]);

            string? Value(string name) => entries.FirstOrDefault(it => it.Key == name).Value;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"The SVG cannot be read: {e.Message}", e);
        }
    }
}
