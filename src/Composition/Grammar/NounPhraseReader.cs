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
        if (DeniedAt(at) is var (denial, behind))
        {
            phrase.Denied.Add(denial);
            return behind;
        }
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

    // "a tired but not sad panda"
    (Denial Denial, int End)? DeniedAt(int at)
    {
        if (!text.IsWord(at) || text.Match(at, WordClass.Not, out _) is not (> 0 and var not)) return null;
        var length = LongestAdjective(at + not, out var sense);
        var end = at + not + length;
        if (length == 0 || sense.Class is not (WordClass.Emotion or WordClass.Colour) || !NounFollows(end)) return null;
        var denial = new Denial(text.Typed(at, end), "");
        return (sense.Class == WordClass.Emotion ? denial with { Expression = Face(sense.Name!, at + not, length) }
            : denial with { Colour = sense.Recolour! with { Words = text.Typed(at + not, end) } }, end);
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
        LongestOf(at, WordClass.Article, WordClass.Number, WordClass.Size, WordClass.Emotion, WordClass.Pose, WordClass.Posture), text.Match(at, WordClass.Colour, out _));

    // Returns the tokens taken; 0 leaves them to the noun.
    int ReadAdjective(NounPhrase phrase, int at, Noun? noun, Place place)
    {
        var length = LongestAdjective(at, out var sense);
        if (sense.Class == WordClass.Material && !IsMaterial((MaterialKind)sense.Value, at, length)) return 0;
        var demonym = text.Demonym(at, out var flag);
        var isDemonym = demonym > length;
        if (isDemonym) length = demonym;
        if (length == 0) return 0;
        if (noun is { } other)
        {
            // "red hearts on it" is a pattern, though red hearts are an emoji.
            var isPattern = sense.Class == WordClass.Colour && text.Match(at + length, WordClass.Ornament, out _) > other.Length - length;
            if (other.Length > length && (other.IsStrong || length == 0) && !isPattern) return 0;
            // "an orange": no noun follows the colour, so it is the fruit. "an orange cat": one does.
            var isPlainAdjective = !isDemonym && sense.Class is WordClass.Article or WordClass.Intensifier;
            // "feeling dizzy" is no dizzy star.
            var isSaid = (place == Place.Predicate && !phrase.HasArticle) || sense.Class == WordClass.Number;
            if (other.Length == length && !isPlainAdjective && !isSaid && other.IsStrong && !NounFollows(at + length) && !IsOneOfTwo(sense, at + length)) return 0;
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
                if (phrase.Count is null || phrase.IsCountVague) phrase.Count = sense.Value;
                phrase.IsCountVague = text[at + length - 1].Key == "of";
                // "a thousand": as many as are drawn stand for them.
                if (sense.Value == Subject.MaxCount && !text.Is(at, WordClass.Dozen)) phrase.CountWords = text.Typed(at, at + length);
                phrase.IsStack |= text.Key(at, length).Contains("stack", StringComparison.Ordinal) || text.Key(at, length).Contains("pile", StringComparison.Ordinal);
                phrase.IsPair = text.Key(at, length).Contains("pair", StringComparison.Ordinal);
                // "two x pizza"
                if (text.Is(at + length, WordClass.Times)) length++;
                break;
            case WordClass.Size:
                if (phrase.Size == SizeWord.Normal) phrase.Size = (SizeWord)sense.Value;
                break;
            case WordClass.Colour:
                return ColourReader.Read(text, phrase, at, length, sense, NounFollows);
            case WordClass.Ornament:
                phrase.Adorn(new Ornament(text.Typed(at, at + length), (OrnamentKind)sense.Value, []),
                    ColourReader.IsNoun(text.Key(at, length)));
                break;
            case WordClass.Material:
                phrase.Material ??= new Material(text.Typed(at, at + length), (MaterialKind)sense.Value, sense.Recolour!.Color);
                break;
            case WordClass.Emotion:
                phrase.Feel(Face(sense.Name!, at, length));
                length += FaceWord(at + length);
                break;
            case WordClass.Pose:
                Set(phrase, (Pose)sense.Value, text.Typed(at, at + length));
                break;
            case WordClass.Posture:
                phrase.Strike(new Posture(text.Typed(at, at + length), (PostureKind)sense.Value));
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
            WordClass.Ornament, WordClass.Pose, WordClass.Posture, WordClass.Emotion, WordClass.Material, WordClass.Intensifier])
        {
            var length = text.Match(at, kind, out var sense);
            if (length > best) (best, longest) = (length, sense);
        }
        return best;
    }

    // "a chocolate cake" and "an ice swan" are made of it, "made of ice" is; "an ice and a cake" are two, and nobody is a strawberry cat by
    // taste.
    bool IsMaterial(MaterialKind kind, int at, int length)
    {
        if (text.NounAt(at) is { } whole && whole.Length > length) return false;
        var head = NounBehind(at + length);
        if (head is null) return text.NounAt(at) is null && kind != MaterialKind.Flavour;
        var emoji = head.Found.Emoji;
        if (kind == MaterialKind.Flavour) return EmojiTraits.IsFood(emoji) || EmojiTraits.IsDrink(emoji);
        return text.NounAt(at) is null || !EmojiTraits.IsPerson(emoji);
    }

    /// <summary>The noun that comes next past adjectives; null: something else comes first.</summary>
    Noun? NounBehind(int at)
    {
        while (at < text.Count && text[at].IsWord)
        {
            if (text.NounAt(at) is { IsStrong: true } noun && !IsOtherwise(at, noun)
                && (text.Match(at, WordClass.Material, out _) == 0 || !NounFollows(at + 1)))
                return noun;
            var length = LongestAdjective(at, out var sense);
            if (length == 0 || sense.Class == WordClass.Article) return null;
            at += length;
        }
        return null;
    }

    // "an angry face", "a happy expression": the face itself when nothing else follows, see PromptReader.
    int FaceWord(int at) => text.Is(at, WordClass.FaceWord) && !NounFollows(at + 1) ? 1 : 0;

    public Found Face(string name, int at, int length) =>
        new(search.Catalogue.ByName(name)!, text.Typed(at, at + length), TermIndex.SynonymScore);

    void Set(NounPhrase phrase, Pose pose, string words)
    {
        if (pose == Pose.Muscular)
        {
            var arms = WornWords.OfDrawing("arm");
            phrase.Worn.Add(new WornThing(arms.Drawing, arms.Place, search.Catalogue.ByName(arms.StandIn)!, null, words));
        }
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
        phrase.Look = text.Match(at, WordClass.Look, out var look) == noun.Length ? look.Recolour! with { Words = phrase.HeadWords } : null;
    }

    void SetHead(NounPhrase phrase, int at, Noun noun)
    {
        if (phrase.Count > 1 && noun is { Length: 1, IsPlural: false } && text[at].IsWord && text.Single(at) is { } single) noun = single;
        // The catalogue's socks and gloves are a pair already.
        phrase.Worn.AddRange(Personas.Worn(text.Typed(at, at + noun.Length), search.Catalogue));
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
            WordClass.To, WordClass.Of, WordClass.Role, WordClass.Activity, WordClass.Not, WordClass.Or) == 0
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

    // "a striped orange and purple balloon": two colours of what follows.
    bool IsOneOfTwo(Sense sense, int at) => sense.Class == WordClass.Colour && text.IsWord(at) && text.Match(at, WordClass.And, out _) is > 0 and var and
        && text.Match(at + and, WordClass.Colour, out _) is > 0 and var second && NounFollows(at + and + second);

    bool AdjectiveOrNounFollows(int at) =>
        at < text.Count && ((LongestAdjective(at, out var sense) > 0 && sense.Class != WordClass.Article) || NounFollows(at));

    // "cat astronaut", "firefighter dog", "pumpkin cat", "dog's bone": nouns side by side.
    int ReadCompound(NounPhrase phrase, int at, Place place)
    {
        while (at < text.Count && text.NounAt(at) is { } noun && text[at].Kind == TokenKind.Word && text[at - 1].Kind == TokenKind.Word
            && !IsOtherwise(at, noun) && !IsVerbHere(at)
            && (LongestAdjective(at, out var adjective) == 0 || adjective.Class == WordClass.Material) && noun.IsStrong)
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
        var secondFound = new Found(second, words, noun.Found.Score) { Kind = noun.Found.Kind };
        var firstFound = phrase.AsFound();
        if (first == second)
        {
            // "a tabby cat", "a retriever puppy": one animal, told twice.
            phrase.HeadWords = $"{phrase.HeadWords} {words}";
            phrase.IsPlural |= noun.IsPlural;
            return;
        }
        if (EmojiTraits.IsPlainPerson(first) && EmojiTraits.IsAnimal(second) && IsParent(phrase.HeadWords))
        {
            // "a mother duck"
            SetHead(phrase, at, noun);
            return;
        }
        if (Personas.Worn(words, search.Catalogue) is [_, ..] worn && !EmojiTraits.IsPlainPerson(first))
        {
            // "a cat pirate"
            phrase.Worn.AddRange(worn);
            return;
        }
        if (first.Name == "cross mark")
        {
            // "no dogs"
            Accompany(phrase, at, noun, RelationKind.Mix);
            return;
        }
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
                // "an avocado toast": the last noun is the thing, the others say what is about it.
                case (_, RelationKind.Mix) when text.IsEnglish: Accompany(phrase, at, noun, RelationKind.Mix); break;
                case (_, var kind): phrase.Companion = (Lone(at, noun), kind); break;
            }
        }
    }

    static bool IsParent(string words) => words.ToLowerInvariant() is "mother" or "mama" or "mom" or "mum" or "mommy" or "father" or "papa" or "dad" or "daddy" or "grandpa" or "grandma";

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
