using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>Reads how somebody looks: <em>a dark-skinned</em>, <em>curly haired</em>, <em>bald</em> (before a person), <em>long red
/// hair</em>, <em>a white beard</em> (after "with").</summary>
static class LooksReader
{
    /// <summary>Words between an adjective and its noun, at most: <em>old and very tired Finnish</em> woman.</summary>
    const int MostBetween = 6;

    /// <summary>Takes what is said of the person that follows, or of the one who is spoken of.</summary>
    /// <returns>Tokens; 0 where it is no such word, or a word of the noun.</returns>
    public static int ReadAdjective(PromptTokens text, NounPhraseReader phrases, NounPhrase phrase, int at, NounPhraseReader.Place place)
    {
        if (!text.IsEnglish || !text.IsWord(at)) return 0;
        if (Feature(text, at) is { HasOwner: false } feature && PersonAfter(text, phrases, feature.End) is not null)
        {
            phrase.Looks = phrase.Looks.With(feature.Looks);
            return feature.End - at;
        }
        var length = Adjective(text, at, out var looks);
        if (length == 0 || IsNounOfItsOwn(text, at, length)) return 0;
        var person = PersonAfter(text, phrases, at + length);
        var isSaid = place == NounPhraseReader.Place.Predicate && looks.Skin is null && !phrases.NounFollows(at + length);
        if (person is null && !isSaid) return 0;
        // A hand has no hair, a family many ages.
        if (person is not null && !EmojiTraits.IsPerson(person) && looks.Skin is null) return 0;
        phrase.Looks = phrase.Looks.With(looks);
        return length;
    }

    // "bald eagle", "old man"; but in "old man running" the man who runs is the noun.
    static bool IsNounOfItsOwn(PromptTokens text, int at, int length) => text.NounAt(at) is { IsStrong: true } noun
        && noun.Length > length && (text.NounAt(at + length) is not { } inner || length + inner.Length <= noun.Length);

    static int Adjective(PromptTokens text, int at, out Looks looks)
    {
        looks = Looks.None;
        var best = 0;
        foreach (var kind in (ReadOnlySpan<LooksWord>)[LooksWord.HairAdjective, LooksWord.Skin, LooksWord.Age, LooksWord.Build,
            LooksWord.Freckles, LooksWord.BeardNoun])
        {
            var length = LooksWords.Match(text, at, kind, out var meaning);
            if (length <= best) continue;
            best = length;
            var words = text.Typed(at, at + length);
            looks = kind switch
            {
                LooksWord.Skin => new Looks { Skin = new((SkinTone)meaning.Value, words) },
                LooksWord.Age => new Looks { Age = new((Age)meaning.Value, words) },
                LooksWord.Build => new Looks { Build = new((Build)meaning.Value, words) },
                LooksWord.Freckles => new Looks { Freckles = words },
                LooksWord.BeardNoun => new Looks { Beard = new((BeardShape)meaning.Value, null, IsLong: false, words) },
                _ when meaning.Color is { } color => new Looks { HairColour = new(words, RecolourKind.Hue, color) },
                _ => new Looks { Hair = new((HairShape)meaning.Value, words) },
            };
        }
        return best;
    }

    /// <summary>The person or hand that the words from here on lead to, past adjectives only.</summary>
    static Emoji? PersonAfter(PromptTokens text, NounPhraseReader phrases, int at)
    {
        for (var (i, left) = (at, MostBetween); i < text.Count && left > 0; left--)
        {
            if (text[i].Emoji is { } typed) return IsSkinned(typed) ? typed : null;
            if (text[i].Kind == TokenKind.Joint || text.Is(i, WordClass.And))
            {
                i++;
                continue;
            }
            if (!text.IsWord(i)) return null;
            if (text.NounAt(i) is { IsStrong: true, Found.Emoji: var noun } && IsSkinned(noun)) return noun;
            var length = Math.Max(phrases.LongestAdjective(i), Math.Max(Adjective(text, i, out _), Feature(text, i)?.End - i ?? 0));
            if (length == 0 || text.Is(i, WordClass.Article)) return null;
            i += length;
        }
        return null;
    }

    /// <summary>People, and hands and other parts of them.</summary>
    static bool IsSkinned(Emoji emoji) =>
        EmojiTraits.IsPerson(emoji) || emoji is { Group: "people-body", HasSkinTones: true } || emoji.Name.StartsWith("family", StringComparison.Ordinal);

    /// <param name="End">The token behind it.</param>
    /// <param name="HasOwner">Whether it begins with an article or an owner, as a noun phrase does.</param>
    public sealed record Read(Looks Looks, int End, bool HasOwner);

    /// <summary>A feature that begins at a token, its adjectives with it: <em>long curly red hair</em>; null where there is none.</summary>
    public static Read? Feature(PromptTokens text, int at)
    {
        if (!text.IsEnglish) return null;
        var i = at;
        while (text.Is(i, WordClass.Article)) i++;
        var hasOwner = i > at;
        var first = i;
        var (hair, length, isLong) = (default(Hairstyle), default(Hairstyle), false);
        var colour = default(Recolour);
        while (i < text.Count)
        {
            if (NounAt(text, i, out var noun) is > 0 and var taken)
            {
                if (noun.Kind == LooksWord.SkinNoun)
                {
                    return first < i && LooksWords.ToneOf(text.Typed(first, i)) is { } tone
                        ? new Read(new Looks { Skin = new(tone, text.Typed(first, i + taken)) }, i + taken, hasOwner) : null;
                }
                if (text.NounAt(i) is { IsStrong: true } other && other.Length > taken) return null;
                var end = i + taken;
                return new Read(Said(noun, text.Typed(first, end), hair, length, colour, isLong), end, hasOwner);
            }
            if (i > first && (text[i].Kind == TokenKind.Joint || text.Is(i, WordClass.And)) && ModifierAt(text, i + 1)) i++;
            else if (text.Match(i, WordClass.Intensifier, out _) is > 0 and var very) i += very;
            else if (LooksWords.Match(text, i, LooksWord.HairModifier, out var modifier) is > 0 and var modified)
            {
                var style = new Hairstyle((HairShape)modifier.Value, text.Typed(i, i + modified));
                if (style.Shape is HairShape.Long or HairShape.Short) length ??= style;
                else if (style.Shape != HairShape.Plain) hair ??= style;
                isLong |= style.Shape == HairShape.Long;
                i += modified;
            }
            else if (ColourAt(text, i, out var said) is > 0 and var coloured)
            {
                colour ??= said;
                i += coloured;
            }
            else if (LooksWords.Match(text, i, LooksWord.Skin, out _) is > 0 and var toned) i += toned;
            else return null;
        }
        return null;
    }

    static bool ModifierAt(PromptTokens text, int at) => LooksWords.Match(text, at, LooksWord.HairModifier, out _) > 0 || ColourAt(text, at, out _) > 0;

    static int ColourAt(PromptTokens text, int at, out Recolour? colour)
    {
        colour = null;
        var hair = LooksWords.Match(text, at, LooksWord.HairColour, out var meaning);
        var any = text.Match(at, WordClass.Colour, out var sense);
        if (hair == 0 && any == 0) return 0;
        var length = Math.Max(hair, any);
        var words = text.Typed(at, at + length);
        colour = hair >= any ? new Recolour(words, RecolourKind.Hue, meaning.Color!.Value) : sense.Recolour! with { Words = words };
        return length;
    }

    static int NounAt(PromptTokens text, int at, out LooksWords.Meaning noun)
    {
        var best = 0;
        noun = new(LooksWord.HairNoun, 0);
        foreach (var kind in (ReadOnlySpan<LooksWord>)[LooksWord.HairNoun, LooksWord.BeardNoun, LooksWord.SkinNoun, LooksWord.Freckles])
        {
            var length = LooksWords.Match(text, at, kind, out var meaning);
            if (length > best) (best, noun) = (length, meaning);
        }
        return best;
    }

    static Looks Said(LooksWords.Meaning noun, string words, Hairstyle? hair, Hairstyle? length, Recolour? colour, bool isLong)
    {
        switch (noun.Kind)
        {
            case LooksWord.Freckles: return new Looks { Freckles = words };
            case LooksWord.BeardNoun: return new Looks { Beard = new((BeardShape)noun.Value, colour, isLong, words) };
        }
        var shape = (HairShape)noun.Value;
        return new Looks
        {
            HairColour = colour,
            Hair = shape == HairShape.Plain ? hair : new(shape, words),
            Length = length,
            HairWords = words,
        };
    }
}
