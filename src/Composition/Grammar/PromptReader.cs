using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Reads a prompt from left to right: noun phrases become subjects, what stands between them relations, adjectives behind a noun its attributes.</summary>
/// <remarks>Verbs belong to the subject of their clause (<em>a tiger wearing a crown riding a motorcycle</em>), also after the objects of others; <em>and</em> opens a new clause
/// where a verb follows its noun, continues the objects where none does.</remarks>
sealed class PromptReader
{
    readonly PromptText text;
    readonly EmojiSearch search;
    readonly NounPhraseReader phrases;

    readonly List<NounPhrase> subjects = [];
    readonly List<Tie> ties = [];
    readonly bool[] explained;

    // The subjects of the clause that is being read.
    List<int> actors = [];
    NounPhrase? homeless;
    (Link Link, string Words)? pending;
    Tie? last;
    bool isJoined, isPredicate, isRole, isFeelingOpen, isGivenTo, isJointMark;

    /// <summary>A relation as read; objects and recipients may still change.</summary>
    sealed class Tie(Link link, int subject, int @object, string words)
    {
        public Link Link = link;
        public int Subject = subject, Object = @object;
        public int? Recipient;
        public string Words = words;
    }

    public PromptReader(PromptText text, EmojiSearch search, Func<int, int, Candidate?> guess)
    {
        (this.text, this.search) = (text, search);
        phrases = new NounPhraseReader(text, search, guess);
        explained = new bool[text.Count];
    }

    public IReadOnlyList<NounPhrase> Subjects => subjects;
    /// <summary>Whether a verb or a preposition relates subjects.</summary>
    public bool HasRelations { get; private set; }

    /// <summary>Whether nouns stood side by side with nothing said between them.</summary>
    public bool IsCompound { get; private set; }

    /// <summary>Words that carry meaning, and how many of them were understood.</summary>
    public (int Content, int Understood) Coverage { get; private set; }

    public void Read()
    {
        for (var i = 0; i < text.Count;)
        {
            var next = ReadAt(i);
            i = next > i ? next : i + 1;
        }
        Finish();
    }

    int ReadAt(int at)
    {
        switch (text[at].Kind)
        {
            case TokenKind.Stop:
                Explain(at, 1);
                (isJoined, isPredicate, isRole, pending) = (false, false, false, null);
                return at + 1;
            case TokenKind.Joint:
                Explain(at, 1);
                (isJoined, isJointMark) = (true, true);
                return at + 1;
            case TokenKind.Emoji:
                return ReadPhrase(at);
        }

        var noun = text.NounAt(at) is { IsStrong: true } found ? found.Length : 0;
        var mayBeVerb = actors.Count > 0 && pending is null && !isRole;
        var relation = text.Match(at, WordClass.Relation, out var link, mayBeVerb);
        var activity = text.Match(at, WordClass.Activity, out var implied, mayBeVerb);
        var adjective = Math.Max(text.Match(at, WordClass.Emotion, out _), text.Match(at, WordClass.Pose, out _));
        var and = text.Match(at, WordClass.And, out _);
        var function = text.Match(at, WordClass.Function, out _);
        var copula = text.Match(at, WordClass.Copula, out _);
        var role = text.Match(at, WordClass.Role, out _);
        var without = text.Match(at, WordClass.Without, out _);
        var longest = Math.Max(noun, adjective);

        if (without > longest && without >= relation) return SkipWithout(at, without);
        if (last is { Link: Link.Giving, Recipient: null } && text.Match(at, WordClass.To, out _) is > 0 and var to && noun <= to)
        {
            Explain(at, to);
            isGivenTo = true;
            return at + to;
        }
        if (and > longest && and >= relation && and >= function) return ReadAnd(at, and);
        if (role > longest && role >= relation && role >= copula && actors.Count > 0)
        {
            Explain(at, role);
            (isRole, pending) = (true, null);
            return at + role;
        }
        if (actors.Count > 0 && BodyPart(at) is > 0 and var locative) return ReadBodyPart(at, locative);
        if (relation > 0 && relation >= longest && relation >= copula && relation >= and && TakesRelation(at, relation, longest)) return ReadRelation(at, relation, link);
        if (activity > 0 && activity >= longest && activity >= relation && actors.Count > 0 && !phrases.ObjectFollows(at + activity)) return ReadActivity(at, activity, implied);
        if (copula > longest && copula >= function)
        {
            Explain(at, copula);
            isPredicate = true;
            return at + copula;
        }
        if (isFeelingOpen && function > 0 && text[at].Key is "of" or "at" or "about" or "by" or "for" or "to" or "with" && actors.Count > 0)
        {
            Explain(at, 1);
            pending = (Link.NextTo, text[at].Key);
            return at + 1;
        }
        if (text[at].Key == "of" && last is null && actors.Count > 0) return ReadOf(at);
        if (mayBeVerb && longest == 0 && ReadFeelingVerb(at) is > 0 and var felt) return felt;
        if (function > 0 && function >= longest && noun < function + (text.NounAt(at) is { IsStrong: true } ? 1 : 0))
        {
            Explain(at, function);
            return at + function;
        }
        return ReadPhrase(at);
    }

    // Words of two meanings: "kissing a fish" relates, "a kissing fish" feels; "surfing on a pizza" relates, "a surfing dog" is a trade.
    bool TakesRelation(int at, int relation, int longest) => longest < relation || (actors.Count > 0 && phrases.ObjectFollows(at + relation));

    int ReadRelation(int at, int length, Sense sense)
    {
        // "flying in front of": the preposition goes on.
        if (length >= 2 && text.Match(at + length - 1, WordClass.Relation, out var longer) is > 1 and var more) (length, sense) = (length - 1 + more, longer);
        Explain(at, length);
        var words = text.Typed(at, at + length);
        // "sleeping in a tree": the verb says how it feels, too.
        if (length >= 2 && text.Match(at, WordClass.Emotion, out var feeling) == 1 && sense.Link != Link.Hugging)
            foreach (var actor in actors) subjects[actor].Expression ??= phrases.Face(feeling.Name!, at, 1);
        isFeelingOpen &= pending is null && text[at].Key is "with" or "at" or "by" or "about";
        // "riding in a car": the verb says more than the preposition behind it.
        if (pending is null || pending.Value.Link is Link.NextTo or Link.With) pending = (isFeelingOpen ? Link.NextTo : sense.Link, words);
        (isPredicate, isFeelingOpen, isRole) = (false, false, false);
        if (isJoined && actors.Count > 0) isJoined = false;
        if (!phrases.ObjectFollows(at + length) && text.Match(at, WordClass.Activity, out var implied, isVerb: true) is > 0 and var activity)
        {
            pending = null;
            return ReadActivity(at, activity, implied);
        }
        return at + length;
    }

    // "a cat reading": the verb alone implies its object.
    int ReadActivity(int at, int length, Sense sense)
    {
        Explain(at, length);
        var words = text.Typed(at, at + length);
        if (search.Catalogue.ByName(sense.Name!) is { } emoji)
        {
            var thing = new NounPhrase { Start = at, End = at + length, Head = new Candidate(emoji, Noun.Strong, MatchKind.Synonym, words), HeadWords = words };
            subjects.Add(thing);
            Relate(sense.Link, subjects.Count - 1, words);
        }
        isJoined = false;
        return at + length;
    }

    int ReadAnd(int at, int length)
    {
        Explain(at, length);
        isJoined = true;
        isPredicate = false;
        return at + length;
    }

    // "without a hat": what is denied is understood, and not shown.
    int SkipWithout(int at, int length)
    {
        var end = at + length;
        if (phrases.Read(end, NounPhraseReader.Place.AfterRelation) is { } phrase) end = phrase.End;
        Explain(at, end - at);
        return end;
    }

    // "a jar of pickles": what is contained comes after. "a heart of gold": of a colour.
    int ReadOf(int at)
    {
        Explain(at, 1);
        var container = subjects[actors[^1]];
        if (phrases.Read(at + 1, NounPhraseReader.Place.Free) is not { HasHead: true } content) return at + 1;
        if (EmojiTraits.IsContainer(container.Emoji) && container.Role is null)
        {
            Explain(at + 1, content);
            subjects.Add(content);
            HasRelations = true;
            ties.Add(last = new Tie(Link.In, subjects.Count - 1, actors[^1], "of"));
            return content.End;
        }
        pending = (Link.With, "of");
        return at + 1;
    }

    // "in its mouth", "on his head": where something is held or worn.
    int BodyPart(int at)
    {
        if (text[at].Key is not ("in" or "on" or "around" or "over" or "upon" or "under" or "with")) return 0;
        if (at + 2 >= text.Count + 0 && at + 2 > text.Count) return 0;
        for (var i = at + 1; i < Math.Min(at + 4, text.Count); i++)
        {
            if (i > at + 1 && text[i].Key is "mouth" or "head" or "hand" or "hands" or "paw" or "paws" or "back" or "nose" or "arm" or "arms" or "face" or "eyes" or "neck" or "feet" or "lap" or "tail"
                or "shoulder" or "shoulders" or "belly" or "ears" or "ear" or "wrist" or "beak" or "legs" or "claws" or "tentacles" or "trunk" or "teeth" or "chest" or "stomach") return i + 1 - at;
            if (text[i].Key is not ("its" or "his" or "her" or "their" or "the" or "each" or "both" or "one")) return 0;
        }
        return 0;
    }

    int ReadBodyPart(int at, int length)
    {
        Explain(at, length);
        if (last is { Link: Link.With or Link.Holding } held && text[at + length - 1].Key is "head" or "shoulder" or "shoulders" or "back" or "nose" or "belly" or "lap")
            (held.Link, held.Subject, held.Object) = (Link.On, held.Object, held.Subject);
        pending = null;
        return at + length;
    }

    int ReadPhrase(int at)
    {
        var isAfterRelation = pending is not null || (isJoined && last is { Link: Link.With or Link.Wearing });
        var place = isPredicate && !isAfterRelation ? NounPhraseReader.Place.Predicate : !isAfterRelation ? actors.Count > 0 ? NounPhraseReader.Place.AfterNoun : NounPhraseReader.Place.Free : NounPhraseReader.Place.AfterRelation;
        var phrase = phrases.Read(at, place);
        if (phrase is null) return at + 1;
        Explain(at, phrase);
        if (phrase.HasHead || phrase.Attire is not null) Attach(phrase);
        else AttachAdjectives(phrase);
        return Math.Max(phrase.End, at + 1);
    }

    // "the moon sleeps", "a cat cries"
    int ReadFeelingVerb(int at)
    {
        if (text.Match(at, WordClass.Emotion, out var feeling, isVerb: true) is not (> 0 and var length)) return 0;
        Explain(at, length);
        foreach (var actor in actors) subjects[actor].Expression ??= phrases.Face(feeling.Name!, at, length);
        isFeelingOpen = true;
        return at + length;
    }

    void AttachAdjectives(NounPhrase phrase)
    {
        isFeelingOpen = phrase.Expression is not null;
        if (phrase.HasAttributes || phrase.Count is not null)
        {
            // A feeling after "with": the face word has been read with it ("with an angry face").
            if (pending is not null && !phrase.HasAttributes) return;
            pending = null;
            if (actors.Count == 0) (homeless ??= new NounPhrase { Start = phrase.Start }).Absorb(phrase);
            else if (isJoined && !isPredicate && last is null && actors.Count > 1) subjects[actors[^1]].Absorb(phrase);
            else foreach (var actor in actors) subjects[actor].Absorb(phrase);
            isJoined = false;
            // "vomiting a rainbow"
            if (isFeelingOpen && actors.Count > 0 && text.Is(phrase.End, WordClass.Article) && phrase.Expression!.Words.EndsWith("ing", StringComparison.Ordinal)) pending = (Link.NextTo, phrase.Expression.Words);
        }
        if (phrase.Unknown.Count > 0) pending = null;
    }

    void Attach(NounPhrase phrase)
    {
        if (homeless is not null)
        {
            phrase.Absorb(homeless);
            homeless = null;
        }
        isFeelingOpen = false;
        var isListed = phrase.Case == Link.And;
        if (phrase.Case is { } spoken && !isListed && actors.Count > 0 && pending is null or { Link: not Link.Riding }) pending = (spoken, phrase.HeadWords);
        if (phrase.Attire is { } attire)
        {
            Dress(phrase, attire);
            return;
        }
        if (actors.Count > 0 && IsSaidOfActors(phrase)) return;
        subjects.Add(phrase);
        var index = subjects.Count - 1;
        if (phrase.Companion is var (other, kind))
        {
            subjects.Add(other);
            ties.Add(new Tie((Link)kind, index, index + 1, other.HeadWords));
            IsCompound = true;
        }
        if (isGivenTo && last is { Link: Link.Giving } gift) gift.Recipient = index;
        else if (pending is var (link, words)) Relate(link, index, words);
        else if (last is { Link: Link.Giving, Recipient: null } given && !isJoined) (given.Recipient, given.Object) = (given.Object, index);
        else if (isJoined) JoinTo(phrase, index);
        else if (actors.Count > 0) SetBeside(phrase, index);
        else actors = [index];
        (pending, isJoined, isPredicate, isRole, isGivenTo, isJointMark) = (null, isListed, false, false, false, false);
    }

    // Clothes that stand for a person, features that stand for a face.
    void Dress(NounPhrase phrase, (WordClass Class, Emoji Emoji, string Words) attire)
    {
        var found = new Found(attire.Emoji, attire.Words, TermIndex.SynonymScore);
        if (actors.Count == 0 || (pending is null && !isJoined && !isRole))
        {
            phrase.Head = new Candidate(attire.Emoji, TermIndex.SynonymScore, MatchKind.Synonym, attire.Words);
            phrase.HeadWords = attire.Words;
            phrase.Attire = null;
            Attach(phrase);
            return;
        }
        var isTaken = actors.TrueForAll(a => attire.Class == WordClass.Face ? subjects[a].Expression is not null : subjects[a].Role is not null);
        if (isTaken)
        {
            // A winking avocado in a cowboy hat: it has its expression, so the hat is worn.
            phrase.Head = new Candidate(attire.Emoji, TermIndex.SynonymScore, MatchKind.Synonym, attire.Words);
            phrase.HeadWords = attire.Words;
            subjects.Add(phrase);
            Relate(Link.Wearing, subjects.Count - 1, attire.Words);
        }
        else foreach (var actor in actors)
        {
            if (attire.Class == WordClass.Face) subjects[actor].Expression ??= found;
            else subjects[actor].Role ??= found;
        }
        (pending, isJoined, isRole, isPredicate) = (null, false, false, false);
    }

    /// <summary>Whether the noun is said of the clause's subjects rather than shown beside them: a trade, a face, a flag.</summary>
    bool IsSaidOfActors(NounPhrase phrase)
    {
        var found = new Found(phrase.Emoji, phrase.HeadWords, phrase.Head!.Score);
        var link = pending?.Link;
        var isAbout = isRole || (isPredicate && pending is null);
        var first = subjects[actors[0]];
        if (link is Link.With && WithHair(first, phrase) is { } person)
        {
            first.Head = first.Head! with { Emoji = person };
            return Say(_ => { });
        }
        if (isAbout && (EmojiTraits.IsRole(phrase.Emoji) || EmojiTraits.IsPerson(phrase.Emoji))) return Say(s => s.Role ??= found);
        if ((isAbout || link is Link.With or Link.Wearing or Link.Holding or Link.In) && EmojiTraits.IsFace(phrase.Emoji) && !EmojiTraits.IsFace(first.Emoji)) return Say(s => s.Expression ??= found);
        if (link is Link.With or Link.In or Link.Wearing or Link.On && EmojiTraits.IsFlag(phrase.Emoji) && !EmojiTraits.IsAnimate(first.Emoji)) return Say(s => s.Flag ??= found);
        if (isAbout && isRole)
        {
            pending = (Link.Mix, "as");
            return false;
        }
        // Two typed emoji: a face goes onto the other, a person lends his trade.
        if (!IsTyped(phrase) || pending is not null || (isJoined && !isJointMark)) return false;
        return EmojiPair.Of(first.Emoji, phrase.Emoji) switch
        {
            (EmojiPair.Bond.Expression, _) => Say(s => s.Expression ??= found),
            (EmojiPair.Bond.Role, _) => Say(s => s.Role ??= found),
            (EmojiPair.Bond.Flag, _) => Say(s => s.Flag ??= found),
            _ => Repeats(phrase) || Wears(first, phrase),
        };
    }

    // "a man with a beard" is a person that the catalogue has.
    Emoji? WithHair(NounPhrase who, NounPhrase hair) => EmojiTraits.IsPlainPerson(who.Emoji) && hair.Emoji.Name.IndexOf(": ", StringComparison.Ordinal) is > 0 and var at
        ? search.Catalogue.ByName(who.Emoji.Name + hair.Emoji.Name[at..]) ?? (EmojiTraits.IsPlainPerson(hair.Emoji) ? hair.Emoji : null)
        : null;

    bool Repeats(NounPhrase phrase)
    {
        var same = subjects[actors[^1]];
        if (same.Emoji != phrase.Emoji || ties.Exists(t => t.Subject == actors[^1])) return false;
        same.Count = (same.Count ?? 1) + 1;
        (isJoined, isJointMark) = (false, false);
        return true;
    }

    // 😎🍍: the face came first, and still is the fruit's.
    bool Wears(NounPhrase first, NounPhrase phrase)
    {
        if (subjects.Count != 1 || !IsTyped(first) || !EmojiTraits.IsFace(first.Emoji) || EmojiTraits.IsFace(phrase.Emoji) || EmojiTraits.IsHeart(phrase.Emoji)) return false;
        phrase.Expression = new Found(first.Emoji, first.HeadWords, 1);
        subjects[0] = phrase;
        (isJoined, isJointMark) = (false, false);
        return true;
    }

    static bool IsTyped(NounPhrase phrase) => phrase.Head is { Kind: MatchKind.Characters };

    bool Say(Action<NounPhrase> said)
    {
        foreach (var actor in actors) said(subjects[actor]);
        (pending, isJoined, isRole, isPredicate, isJointMark) = (null, false, false, false, false);
        return true;
    }

    void JoinTo(NounPhrase phrase, int index)
    {
        var opensClause = OpensClause(phrase);
        if (actors.Count > 0 && isJointMark && IsTyped(phrase) && IsTyped(subjects[actors[^1]]))
        {
            SetBeside(phrase, index);
            return;
        }
        if (last is { Link: not (Link.And or Link.Mix) } && !opensClause && !IsNewcomer(phrase))
        {
            // More of the same: "a crown and sunglasses", "next to an egg and a chick".
            var link = last.Link == Link.Wearing && !EmojiTraits.IsWearable(phrase.Emoji) ? Link.With : last.Link;
            Relate(link, index, last.Words);
            return;
        }
        if (actors.Count > 0) ties.Add(new Tie(Link.And, actors[0], index, "and"));
        if (opensClause && ties.Exists(t => t.Link != Link.And && actors.Contains(t.Subject)) || last is not null) actors = [];
        actors = [.. actors, index];
        last = null;
    }

    // Somebody new after a thing: "in a box and a dog".
    bool IsNewcomer(NounPhrase phrase) =>
        last is { } tie && EmojiTraits.IsAnimate(phrase.Emoji) && !EmojiTraits.IsAnimate(subjects[tie.Object].Emoji)
        && tie.Link is Link.Riding or Link.Driving or Link.On or Link.In or Link.Holding or Link.With or Link.Eating or Link.Drinking or Link.Playing or Link.Reading or Link.Wearing or Link.Under;

    // A verb behind the noun makes it the subject of its own clause.
    bool OpensClause(NounPhrase phrase)
    {
        var at = phrase.End;
        if (at >= text.Count || !text[at].IsWord) return false;
        var verb = text.Match(at, WordClass.Relation, out var sense, isVerb: true);
        if (verb > 0) return EmojiTraits.IsAnimate(phrase.Emoji) || sense.Link is not (Link.On or Link.In or Link.Under or Link.Behind or Link.NextTo or Link.With or Link.Over or Link.Before);
        return text.Is(at, WordClass.Copula) || text.Is(at, WordClass.Activity) || text.Is(at, WordClass.Emotion);
    }

    void SetBeside(NounPhrase phrase, int index)
    {
        var actor = actors[^1];
        if (subjects[actor].Emoji == phrase.Emoji && index == subjects.Count - 1 && !phrase.HasAttributes)
        {
            // "a volcano erupting"
            subjects.RemoveAt(index);
            return;
        }
        if (EmojiTraits.IsPlainPerson(subjects[actor].Emoji) && EmojiTraits.IsRole(phrase.Emoji) && phrase.HeadWords.EndsWith("ing", StringComparison.OrdinalIgnoreCase) && index == subjects.Count - 1)
        {
            subjects.RemoveAt(index);
            subjects[actor].Role ??= new Found(phrase.Emoji, phrase.HeadWords, phrase.Head!.Score);
            return;
        }
        var (bond, kind) = EmojiPair.Of(subjects[actor].Emoji, phrase.Emoji);
        var found = new Found(phrase.Emoji, phrase.HeadWords, phrase.Head!.Score);
        if (bond != EmojiPair.Bond.Related && !phrase.HasAttributes && index == subjects.Count - 1)
        {
            subjects.RemoveAt(index);
            if (bond == EmojiPair.Bond.Expression) subjects[actor].Expression ??= found;
            else if (bond == EmojiPair.Bond.Role) subjects[actor].Role ??= found;
            else subjects[actor].Flag ??= found;
            return;
        }
        // A second creature after the first has found its thing stands by itself: 🐱🛹🐶.
        if (ties.Exists(t => t.Subject == actor && t.Link != Link.And) && EmojiTraits.IsAnimate(phrase.Emoji))
        {
            ties.Add(new Tie(Link.And, actor, index, ""));
            actors = [index];
            last = null;
            return;
        }
        var words = IsTyped(phrase) ? "" : phrase.HeadWords;
        IsCompound = true;
        if (bond != EmojiPair.Bond.Related) kind = RelationKind.And;
        ties.Add(new Tie((Link)kind, actor, index, words));
        if (kind is RelationKind.And) actors = [index];
    }

    void Relate(Link link, int index, string words)
    {
        var thing = subjects[index];
        if (actors.Count == 0 || actors is [var only] && only == index)
        {
            // "riding a skateboard": nobody is said to ride; the thing is all there is to see.
            actors = [index];
            last = null;
            return;
        }
        var actor = subjects[actors[^1]];
        link = Refine(link, actor.Emoji, thing.Emoji, words);
        if (thing.Count is null && thing.IsPlural && link is Link.Wearing or Link.Riding) thing.IsPlural = false;
        // What one wears, eats or reads is one's own, unless many things are named; on a rainbow there is room for all.
        var isShared = thing.IsPlural || link is Link.Riding or Link.Driving or Link.On or Link.In or Link.Under or Link.Behind or Link.Over or Link.Before or Link.NextTo or Link.Playing;
        // "in a box on a skateboard": the box is on it.
        if (link is Link.On or Link.Riding && last is { Link: Link.In } container && EmojiTraits.IsContainer(subjects[container.Object].Emoji) && container.Subject == actors[^1])
        {
            ties.Add(new Tie(Link.On, container.Object, index, words));
            HasRelations = true;
            return;
        }
        HasRelations = true;
        foreach (var one in isShared ? actors : [actors[^1]]) ties.Add(last = new Tie(link, one, index, words));
    }

    static Link Refine(Link link, Emoji actor, Emoji thing, string words) => link switch
    {
        Link.With or Link.In when EmojiTraits.IsWearable(thing) => Link.Wearing,
        Link.On when EmojiTraits.IsAnimate(actor) && (EmojiTraits.IsVehicle(thing) || EmojiTraits.IsMount(thing)) && !EmojiTraits.IsSurroundings(thing) && !EmojiTraits.IsAnimal(thing) => Link.Riding,
        Link.In when EmojiTraits.IsAnimate(actor) && EmojiTraits.IsVehicle(thing) => Link.Driving,
        Link.NextTo when words.StartsWith("at", StringComparison.OrdinalIgnoreCase) && EmojiTraits.IsSurroundings(thing) => Link.In,
        Link.Driving when EmojiTraits.IsAnimate(thing) => Link.NextTo,
        Link.Eating when EmojiTraits.IsDrink(thing) => Link.Drinking,
        Link.Playing when EmojiTraits.IsAnimate(thing) => Link.PlayingWith,
        Link.PlayingWith when EmojiTraits.IsInstrument(thing) => Link.Playing,
        _ => link,
    };

    void Finish()
    {
        // Feelings with nobody to have them: "I am so tired" is the tired face.
        if (subjects.Count == 0 && (homeless?.Expression ?? homeless?.Flag) is { } said)
        {
            homeless!.Head = new Candidate(said.Emoji, said.Score, MatchKind.Synonym, said.Words);
            homeless.HeadWords = said.Words;
            if (homeless.Expression == said) homeless.Expression = null;
            else homeless.Flag = null;
            subjects.Add(homeless);
        }
        foreach (var tie in ties)
            if (tie is { Link: Link.Giving, Recipient: null }) tie.Link = Link.Holding;
        var (content, understood) = (0, 0);
        for (var i = 0; i < text.Count; i++)
        {
            if (!text[i].IsWord || text.Is(i, WordClass.Function) || text.Is(i, WordClass.Article)) continue;
            content++;
            if (explained[i]) understood++;
        }
        Coverage = (content, understood);
    }

    void Explain(int from, int length)
    {
        for (var i = from; i < from + length; i++) explained[i] = true;
    }

    void Explain(int from, NounPhrase phrase)
    {
        Explain(from, phrase.End - from);
        foreach (var unknown in phrase.Unknown) explained[unknown] = false;
    }

    /// <summary>Words that carry meaning and were understood nowhere, as typed.</summary>
    public ImmutableArray<string> NotShown()
    {
        var words = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < text.Count; i++)
            if (!explained[i] && text[i].IsWord && !text.Is(i, WordClass.Function) && !text.Is(i, WordClass.Article)) words.Add(text.Typed(i, i + 1));
        return words.ToImmutable();
    }

    public ImmutableArray<Relation> Relations() =>
    [
        .. ties.Select(t => t.Link switch
        {
            Link.Over => new Relation(RelationKind.Under, t.Object, t.Subject, t.Words),
            Link.Before => new Relation(RelationKind.Behind, t.Object, t.Subject, t.Words),
            _ => new Relation((RelationKind)t.Link, t.Subject, t.Object, t.Words, t.Recipient),
        }),
    ];
}
