using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Reads noun phrases: <em>two very angry purple octopuses</em>, <em>a cat astronaut</em>, <em>the Finnish flag</em>.</summary>
sealed class NounPhraseReader(PromptTokens text, EmojiSearch search, Func<int, int, Candidate?> guess)
{
    /// <summary>What the noun phrase is read after; decides between words of two meanings.</summary>
    public enum Place { Free, AfterRelation, AfterNoun, Predicate }

    /// <summary>The noun phrase that begins at a token, or one of adjectives alone, or null where neither does.</summary>
    public NounPhrase? Read(int at, Place place)
    {
        var phrase = new NounPhrase { Start = at, End = at };
        var i = at;
        while (i < text.Count)
        {
            var next = ReadOne(phrase, i, place);
            if (next == i) break;
            i = next;
            if (phrase.HasHead || phrase.Attire is not null) break;
        }
        if (phrase.HasHead) i = ReadCompound(phrase, i, place);
        phrase.End = i;
        return i == at || (phrase is { HasHead: false, HasAttributes: false, Attire: null, Unknown.Count: 0, Count: null }) ? null : phrase;
    }

    int ReadOne(NounPhrase phrase, int at, Place place)
    {
        if (text[at].Kind == TokenKind.Joint) return phrase.HasAttributes && AdjectiveOrNounFollows(at + 1) ? at + 1 : at;
        if (text[at].Kind == TokenKind.Stop) return at;
        if (LooksReader.ReadAdjective(text, this, phrase, at, place) is > 0 and var looks) return at + looks;
        var noun = WithoutVerb(at, text.NounAt(at));
        var attire = MatchAttire(at, place, out var worn);
        if (attire > 0 && attire >= (noun?.Length ?? 0) && attire >= AdjectiveLength(at))
        {
            phrase.Attire = (worn.Class, search.Catalogue.ByName(worn.Name!)!, text.Typed(at, at + attire));
            return at + attire;
        }
        var adjective = ReadAdjective(phrase, at, noun, place);
        if (adjective > 0) return at + adjective;
        if (noun is { } found && !IsOtherwise(at, found))
        {
            SetHead(phrase, at, found);
            return at + found.Length;
        }
        return ReadUnknown(phrase, at);
    }

    // "horse riding" and "man walking" are names, but not where they go on: "a horse riding a skateboard".
    Noun? WithoutVerb(int at, Noun? noun)
    {
        if (noun is not { Length: >= 2 } whole) return noun;
        var last = at + whole.Length - 1;
        return EnglishForms.IsGerund(text[last].Key) && IsVerbWithObject(last) && text.NounOf(at, whole.Length - 1) is { } shorter ? shorter
            : noun;
    }

    bool IsVerbWithObject(int at) => text.Match(at, WordClass.Relation, out _) is > 0 and var length && ObjectFollows(at + length);

    // A weak keyword must not swallow a word that grammar knows.
    bool IsOtherwise(int at, Noun noun) =>
        !noun.IsStrong && (text.Is(at, WordClass.Function) || text.Is(at, WordClass.Relation) || text.Is(at, WordClass.Copula))
        || LongestOf(at, WordClass.Relation, WordClass.Copula, WordClass.And, WordClass.Without, WordClass.Role) > noun.Length
        || noun.Length == 1 && text[at].IsWord
            && (text.Is(at, WordClass.And) || text.Is(at, WordClass.Copula) || text.Is(at, WordClass.Article));

    int LongestOf(int at, params ReadOnlySpan<WordClass> classes)
    {
        var longest = 0;
        foreach (var kind in classes) longest = Math.Max(longest, text.Match(at, kind, out _));
        return longest;
    }

    int MatchAttire(int at, Place place, out Sense sense)
    {
        var outfit = text.Match(at, WordClass.Outfit, out sense);
        if (place != Place.AfterRelation) return outfit;
        var longest = outfit;
        foreach (var kind in (ReadOnlySpan<WordClass>)[WordClass.Face, WordClass.Hat])
        {
            var length = text.Match(at, kind, out var other);
            if (length <= longest) continue;
            (longest, sense) = (length, other);
        }
        return longest;
    }

    int AdjectiveLength(int at) => Math.Max(
        LongestOf(at, WordClass.Article, WordClass.Number, WordClass.Size, WordClass.Emotion, WordClass.Pose), text.Match(at, WordClass.Colour, out _));

    // Returns the tokens taken; 0 leaves them to the noun.
    int ReadAdjective(NounPhrase phrase, int at, Noun? noun, Place place)
    {
        var length = LongestAdjective(at, out var sense);
        var demonym = text.Demonym(at, out var flag);
        var isDemonym = demonym > length;
        if (isDemonym) length = demonym;
        if (length == 0) return 0;
        if (noun is { } other)
        {
            if (other.Length > length && (other.IsStrong || length == 0)) return 0;
            // "an orange": no noun follows the colour, so it is the fruit. "an orange cat": one does.
            var isPlainAdjective = !isDemonym && sense.Class is WordClass.Article or WordClass.Intensifier;
            // "feeling dizzy" is no dizzy star.
            var isSaid = (place == Place.Predicate && !phrase.HasArticle) || sense.Class == WordClass.Number;
            if (other.Length == length && !isPlainAdjective && !isSaid && other.IsStrong && !NounFollows(at + length)) return 0;
        }
        if (isDemonym)
        {
            phrase.Flag ??= new Found(flag!, text.Typed(at, at + length), TermIndex.SynonymScore);
            return length;
        }
        switch (sense.Class)
        {
            case WordClass.Article:
                // "a unicorn vomiting a rainbow": the article begins a phrase of its own.
                if (phrase.Expression is not null) return 0;
                phrase.HasArticle = true;
                break;
            case WordClass.Intensifier:
                if (!AdjectiveOrNounFollows(at + length)) return 0;
                break;
            case WordClass.Number:
                phrase.Count ??= sense.Value;
                phrase.IsPair = text.Key(at, length).Contains("pair", StringComparison.Ordinal);
                // "two x pizza"
                if (text.Is(at + length, WordClass.Times)) length++;
                break;
            case WordClass.Size:
                if (phrase.Size == SizeWord.Normal) phrase.Size = (SizeWord)sense.Value;
                break;
            case WordClass.Colour:
                phrase.Colour ??= sense.Recolour! with { Words = text.Typed(at, at + length) };
                // "red-coloured"
                if (text.Is(at + length, WordClass.Tinted)) length++;
                break;
            case WordClass.Emotion:
                phrase.Expression ??= Face(sense.Name!, at, length);
                length += FaceWord(at + length);
                break;
            case WordClass.Pose:
                Set(phrase, (Pose)sense.Value);
                break;
        }
        return length;
    }

    /// <summary>Tokens of the longest adjective that begins here; 0 where none does.</summary>
    public int LongestAdjective(int at) => LongestAdjective(at, out _);

    int LongestAdjective(int at, out Sense longest)
    {
        longest = Sense.None;
        var best = 0;
        foreach (var kind in (ReadOnlySpan<WordClass>)[WordClass.Article, WordClass.Number, WordClass.Size, WordClass.Colour,
            WordClass.Pose, WordClass.Emotion, WordClass.Intensifier])
        {
            var length = text.Match(at, kind, out var sense);
            if (length > best) (best, longest) = (length, sense);
        }
        return best;
    }

    // "an angry face", "a happy expression": the face itself when nothing else follows, see PromptReader.
    int FaceWord(int at) => text.Is(at, WordClass.FaceWord) && !NounFollows(at + 1) ? 1 : 0;

    public Found Face(string name, int at, int length) =>
        new(search.Catalogue.ByName(name)!, text.Typed(at, at + length), TermIndex.SynonymScore);

    static void Set(NounPhrase phrase, Pose pose)
    {
        phrase.UpsideDown |= pose == Pose.UpsideDown;
        phrase.Ghostly |= pose == Pose.Ghostly;
        phrase.Silhouette |= pose == Pose.Silhouette;
        phrase.Winged |= pose == Pose.Winged;
    }

    static void SetHead(NounPhrase phrase, PromptTokens text, int at, Noun noun)
    {
        phrase.Head = noun.Found;
        phrase.HeadWords = text.Typed(at, at + noun.Length);
        phrase.IsPlural = noun.IsPlural;
        phrase.Case = noun.Case;
    }

    void SetHead(NounPhrase phrase, int at, Noun noun)
    {
        if (phrase.Count > 1 && noun is { Length: 1, IsPlural: false } && text[at].IsWord && text.Single(at) is { } single) noun = single;
        // The catalogue's socks and gloves are a pair already.
        if (phrase.IsPair && noun.Found.Emoji.Name[^1] == 's') phrase.Count = 1;
        SetHead(phrase, text, at, noun);
    }

    // A word that nothing knows: before a known noun it modifies it ("a cartoon cat"); else it is the noun, and the search may guess it.
    int ReadUnknown(NounPhrase phrase, int at)
    {
        if (!IsContentWord(at)) return at;
        var isPlain = text.Is(at, WordClass.Plain);
        if (isPlain || (NounFollows(at + 1) && text[at + 1].IsWord))
        {
            phrase.Unknown.Add(at);
            return at + 1;
        }
        var length = 1;
        if (guess(at, length) is { } found) SetHead(phrase, at, new Noun(length, found, false));
        else phrase.Unknown.Add(at);
        return at + length;
    }

    /// <summary>A word that grammar does not know.</summary>
    public bool IsContentWord(int at) =>
        text.IsWord(at) && LongestOf(at, WordClass.Function, WordClass.Relation, WordClass.Copula, WordClass.And, WordClass.Without,
            WordClass.To, WordClass.Of, WordClass.Role, WordClass.Activity) == 0
        && AdjectiveLength(at) == 0 && text.Match(at, WordClass.Intensifier, out _) == 0;

    /// <summary>Whether, past adjectives, a noun comes before anything else does.</summary>
    public bool NounFollows(int at)
    {
        for (var i = at; i < text.Count;)
        {
            if (text[i].Kind == TokenKind.Emoji) return true;
            if (!text[i].IsWord) return false;
            var noun = text.NounAt(i);
            // "a baby reading a book": the verb is no noun that the baby would be an adjective of.
            if (EnglishForms.IsGerund(text[i].Key) && IsVerbWithObject(i)) return false;
            var length = LongestAdjective(i, out var sense);
            if (sense.Class == WordClass.Article && length > 0) return false;
            if (noun is { } found && !IsOtherwise(i, found) && (found.IsStrong || length == 0)) return true;
            if (length == 0) length = text.Demonym(i, out _);
            if (length == 0) return false;
            i += length;
        }
        return false;
    }

    bool AdjectiveOrNounFollows(int at) =>
        at < text.Count && ((LongestAdjective(at, out var sense) > 0 && sense.Class != WordClass.Article) || NounFollows(at));

    // "cat astronaut", "firefighter dog", "pumpkin cat", "dog's bone": nouns side by side.
    int ReadCompound(NounPhrase phrase, int at, Place place)
    {
        while (at < text.Count && text.NounAt(at) is { } noun && text[at].Kind == TokenKind.Word && text[at - 1].Kind == TokenKind.Word
            && !IsOtherwise(at, noun) && !IsVerbHere(at)
            && LongestAdjective(at, out _) == 0 && noun.IsStrong)
        {
            // "a woman in a red dress dancing": it is not the dress that dances.
            if (phrase.Companion is not null
                || (place == Place.AfterRelation && EmojiTraits.IsRole(noun.Found.Emoji) && EnglishForms.IsGerund(text[at].Key))) return at;
            Join(phrase, at, noun);
            at += noun.Length;
        }
        return at;
    }

    // "a bear drives a van": after a noun, a word with a verb's meaning and an object is the verb.
    bool IsVerbHere(int at) => text.Match(at, WordClass.Relation, out _, isVerb: true) is > 0 and var length && ObjectFollows(at + length);

    public bool ObjectFollows(int at) => at < text.Count && text[at].Kind != TokenKind.Stop && text[at].Kind != TokenKind.Joint
        && (text[at].Kind == TokenKind.Emoji || text.Is(at, WordClass.Article) || NounFollows(at) || AdjectiveOrNounFollows(at)
            || (IsContentWord(at) && LongestOf(at, WordClass.Relation) == 0));

    void Join(NounPhrase phrase, int at, Noun noun)
    {
        var (first, second) = (phrase.Emoji, noun.Found.Emoji);
        var words = text.Typed(at, at + noun.Length);
        var secondFound = new Found(second, words, noun.Found.Score);
        var firstFound = new Found(first, phrase.HeadWords, phrase.Head!.Score);
        if (second.Name == "family" && EmojiTraits.IsAnimal(first))
        {
            phrase.Count ??= 4;
            return;
        }
        if (EmojiTraits.IsAnimate(second) && !EmojiTraits.IsAnimate(first)
            && (EmojiTraits.IsWearable(first) || EmojiTraits.IsMount(first) || EmojiTraits.IsInstrument(first)))
        {
            // "sunglasses cat", "skateboard dog"
            Accompany(phrase, at, noun, EmojiPair.Of(second, first).Kind);
        }
        else if (EmojiTraits.IsRole(second) && EmojiTraits.IsRole(first) && !EmojiTraits.IsPlainPerson(first)) phrase.Role = secondFound;
        else if (EmojiTraits.IsPlainPerson(first) && EmojiTraits.IsRole(second)) SetHead(phrase, at, Gendered(first, noun));
        else if (EmojiTraits.IsRole(second) && EmojiTraits.IsFood(first)
            && second.Name is "cook" or "farmer" or "factory worker") Accompany(phrase, at, noun, RelationKind.Holding);
        else if (EmojiTraits.IsRole(second) && !EmojiTraits.IsPerson(first) && MayTake(second, words, first, noun.Found)) phrase.Role =
            secondFound;
        else if (EmojiTraits.IsRole(second) && !EmojiTraits.IsAnimate(first)) phrase.Companion = (Lone(at, noun), RelationKind.And);
        else if (EmojiTraits.IsRole(first) && !EmojiTraits.IsPerson(second) && MayTake(first, phrase.HeadWords, second, phrase.Head!))
        {
            phrase.Role = firstFound;
            SetHead(phrase, at, noun);
        }
        else if (first.Name == "ghost" && EmojiTraits.IsAnimate(second))
        {
            phrase.Ghostly = true;
            SetHead(phrase, at, noun);
        }
        else if (EmojiTraits.IsFace(first) && !EmojiTraits.IsFace(second))
        {
            phrase.Expression ??= firstFound;
            SetHead(phrase, at, noun);
        }
        else if (EmojiTraits.IsFlag(first))
        {
            phrase.Flag = firstFound;
            SetHead(phrase, at, noun);
        }
        else
        {
            switch (EmojiPair.Of(first, second))
            {
                case (EmojiPair.Bond.Expression, _): phrase.Expression = secondFound; break;
                case (EmojiPair.Bond.Role, _): phrase.Role = secondFound; break;
                case (EmojiPair.Bond.Flag, _): phrase.Flag = secondFound; break;
                case (_, var kind): phrase.Companion = (Lone(at, noun), kind); break;
            }
        }
    }

    // A chef may be an avocado, and a surfing one too; but a dance party is no party that dances, nor an automobile race one that runs. A
    // keyword makes no trade.
    static bool MayTake(Emoji role, string words, Emoji who, Candidate found) =>
        found.Kind != MatchKind.Keyword
        && (EmojiTraits.IsAnimate(who)
            || (role.Subgroup is "person-role" or "person-fantasy" && who.Group is not ("objects" or "activities" or "travel-places")) || EnglishForms.IsGerund(words));

    // "a pizza chef" is a chef with a pizza: the trade becomes the subject.
    void Accompany(NounPhrase phrase, int at, Noun noun, RelationKind kind)
    {
        var other = new NounPhrase { Start = phrase.Start, End = at, Head = phrase.Head, HeadWords = phrase.HeadWords };
        SetHead(phrase, at, noun);
        phrase.Companion = (other, kind);
    }

    NounPhrase Lone(int at, Noun noun)
    {
        var other = new NounPhrase { Start = at, End = at + noun.Length };
        SetHead(other, at, noun);
        return other;
    }

    // "girl firefighter", "lady pilot": the catalogue has women and men of every trade.
    Noun Gendered(Emoji person, Noun role) => role with { Found = role.Found with { Emoji = Gendered(person, role.Found.Emoji) } };

    /// <summary>A trade's man or woman, where the person is one and the catalogue has them.</summary>
    public Emoji Gendered(Emoji person, Emoji role)
    {
        var gender = person.Name is "woman" or "girl" or "old woman" ? "woman " : person.Name is "man" or "boy" or "old man" ? "man "
            : null;
        return gender is null ? role : search.Catalogue.ByName(gender + Neutral(role.Name)) ?? role;
    }

    static string Neutral(string name) => name.StartsWith("person ", StringComparison.Ordinal) ? name["person ".Length..]
        : name.StartsWith("man ", StringComparison.Ordinal) ? name["man ".Length..]
        : name.StartsWith("woman ", StringComparison.Ordinal) ? name["woman ".Length..] : name;
}
