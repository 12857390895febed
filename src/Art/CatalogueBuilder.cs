using System.Globalization;
using System.Text;
using System.Text.Json;
using EmojiGen.Art.Files;
using static EmojiGen.Art.CatalogueFile;

namespace EmojiGen.Art;

/// <summary>Builds <c>catalogue.bin</c> from the npm package <c>emojibase-data</c>.</summary>
public static class CatalogueBuilder
{
    /// <summary>emojibase's number of the group that holds lone skin tones and hair.</summary>
    const int Components = 2;

    static readonly (string File, ShortcodeSource Source)[] shortcodeFiles =
    [
        // In the order of trust where two sources give one code to different emoji.
        ("iamcal", ShortcodeSource.Slack), ("github", ShortcodeSource.GitHub), ("emojibase", ShortcodeSource.Emojibase),
        ("joypixels", ShortcodeSource.JoyPixels), ("emojibase-legacy", ShortcodeSource.EmojibaseLegacy), ("cldr", ShortcodeSource.Cldr),
    ];

    /// <param name="package">The package's folder: <c>node_modules/emojibase-data</c>.</param>
    /// <param name="folder">Where <c>catalogue.bin</c> goes; made if need be.</param>
    /// <exception cref="ArtException">The package is missing or malformed; the message names the file.</exception>
    public static void Build(string package, string folder)
    {
        var version = PackageVersion(package);
        var english = Entries(package, "en");
        var languages = Directory.GetDirectories(package)
            .Select(d => Path.GetFileName(d)!).Where(d => File.Exists(Path.Combine(package, d, "data.json"))).Order(StringComparer.Ordinal)
                .ToArray();
        var codes = ReadShortcodes(package, english);
        var names = AllNames(package, languages, english, codes);

        using var file = new SectionFileWriter(Path.Combine(folder, CatalogueFile.Name), Magic, CatalogueFile.Version,
            languages.Length + 3);
        file.Add(About, new BlockWriter().Strings(["emojibase-data", version]));
        file.Add(CatalogueFile.Emoji, EmojiOf(english, package));
        file.Add(CatalogueFile.Shortcodes, ShortcodesOf(codes));
        for (var i = 0; i < languages.Length; i++) file.Add(Language(languages[i]), names[i]);
        file.Commit();
    }

    static BlockWriter[] AllNames(string package, string[] languages, Entry[] english, List<Shortcode>[] codes)
    {
        try
        {
            return [.. languages.AsParallel().AsOrdered().Select(language =>
                NamesOf(language == "en" ? english : Entries(package, language), english, language, language == "en" ? codes : null))];
        }
        catch (AggregateException e) when (e.InnerException is ArtException first)
        {
            throw new ArtException(first.Message, e);
        }
    }

    sealed record Entry(string Characters, string Hexcode, string Name, string[] Keywords, int Group, int Subgroup, int Version,
        bool IsText, Skin[] Skins);

    sealed record Skin(string Characters, string Hexcode, string Name, int Tone, int Second);

    // The list of each language is ordered alike once sorted: by CLDR's order, which is the same in all.
    static Entry[] Entries(string package, string language)
    {
        var path = Path.Combine(package, language, "data.json");
        return PackageJson.Read(path, root => root.EnumerateArray()
            .Where(e => e.TryGetProperty("group", out var group) && group.GetInt32() != Components)
            .OrderBy(e => e.GetProperty("order").GetInt32())
            .Select(ReadEntry).ToArray());
    }

    static Entry ReadEntry(JsonElement e) => new(
        e.GetProperty("emoji").GetString()!, e.GetProperty("hexcode").GetString()!, e.GetProperty("label").GetString()!,
        e.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(t => t.GetString()!)] : [],
        e.GetProperty("group").GetInt32(), e.GetProperty("subgroup").GetInt32(),
        (int)Math.Round(e.GetProperty("version").GetDouble() * 10), e.GetProperty("type").GetInt32() == 0,
        e.TryGetProperty("skins", out var skins) ? [.. skins.EnumerateArray().Select(ReadSkin).OrderBy(s => s.Second != 0).ThenBy(s => s.Tone).ThenBy(s => s.Second)] : []);

    static Skin ReadSkin(JsonElement s)
    {
        var tone = s.GetProperty("tone");
        var (first, second) = tone.ValueKind == JsonValueKind.Array ? (tone[0].GetInt32(), tone[1].GetInt32()) : (tone.GetInt32(), 0);
        return new Skin(s.GetProperty("emoji").GetString()!, s.GetProperty("hexcode").GetString()!, s.GetProperty("label").GetString()!,
            first, second);
    }

    static BlockWriter EmojiOf(Entry[] entries, string package)
    {
        var (groups, subgroups) =
            PackageJson.Read(Path.Combine(package, "meta", "groups.json"), root => (Keys(root, "groups"), Keys(root, "subgroups")));
        var texts = new StringPool();
        List<int> rows = [], variants = [];
        var keys = new SortedDictionary<string, int>(Utf8Order.Instance);
        for (var i = 0; i < entries.Length; i++)
        {
            var e = entries[i];
            keys[Key(e.Characters)] = i;
            rows.AddRange(texts.Add(e.Characters), texts.Add(e.Hexcode), e.Group, e.Subgroup, e.Version, e.IsText ? 1 : 0,
                variants.Count / VariantColumns, e.Skins.Length);
            foreach (var s in e.Skins)
            {
                keys[Key(s.Characters)] = ~(variants.Count / VariantColumns);
                variants.AddRange(texts.Add(s.Characters), texts.Add(s.Hexcode), texts.Add(s.Name), s.Tone, s.Second);
            }
        }
        return new BlockWriter().Integers(rows).Integers(variants).Strings(groups).Strings(subgroups).Strings(texts.Strings)
            .Strings(keys.Keys).Integers(keys.Values);
    }

    static string[] Keys(JsonElement root, string property) => [.. root.GetProperty(property).EnumerateObject()
        .OrderBy(p => int.Parse(p.Name, CultureInfo.InvariantCulture)).Select(p => p.Value.GetString()!)];

    static BlockWriter NamesOf(Entry[] entries, Entry[] english, string language, List<Shortcode>[]? codes)
    {
        if (!entries.Select(e => e.Hexcode).SequenceEqual(english.Select(e => e.Hexcode)))
            throw new ArtException(
                $"emojibase-data's list in '{language}' does not hold the same emoji as the English one: run {ArtException.Remedy}, which installs the art anew.");

        var strings = new StringPool();
        List<int> names = [], starts = [], keywords = [];
        var terms = new SortedDictionary<string, SortedSet<int>>(Utf8Order.Instance);
        for (var i = 0; i < entries.Length; i++)
        {
            names.Add(strings.Add(entries[i].Name));
            starts.Add(keywords.Count);
            keywords.AddRange(entries[i].Keywords.Select(strings.Add));
            Term(entries[i].Name, i, TermKind.Name);
            foreach (var code in codes?[i] ?? []) Term(code.Code, i, TermKind.Shortcode);
            foreach (var keyword in entries[i].Keywords) Term(keyword, i, TermKind.Keyword);
        }
        starts.Add(keywords.Count);

        List<int> matchStarts = [], matches = [];
        foreach (var found in terms.Values)
        {
            matchStarts.Add(matches.Count);
            // Only the surest kind of each emoji; all names before all shortcodes before all keywords.
            matches.AddRange(found.GroupBy(m => m >> 2).Select(g => g.Min()).OrderBy(m => m & 3).ThenBy(m => m >> 2));
        }
        matchStarts.Add(matches.Count);
        return new BlockWriter().Integers(names).Integers(starts).Integers(keywords).Strings(strings.Strings)
            .Strings(terms.Keys).Integers(matchStarts).Integers(matches);

        void Term(string term, int emoji, TermKind kind)
        {
            var folded = Fold(term);
            if (folded.Length == 0) return;
            if (!terms.TryGetValue(folded, out var found)) terms[folded] = found = [];
            found.Add(emoji << 2 | (int)kind);
        }
    }

    static List<Shortcode>[] ReadShortcodes(string package, Entry[] english)
    {
        var places = english.Select((e, i) => (e.Hexcode, i)).ToDictionary(StringComparer.Ordinal);
        var codes = english.Select(_ => new List<Shortcode>()).ToArray();
        foreach (var (name, source) in shortcodeFiles)
            PackageJson.Read(Path.Combine(package, "en", "shortcodes", name + ".json"), root =>
            {
                foreach (var property in root.EnumerateObject())
                {
                    if (!places.TryGetValue(property.Name, out var place)) continue; // a skin tone or a component
                    foreach (var code in property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToArray()
                        : [property.Value])
                        Merge(codes[place], code.GetString()!, source);
                }
                return 0;
            });
        return codes;
    }

    static void Merge(List<Shortcode> codes, string code, ShortcodeSource source)
    {
        var place = codes.FindIndex(c => c.Code == code);
        if (place < 0) codes.Add(new Shortcode(code, source));
        else codes[place] = codes[place] with { Sources = codes[place].Sources | source };
    }

    static BlockWriter ShortcodesOf(List<Shortcode>[] codes)
    {
        var byCode = new SortedDictionary<string, List<int>>(Utf8Order.Instance);
        for (var i = 0; i < codes.Length; i++)
            foreach (var (code, sources) in codes[i])
            {
                if (!byCode.TryGetValue(code, out var found)) byCode[code] = found = [];
                found.Add(i << 8 | (int)sources);
            }
        var places = byCode.Keys.Select((code, i) => (code, i)).ToDictionary(StringComparer.Ordinal);

        List<int> emojiStarts = [], emoji = [], codeStarts = [], codesOfEmoji = [];
        foreach (var found in byCode.Values)
        {
            emojiStarts.Add(emoji.Count);
            // The lowest bit of the sources is the most trusted one.
            emoji.AddRange(found.OrderBy(f => int.TrailingZeroCount(f & 0xFF)));
        }
        emojiStarts.Add(emoji.Count);
        foreach (var list in codes)
        {
            codeStarts.Add(codesOfEmoji.Count);
            codesOfEmoji.AddRange(list.Select(c => places[c.Code] << 8 | (int)c.Sources));
        }
        codeStarts.Add(codesOfEmoji.Count);
        return new BlockWriter().Strings(byCode.Keys).Integers(emojiStarts).Integers(emoji).Integers(codeStarts).Integers(codesOfEmoji);
    }

    static string PackageVersion(string package) =>
        PackageJson.Read(Path.Combine(package, "package.json"), root => root.GetProperty("version").GetString()!);
}

/// <summary>The order of a sorted <see cref="StringBlock"/>: bytes of UTF-8, which is the order of code points and not that of UTF-16
/// units.</summary>
sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
}
