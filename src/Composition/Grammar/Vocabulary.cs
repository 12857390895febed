using System.Globalization;
using System.Reflection;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>What a word does in a prompt.</summary>
enum WordClass
{
    None,
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
    /// <summary>How a body is held: <em>jumping</em>, <em>on its back</em>.</summary>
    Posture,
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
    Hat,
    /// <summary>A feeling, by the face that shows it.</summary>
    Emotion,
    /// <summary>A verb without its object, and the thing that it implies: <em>reading</em>, a book.</summary>
    Activity,
    /// <summary>Names nothing that could be shown by itself: <em>old</em>, <em>next</em>. Its keywords are not followed.</summary>
    Plain,
    /// <summary>Before what a feeling is about: afraid <em>of</em>, angry <em>about</em>.</summary>
    About,
    /// <summary>Before a part of the body: <em>in</em> its mouth.</summary>
    PartPlace,
    /// <summary>Whose part of the body it is: in <em>its</em> mouth.</summary>
    Owner,
    BodyPart,
    /// <summary>A part of the body that something can stand on.</summary>
    BearingPart,
    /// <summary>Behind a feeling, adds nothing: an angry <em>expression</em>.</summary>
    FaceWord,
    /// <summary>Behind a colour, adds nothing: red-<em>coloured</em>.</summary>
    Tinted,
    /// <summary>Behind a number, adds nothing: two <em>x</em> pizza.</summary>
    Times,
    /// <summary>A thing that is known by its colour: a goldfish.</summary>
    Look,
    /// <summary>Twelve, and no more: it is drawn whole.</summary>
    Dozen,
    /// <summary>A pattern: <em>striped</em>.</summary>
    Ornament,
    /// <summary>What something is made of: <em>wooden</em>.</summary>
    Material,
    /// <summary>Denies what follows it: <em>is not</em> angry.</summary>
    Not,
    /// <summary>Goes on with what is denied: without a hat <em>or</em> a scarf.</summary>
    Or,
    /// <summary>Behind a colour: whose colour it is: blue-<em>eyed</em>.</summary>
    EyeWord,
    /// <summary>A relation that is drawn as how the two stand, which does not show the deed: <em>fighting</em>.</summary>
    Deed,
    /// <summary>What two do with each other: <em>cuddling</em>.</summary>
    Mutual,
    /// <summary>What inflection adds to a noun, as <c>old&gt;new</c>; the value is the relation that it says, if it does.</summary>
    Ending,
}

/// <summary>An inflected ending and what it stands for: <c>llä</c> to nothing, <em>on</em>.</summary>
sealed record Ending(string Inflected, string Base, Link? Link);

enum Pose { UpsideDown, Ghostly, Silhouette, Winged, Muscular }

/// <summary>One meaning of a word or phrase.</summary>
/// <param name="Value">A number, or a member of the enum that <paramref name="Class"/> is about.</param>
/// <param name="Name">The English name of the emoji that it stands for, where it does.</param>
/// <param name="Recolour">The target, for <see cref="WordClass.Colour"/>; its words are filled in by the parser.</param>
sealed record Sense(WordClass Class, int Value = 0, string? Name = null, Recolour? Recolour = null)
{
    /// <summary>Of a word that has no sense.</summary>
    public static readonly Sense None = new(WordClass.None);

    public Link Link => (Link)Value;
}

/// <summary>The relations as language has them: <see cref="RelationKind"/> and the two that are another one seen from the other
/// side.</summary>
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
    Catching = RelationKind.Catching,
    /// <summary>The object is under the subject.</summary>
    Over = 100,
    /// <summary>The object is behind the subject.</summary>
    Before = 101,
}

/// <summary>The words of a language that carry grammar: read from <c>Words/LANGUAGE.tsv</c>, colours from <c>Words/colours.tsv</c> for
/// English.</summary>
sealed class Vocabulary
{
    // A phrase's value is the place of its last sense; each sense knows the place of the one before, or -1.
    readonly PhraseTable phrases = new(4096);
    readonly List<Sense> senses = new(4096);
    readonly List<int> before = new(4096);

    Vocabulary(string language) => Language = language;

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
        var place = phrases.Find(key);
        for (var at = place < 0 ? -1 : phrases[place]; at >= 0; at = before[at])
            if (senses[at].Class == wanted)
            {
                sense = senses[at];
                return true;
            }
        sense = Sense.None;
        return false;
    }

    /// <summary>Whether the phrase is grammar's, wherever it stands; a nose is a part of the body only where a preposition leads to
    /// it.</summary>
    public bool Knows(ReadOnlySpan<char> key)
    {
        var place = phrases.Find(key);
        for (var at = place < 0 ? -1 : phrases[place]; at >= 0; at = before[at])
        {
            if (!IsMeantInPlaceOnly(senses[at].Class)) return true;
        }
        return false;
    }

    /// <summary>Whether the phrase has any meaning, wherever it must stand for it.</summary>
    public bool HasAny(string key) => phrases.Find(key) >= 0;

    /// <summary>Whether a word stands in a phrase of several.</summary>
    public bool IsInPhrase(ReadOnlySpan<char> word) => phrases.HasWord(word);

    /// <summary>The word of the grammar's that a mistyped one stands for; null: none is a slip away.</summary>
    public (string Word, int Distance)? Nearest(ReadOnlySpan<char> word) => Spelling.Nearest(word, phrases);

    static bool IsMeantInPlaceOnly(WordClass kind) => kind
        is WordClass.About or WordClass.PartPlace or WordClass.Owner or WordClass.BodyPart or WordClass.BearingPart
        or WordClass.FaceWord or WordClass.Tinted or WordClass.Times or WordClass.Or or WordClass.EyeWord
            or WordClass.Deed or WordClass.Mutual or WordClass.Dozen or WordClass.Look or WordClass.Material;

    /// <param name="colours">Who knows the English colours, by which every language's are told.</param>
    void ReadWords(Assembly assembly, string name, Vocabulary colours)
    {
        ReadOnlySpan<char> file = LexiconFile.Read(assembly, name);
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var kind = GrammarWords.Class(LexiconFile.Cut(ref cells, "\t"));
            var value = LexiconFile.Cut(ref cells, "\t").Trim();
            if (kind == WordClass.Ending)
            {
                AddEndings(value, cells);
                continue;
            }
            var sense = kind switch
            {
                WordClass.Number => new Sense(kind, int.Parse(value, CultureInfo.InvariantCulture)),
                WordClass.Size => new Sense(kind, (int)GrammarWords.Size(value)),
                WordClass.Mutual => new Sense(kind, (int)GrammarWords.Mutual(value)),
                WordClass.Pose => new Sense(kind, (int)GrammarWords.Pose(value)),
                WordClass.Posture => new Sense(kind, (int)GrammarWords.Posture(value)),
                WordClass.Relation => new Sense(kind, (int)GrammarWords.Link(value)),
                WordClass.Outfit or WordClass.Face or WordClass.Hat or WordClass.Emotion => new Sense(kind, 0, value.ToString()),
                WordClass.Activity => ActivityOf(value),
                WordClass.Colour => colours.Has(value, WordClass.Colour, out var colour) ? colour
                    : throw GrammarWords.Unknown("colour", value),
                WordClass.Ornament => new Sense(kind, (int)GrammarWords.Ornament(value)),
                WordClass.Material => MaterialOf(value),
                WordClass.Look => new Sense(kind, 0, null, new Recolour("", RecolourKind.Hue, GrammarWords.Color(value))),
                _ => new Sense(kind),
            };
            while (!cells.IsEmpty)
            {
                var phrase = LexiconFile.Cut(ref cells, ", ");
                Add(phrase, sense);
                if (kind != WordClass.Material) continue;
                foreach (var made in madeOf) Add(string.Concat(made, phrase), sense);
            }
        }
    }

    void AddEndings(ReadOnlySpan<char> link, ReadOnlySpan<char> endings)
    {
        Link? relation = link.IsEmpty ? null : GrammarWords.Link(link);
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
        ReadOnlySpan<char> file = LexiconFile.Read(assembly, "and.tsv");
        while (LexiconFile.NextEntry(ref file, out var words))
        {
            if (!LexiconFile.Cut(ref words, "\t").SequenceEqual(Language)) continue;
            while (!words.IsEmpty) Add(LexiconFile.Cut(ref words, ", "), new Sense(WordClass.And));
        }
    }

    void ReadColours(Assembly assembly)
    {
        ReadOnlySpan<char> file = LexiconFile.Read(assembly, "colours.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var words = LexiconFile.Cut(ref cells, "\t");
            var kind = GrammarWords.Recolour(LexiconFile.Cut(ref cells, "\t"));
            var sense = new Sense(WordClass.Colour, 0, null, new Recolour("", kind, GrammarWords.Color(cells.Trim())));
            while (!words.IsEmpty) Add(LexiconFile.Cut(ref words, ", "), sense);
        }
    }

    /// <summary>Before what something is made of.</summary>
    static readonly string[] madeOf = ["made of ", "made out of ", "made from ", "built of ", "carved from ", "carved out of "];

    // "Wood|#a9713f"
    static Sense MaterialOf(ReadOnlySpan<char> value)
    {
        var kind = GrammarWords.Material(LexiconFile.Cut(ref value, "|"));
        return new Sense(WordClass.Material, (int)kind, null, new Recolour("", RecolourKind.Hue, GrammarWords.Color(value)));
    }

    // "Reading|open book"
    static Sense ActivityOf(ReadOnlySpan<char> value)
    {
        var link = LexiconFile.Cut(ref value, "|");
        return new Sense(WordClass.Activity, (int)GrammarWords.Link(link), value.ToString());
    }

    void Add(ReadOnlySpan<char> phrase, Sense sense)
    {
        phrase = phrase.Trim();
        Span<char> room = stackalloc char[phrase.Length * TermKey.Growth];
        ReadOnlySpan<char> key = phrase is "," or "+" ? "," : room[..TermKey.Write(phrase, room)];
        if (key.IsEmpty) return;
        LongestPhrase = Math.Max(LongestPhrase, key.Count(' ') + 1);
        var place = phrases.Add(key, -1, out _);
        senses.Add(sense);
        before.Add(phrases[place]);
        phrases[place] = senses.Count - 1;
    }
}
