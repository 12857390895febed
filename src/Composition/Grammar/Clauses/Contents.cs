namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary><em>a jar of pickles</em>: what is contained comes after. <em>a heart of gold</em>: of a colour.</summary>
static class Contents
{
    public static int? Read(PromptReading reading, WordsAt words)
    {
        if (!reading.Clause.HasActors || !reading.Text.Is(words.At, WordClass.Of)) return null;
        if (DrinkIn(reading, words.At) is { } drunk) return drunk;
        if (reading.Clause.Last is not null) return null;
        var next = reading.Explain(words.At, 1);
        var container = reading.Actor;
        if (reading.Phrases.Read(next, NounPhraseReader.Place.Free) is not { HasHead: true } content) return next;
        var of = reading.Text[words.At].Key;
        if (!EmojiTraits.IsContainer(container.Emoji) || container.Role is not null)
        {
            reading.Clause = reading.Clause with { Pending = new(Link.With, of) };
            return next;
        }
        reading.Explain(next, content);
        reading.HasRelations = true;
        var tie = reading.Tie(Link.In, reading.Add(content), reading.Clause.Actors[^1], of);
        reading.Clause = reading.Clause with { Last = tie };
        return content.End;
    }

    /// <summary><em>a cup of tea</em> is tea: its drawing brings the cup.</summary>
    static int? DrinkIn(PromptReading reading, int at)
    {
        var cup = reading.Subjects[^1];
        if (cup.End != at || !EmojiTraits.IsDrink(cup.Emoji)) return null;
        if (reading.Phrases.Read(at + 1, NounPhraseReader.Place.Free) is not { HasHead: true } drink || !EmojiTraits.IsDrink(drink.Emoji)) return null;
        cup.Absorb(drink);
        (cup.Head, cup.HeadWords, cup.End) = (drink.Head, drink.HeadWords, drink.End);
        reading.Explain(at, 1);
        reading.Explain(at + 1, drink);
        return drink.End;
    }
}
