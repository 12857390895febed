using System.Globalization;
using System.Reflection;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Grammar;

/// <summary>What a word does in a prompt.</summary>
enum WordClass
{
    Article,
    /// <summary>Says nothing that could be shown: <em>please draw me</em>.</summary>
    Function,
    Copula,
    Intensifier,
    And,
    Without,
    /// <summary>Before whom something is given to.</summary>
    To,
    Of,
    Pose,
    Number,
    Size,
    Colour,
    Relation,
    /// <summary><em>as a</em>, <em>dressed as</em>: a person's trade follows.</summary>
    Role,
    /// <summary>Clothes of a person: a chef's hat stands for the cook.</summary>
    Outfit,
    /// <summary>Something of a face: heart eyes stand for the face that has them.</summary>
    Face,
    /// <summary>A feeling, by the face that shows it.</summary>
    Emotion,
    /// <summary>A verb without its object, and the thing that it implies: <em>reading</em>, a book.</summary>
    Activity,
    /// <summary>Names nothing that could be shown by itself: <em>old</em>, <em>next</em>. Its keywords are not followed.</summary>
    Plain,
    /// <summary>What inflection adds to a noun, as <c>old&gt;new</c>; the value is the relation that it says, if it does.</summary>
    Ending,
}

/// <summary>An inflected ending and what it stands for: <c>llä</c> to nothing, <em>on</em>.</summary>
readonly record struct Ending(string Inflected, string Base, Link? Link);

enum Pose { UpsideDown, Ghostly, Silhouette, Winged }

/// <summary>One meaning of a word or phrase.</summary>
/// <param name="Value">A number, or a member of the enum that <paramref name="Class"/> is about.</param>
/// <param name="Name">The English name of the emoji that it stands for, where it does.</param>
/// <param name="Recolour">The target, for <see cref="WordClass.Colour"/>; its words are filled in by the parser.</param>
readonly record struct Sense(WordClass Class, int Value = 0, string? Name = null, Recolour? Recolour = null)
{
    public Link Link => (Link)Value;
}

/// <summary>The relations as language has them: <see cref="RelationKind"/> and the two that are another one seen from the other side.</summary>
enum Link
{
    And = RelationKind.And,
    NextTo = RelationKind.NextTo,
    On = RelationKind.On,
    Riding = RelationKind.Riding,
    Driving = RelationKind.Driving,
    In = RelationKind.In,
    Under = RelationKind.Under,
    Behind = RelationKind.Behind,
    Holding = RelationKind.Holding,
    With = RelationKind.With,
    Eating = RelationKind.Eating,
    Drinking = RelationKind.Drinking,
    Playing = RelationKind.Playing,
    Reading = RelationKind.Reading,
    Wearing = RelationKind.Wearing,
    Giving = RelationKind.Giving,
    PlayingWith = RelationKind.PlayingWith,
    WavingAt = RelationKind.WavingAt,
    Hugging = RelationKind.Hugging,
    Mix = RelationKind.Mix,
    /// <summary>The object is under the subject.</summary>
    Over = 100,
    /// <summary>The object is behind the subject.</summary>
    Before = 101,
}

/// <summary>The words of a language that carry grammar: read from <c>Words/LANGUAGE.tsv</c>, colours from <c>Words/colours.tsv</c> for English.</summary>
sealed class Vocabulary
{
    readonly Dictionary<string, int> heads = new(4096, StringComparer.Ordinal);
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> headsBySpan;
    readonly List<(Sense Sense, int Next)> senses = new(4096);

    Vocabulary(string language)
    {
        Language = language;
        headsBySpan = heads.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Language { get; }

    /// <summary>Longest first.</summary>
    public List<Ending> Endings { get; } = [];

    /// <summary>Words in the longest phrase.</summary>
    public int LongestPhrase { get; private set; } = 1;

    /// <summary>The vocabulary of a language; of one without a word list, an empty one: subjects and commas are still understood.</summary>
    public static Vocabulary Load(string language)
    {
        var vocabulary = new Vocabulary(language);
        var assembly = typeof(Vocabulary).Assembly;
        if (language == "en")
        {
            vocabulary.ReadColours(assembly);
            vocabulary.ReadWords(assembly, "en.tsv", vocabulary);
        }
        else if (assembly.GetManifestResourceInfo($"{language}.tsv") is not null)
        {
            var colours = new Vocabulary("en");
            colours.ReadColours(assembly);
            vocabulary.ReadWords(assembly, $"{language}.tsv", colours);
            vocabulary.Endings.Sort((a, b) => b.Inflected.Length - a.Inflected.Length);
        }
        else vocabulary.ReadAnd(assembly);
        return vocabulary;
    }

    /// <summary>Whether the phrase has a meaning of the class; the first such.</summary>
    public bool Has(ReadOnlySpan<char> key, WordClass wanted, out Sense sense)
    {
        if (headsBySpan.TryGetValue(key, out var at))
            for (; at >= 0; at = senses[at].Next)
                if (senses[at].Sense.Class == wanted)
                {
                    sense = senses[at].Sense;
                    return true;
                }
        sense = default;
        return false;
    }

    public bool Knows(ReadOnlySpan<char> key) => headsBySpan.ContainsKey(key);

    /// <param name="colours">Who knows the English colours, by which every language's are told.</param>
    void ReadWords(Assembly assembly, string name, Vocabulary colours)
    {
        foreach (var line in LexiconFile.Read(assembly, name).AsSpan().EnumerateLines())
        {
            if (!LexiconFile.IsEntry(line)) continue;
            var cells = line;
            var kind = ClassOf(LexiconFile.Cut(ref cells, "\t"), name);
            var value = LexiconFile.Cut(ref cells, "\t").Trim();
            if (kind == WordClass.Ending)
            {
                AddEndings(value, cells);
                continue;
            }
            var sense = kind switch
            {
                WordClass.Number => new Sense(kind, int.Parse(value, CultureInfo.InvariantCulture)),
                WordClass.Size => new Sense(kind, (int)Enum.Parse<SizeWord>(value)),
                WordClass.Pose => new Sense(kind, (int)Enum.Parse<Pose>(value)),
                WordClass.Relation => new Sense(kind, (int)Enum.Parse<Link>(value)),
                WordClass.Outfit or WordClass.Face or WordClass.Emotion => new Sense(kind, 0, value.ToString()),
                WordClass.Activity => ActivityOf(value),
                WordClass.Colour => colours.Has(value, WordClass.Colour, out var colour) ? colour : throw Unknown("colour", value, name),
                _ => new Sense(kind),
            };
            while (!cells.IsEmpty) Add(LexiconFile.Cut(ref cells, ", "), sense);
        }
    }

    void AddEndings(ReadOnlySpan<char> link, ReadOnlySpan<char> endings)
    {
        Link? relation = link.IsEmpty ? null : Enum.Parse<Link>(link);
        while (!endings.IsEmpty)
        {
            var stem = LexiconFile.Cut(ref endings, ", ");
            var inflected = LexiconFile.Cut(ref stem, ">").ToString();
            Endings.Add(new Ending(inflected, stem.ToString(), relation));
        }
    }

    // A language of which only its "and" is known: lists of subjects.
    void ReadAnd(Assembly assembly)
    {
        foreach (var line in LexiconFile.Read(assembly, "and.tsv").AsSpan().EnumerateLines())
        {
            if (!LexiconFile.IsEntry(line)) continue;
            var words = line;
            if (!LexiconFile.Cut(ref words, "\t").SequenceEqual(Language)) continue;
            while (!words.IsEmpty) Add(LexiconFile.Cut(ref words, ", "), new Sense(WordClass.And));
        }
    }

    void ReadColours(Assembly assembly)
    {
        foreach (var line in LexiconFile.Read(assembly, "colours.tsv").AsSpan().EnumerateLines())
        {
            if (!LexiconFile.IsEntry(line)) continue;
            var cells = line;
            var words = LexiconFile.Cut(ref cells, "\t");
            var sense = ColourOf(LexiconFile.Cut(ref cells, "\t"), cells);
            while (!words.IsEmpty) Add(LexiconFile.Cut(ref words, ", "), sense);
        }
    }

    static Sense ColourOf(ReadOnlySpan<char> kind, ReadOnlySpan<char> rest)
    {
        var hex = LexiconFile.Cut(ref rest, "\t").Trim();
        var value = hex.Length == 7 ? uint.Parse(hex[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
        var color = new Color((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return new Sense(WordClass.Colour, 0, null, new Recolour("", Enum.Parse<RecolourKind>(kind), color));
    }

    // "Reading|open book"
    static Sense ActivityOf(ReadOnlySpan<char> value)
    {
        var link = LexiconFile.Cut(ref value, "|");
        return new Sense(WordClass.Activity, (int)Enum.Parse<Link>(link), value.ToString());
    }

    void Add(ReadOnlySpan<char> phrase, Sense sense)
    {
        phrase = phrase.Trim();
        var key = phrase is "," or "+" ? "," : TermKey.Of(phrase);
        if (key.Length == 0) return;
        LongestPhrase = Math.Max(LongestPhrase, key.AsSpan().Count(' ') + 1);
        senses.Add((sense, heads.TryGetValue(key, out var first) ? first : -1));
        heads[key] = senses.Count - 1;
    }

    static WordClass ClassOf(ReadOnlySpan<char> name, string file) =>
        Enum.TryParse<WordClass>(name, ignoreCase: true, out var kind)
            ? kind
            : throw Unknown("class", name, file);

    static InvalidOperationException Unknown(string what, ReadOnlySpan<char> value, string file) =>
        new($"Grammar/Words/{file} has an entry of the unknown {what} '{value}': correct the line.");
}
