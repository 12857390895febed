using System.Collections.Immutable;
using System.Text.Json;
using EmojiGen.Art;
using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>The bitmaps of npm's <c>emoji-datasource-apple</c>, <c>-google</c>, <c>-twitter</c> or <c>-facebook</c>, which the reports
/// trained on; a person installs them, none comes along.</summary>
/// <remarks><c>emoji.json</c> lists emoji with their skin tones, <c>img/VENDOR/64</c> holds a file for each.</remarks>
public sealed class EmojiDatasource
{
    const string Prefix = "emoji-datasource-", ListName = "emoji.json", PictureFolder = "64";

    readonly string folder, vendor;

    EmojiDatasource(string folder, string vendor) => (this.folder, this.vendor) = (folder, vendor);

    /// <summary>The packages by name.</summary>
    public static ImmutableArray<string> Packages { get; } = [.. new[] { "apple", "google", "twitter", "facebook" }.Select(it => Prefix + it)];

    /// <summary>Whose the pictures are, in a sentence.</summary>
    public string License => vendor switch
    {
        "google" => "Noto's bitmaps are under Apache 2.0.",
        "twitter" => "Twemoji's bitmaps are under CC BY 4.0: name Twitter where you pass on what was made of them.",
        _ => $"The pictures are {char.ToUpperInvariant(vendor[0])}{vendor[1..]}'s own: the package's MIT licence is for its lists. Do not pass them on, nor what was trained on them, without leave.",
    };

    /// <param name="name">One of <see cref="Packages"/>.</param>
    /// <param name="places">Folders whose <c>node_modules</c> may hold it, the first that does counts.</param>
    /// <exception cref="ArgumentException">There is no such package.</exception>
    /// <exception cref="IOException">It is not installed; says how to.</exception>
    public static EmojiDatasource Find(string name, IEnumerable<string> places)
    {
        if (!Packages.Contains(name))
            throw new ArgumentException($"There is no set '{name}'; there are {string.Join(", ", Packages)}.", nameof(name));
        var folder = places.Select(it => Path.Combine(it, "node_modules", name)).FirstOrDefault(it => File.Exists(Path.Combine(it, ListName)));
        return folder is not null ? new(folder, name[Prefix.Length..])
            : throw new DirectoryNotFoundException($"The set '{name}' is not installed here: npm install --no-save {name} fetches it (some 100 MB).");
    }

    /// <summary>A sample for each picture.</summary>
    /// <param name="skinTones">Also those with skin tones: 3,783 of Apple's instead of 1,908.</param>
    /// <param name="catalogue">Tells names, and what belongs together in the split.</param>
    /// <exception cref="InvalidDataException">The package's list is damaged.</exception>
    public IReadOnlyList<DatasetSample> Samples(Catalogue catalogue, EmojiSplit split, bool skinTones)
    {
        var path = Path.Combine(folder, ListName);
        using var json = Parse(path);
        var samples = new List<DatasetSample>();
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            Add(entry);
            if (skinTones && entry.TryGetProperty("skin_variations", out var skins))
                foreach (var skin in skins.EnumerateObject()) Add(skin.Value);
        }
        return samples;

        void Add(JsonElement entry)
        {
            var image = entry.GetProperty("image").GetString()!;
            if (!entry.GetProperty($"has_img_{vendor}").GetBoolean() || Path.GetFileName(image) != image) return;
            var hexcode = entry.GetProperty("unified").GetString()!;
            // What the catalogue does not know, as older forms of families, has no name to be learned by.
            if (Hexcodes.Parse(hexcode) is not { } characters || catalogue.Identify(characters) is not var (emoji, variant)) return;
            var file = Path.Combine(folder, "img", vendor, PictureFolder, image);
            var record = new DatasetRecord(RecordKind.Icon, split.Of(emoji.Hexcode), variant?.Name ?? emoji.Name)
            {
                Style = vendor,
                Emoji = variant?.Hexcode ?? emoji.Hexcode,
                Parts = [variant?.Hexcode ?? emoji.Hexcode],
                Words = emoji.Keywords,
                Source = image,
            };
            samples.Add(new DatasetSample(record, size => ImageFile.Load(file).Fit(size, size), $"{vendor}:{image}", IsForeign: true));
        }
    }

    JsonDocument Parse(string path)
    {
        try
        {
            var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var isList = json.RootElement.ValueKind == JsonValueKind.Array && json.RootElement.EnumerateArray().All(it =>
                it.ValueKind == JsonValueKind.Object && it.TryGetProperty("image", out var image) && image.ValueKind == JsonValueKind.String
                && it.TryGetProperty("unified", out var code) && code.ValueKind == JsonValueKind.String
                && it.TryGetProperty($"has_img_{vendor}", out var has) && has.ValueKind is JsonValueKind.True or JsonValueKind.False);
            return isList ? json : throw new JsonException("it is no list of emoji");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not the list of emoji-datasource: {e.Message}", e);
        }
    }
}
