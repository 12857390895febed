using System.Globalization;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Things;

/// <summary>Facts about things, read from <c>things.tsv</c>: the one place that says them.</summary>
static class ThingTable
{
    const string Worn = "worn", Sign = "sign", Contains = "contains", Opposite = "opposite", Backdrop = "backdrop", Sky = "sky", Insignia = "insignia";

    static readonly Dictionary<string, ThingSet> facts = new(StringComparer.Ordinal);
    static readonly Dictionary<string, (WornOn Where, double Width)> clothing = new(StringComparer.Ordinal);
    static readonly Dictionary<string, string> signs = new(StringComparer.Ordinal), opposites = new(StringComparer.Ordinal);
    static readonly Dictionary<string, string> backdrops = new(StringComparer.Ordinal), insignia = new(StringComparer.Ordinal), skies = new(StringComparer.Ordinal);
    static readonly Dictionary<string, ThingSet> havingParts = new(StringComparer.Ordinal);

    static ThingTable()
    {
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(ThingTable).Assembly, "things.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var fact = LexiconFile.Cut(ref cells, "\t").ToString();
            var value = LexiconFile.Cut(ref cells, "\t");
            while (!cells.IsEmpty) Add(fact, value, LexiconFile.Cut(ref cells, ", ").ToString());
        }
    }

    /// <summary>Every fact with what it is true of.</summary>
    public static IEnumerable<(string Fact, ThingSet Things)> Facts => facts.Select(it => (it.Key, it.Value));

    /// <exception cref="InvalidOperationException">The table does not have the fact.</exception>
    public static ThingSet Of(string fact) => facts.TryGetValue(fact, out var things) ? things
        : throw new InvalidOperationException($"things.tsv says nothing of '{fact}': add the line.");

    /// <summary>Where a thing is worn, and how wide; by its name.</summary>
    public static (WornOn Where, double Width) WornAs(string name) => clothing.TryGetValue(name, out var worn) ? worn : (WornOn.Nowhere, 0);

    /// <summary>The sign by which comics tell a face's mood; null: there is none.</summary>
    public static string? SignOf(string face) => signs.GetValueOrDefault(face);

    /// <summary>The face that shows the opposite of a face's mood; null: there is none.</summary>
    public static string? OppositeOf(string face) => opposites.GetValueOrDefault(face);

    /// <summary>What tells a trade by itself; null: only clothes do.</summary>
    public static string? InsigniaOf(string trade) => insignia.GetValueOrDefault(trade);

    /// <summary>The backdrop that a place is drawn as; null: it is none.</summary>
    public static string? BackdropOf(string place) => backdrops.GetValueOrDefault(place);

    /// <summary>The backdrop of who is under a thing: under a star it is night.</summary>
    public static string? SkyOf(string thing) => skies.GetValueOrDefault(thing);

    /// <summary>What has a part, by an emoji's name or a word in the singular; null: nothing is known to have it.</summary>
    public static ThingSet? HavingPart(string part) => havingParts.GetValueOrDefault(part);

    static void Add(string fact, ReadOnlySpan<char> value, string item)
    {
        if (!facts.TryGetValue(fact, out var things)) facts.Add(fact, things = new ThingSet());
        things.Add(item);
        if (fact == Sign) signs.Add(item, value.ToString());
        if (fact == Opposite) opposites.Add(item, value.ToString());
        if (fact == Backdrop) backdrops.Add(item, value.ToString());
        if (fact == Insignia) insignia.Add(item, value.ToString());
        if (fact == Sky) skies.Add(item, value.ToString());
        if (fact == Contains) Having(value.ToString()).Add(item);
        if (fact == Worn) clothing.Add(item, WornOnOf(value));
    }

    static ThingSet Having(string part)
    {
        if (!havingParts.TryGetValue(part, out var having)) havingParts.Add(part, having = new ThingSet());
        return having;
    }

    // "Head 0.92"
    static (WornOn Where, double Width) WornOnOf(ReadOnlySpan<char> value)
    {
        var where = LexiconFile.Cut(ref value, " ") switch
        {
            "Head" => WornOn.Head,
            "Eyes" => WornOn.Eyes,
            "Ears" => WornOn.Ears,
            "Neck" => WornOn.Neck,
            "Body" => WornOn.Body,
            "Feet" => WornOn.Feet,
            "Hand" => WornOn.Hand,
            "Back" => WornOn.Back,
            _ => throw new InvalidOperationException("things.tsv has something worn where nothing is: correct the line."),
        };
        return (where, double.Parse(value, CultureInfo.InvariantCulture));
    }
}
