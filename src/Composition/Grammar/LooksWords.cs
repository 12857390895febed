using EmojiGen.Art;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Grammar;

enum LooksWord { Skin, SkinNoun, HairColour, HairModifier, HairNoun, HairAdjective, BeardNoun, Freckles, Age, Build }

/// <summary>The words of <c>looks.tsv</c>.</summary>
static class LooksWords
{
    const int LongestPhrase = 3;

    /// <param name="Value">A member of the enum that the kind is about.</param>
    /// <param name="Color">Of hair, where the kind gives one.</param>
    public sealed record Meaning(LooksWord Kind, int Value, Color? Color = null);

    static readonly Dictionary<string, Meaning[]> meanings = Read();

    /// <summary>Whether a word stands in any of the phrases.</summary>
    public static bool IsInPhrase(string word) => meanings.ContainsKey(word) || meanings.Keys.Any(it => HasWord(it, word));

    /// <summary>Whether a phrase, its words parted by spaces, has a word.</summary>
    public static bool HasWord(string phrase, string word)
    {
        foreach (var part in phrase.AsSpan().Split(' ')) if (phrase.AsSpan(part).SequenceEqual(word)) return true;
        return false;
    }

    /// <summary>The longest phrase of a kind that begins at a token: 0 where none does.</summary>
    public static int Match(PromptTokens text, int at, LooksWord kind, out Meaning meaning)
    {
        for (var length = LongestPhrase; length >= 1; length--)
        {
            if (at + length > text.Count || !AreWords(text, at, length)) continue;
            if (!meanings.TryGetValue(text.Key(at, length).ToString(), out var known)) continue;
            if (Array.Find(known, it => it.Kind == kind) is not { } found) continue;
            meaning = found;
            return length;
        }
        meaning = new(kind, 0);
        return 0;
    }

    static bool AreWords(PromptTokens text, int at, int length)
    {
        for (var i = at; i < at + length; i++) if (!text.IsWord(i)) return false;
        return true;
    }

    /// <summary>The tone that a word for a skin means, which may be a colour of other things.</summary>
    public static SkinTone? ToneOf(string words) =>
        meanings.TryGetValue(TermKey.Of(words), out var known) && Array.Find(known, static it => it.Kind == LooksWord.Skin) is { } skin
            ? (SkinTone)skin.Value : null;

    /// <summary>How hair is of a colour of which things have another.</summary>
    public static Color? HairColourOf(string words) =>
        meanings.TryGetValue(TermKey.Of(words), out var known) ? Array.Find(known, static it => it.Kind == LooksWord.HairColour)?.Color : null;

    static Dictionary<string, Meaning[]> Read()
    {
        var read = new Dictionary<string, Meaning[]>(StringComparer.Ordinal);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(LooksWords).Assembly, "looks.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var kind = LexiconFile.Cut(ref cells, "\t");
            var meaning = MeaningOf(kind, LexiconFile.Cut(ref cells, "\t"));
            while (!cells.IsEmpty)
            {
                var key = TermKey.Of(LexiconFile.Cut(ref cells, ", "));
                read[key] = read.TryGetValue(key, out var known) ? [.. known, meaning] : [meaning];
            }
        }
        return read;
    }

    static Meaning MeaningOf(ReadOnlySpan<char> kind, ReadOnlySpan<char> value) => kind switch
    {
        "skin" => new(LooksWord.Skin, (int)ToneOf(value)),
        "skin noun" => new(LooksWord.SkinNoun, 0),
        "hair colour" => new(LooksWord.HairColour, 0, ColorOf(value)),
        "hair modifier" => new(LooksWord.HairModifier, (int)ShapeOf(value)),
        "hair noun" => new(LooksWord.HairNoun, (int)ShapeOf(value)),
        "hair adjective" when value.StartsWith("Colour ") => new(LooksWord.HairAdjective, 0, ColorOf(value["Colour ".Length..])),
        "hair adjective" => new(LooksWord.HairAdjective, (int)ShapeOf(value)),
        "beard noun" => new(LooksWord.BeardNoun, (int)BeardOf(value)),
        "freckles" => new(LooksWord.Freckles, 0),
        "age" => new(LooksWord.Age, (int)(value is "Old" ? Age.Old : Age.Young)),
        "build" => new(LooksWord.Build, (int)BuildOf(value)),
        _ => throw GrammarWords.Unknown("kind of looks", kind),
    };

    static Color ColorOf(ReadOnlySpan<char> value) => GrammarWords.Color(value);

    static SkinTone ToneOf(ReadOnlySpan<char> value) => value switch
    {
        "Light" => SkinTone.Light,
        "MediumLight" => SkinTone.MediumLight,
        "Medium" => SkinTone.Medium,
        "MediumDark" => SkinTone.MediumDark,
        "Dark" => SkinTone.Dark,
        _ => throw GrammarWords.Unknown("skin tone", value),
    };

    static HairShape ShapeOf(ReadOnlySpan<char> value) => value switch
    {
        "Plain" => HairShape.Plain,
        "Curly" => HairShape.Curly,
        "Wavy" => HairShape.Wavy,
        "Straight" => HairShape.Straight,
        "Long" => HairShape.Long,
        "Short" => HairShape.Short,
        "Spiky" => HairShape.Spiky,
        "Afro" => HairShape.Afro,
        "Braids" => HairShape.Braids,
        "Pigtails" => HairShape.Pigtails,
        "Ponytail" => HairShape.Ponytail,
        "Bun" => HairShape.Bun,
        "SpaceBuns" => HairShape.SpaceBuns,
        "Bob" => HairShape.Bob,
        "Dreadlocks" => HairShape.Dreadlocks,
        "Mohawk" => HairShape.Mohawk,
        "Bald" => HairShape.Bald,
        "Fringe" => HairShape.Fringe,
        _ => throw GrammarWords.Unknown("hairstyle", value),
    };

    static BeardShape BeardOf(ReadOnlySpan<char> value) => value switch
    {
        "Beard" => BeardShape.Beard,
        "Goatee" => BeardShape.Goatee,
        "Stubble" => BeardShape.Stubble,
        "Moustache" => BeardShape.Moustache,
        _ => throw GrammarWords.Unknown("beard", value),
    };

    static Build BuildOf(ReadOnlySpan<char> value) => value switch
    {
        "Muscular" => Build.Muscular,
        "Chubby" => Build.Chubby,
        "Thin" => Build.Thin,
        _ => throw GrammarWords.Unknown("build", value),
    };
}
