namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>Words that say nothing to be shown: <em>please draw me</em>.</summary>
static class FunctionWords
{
    public static int? Read(PromptReading reading, WordsAt words) =>
        words.Function == 0 || IsContainer(reading, words) || words.Function < words.Longest
            || words.Noun >= words.Function + (words.Noun > 0 ? 1 : 0) ? null
        : reading.Explain(words.At, words.Function);

    // "can of worms"
    static bool IsContainer(PromptReading reading, WordsAt words) =>
        words.Noun == words.Function && reading.Text.IsWord(words.At + words.Noun) && reading.Text.Is(words.At + words.Noun, WordClass.Of);
}
