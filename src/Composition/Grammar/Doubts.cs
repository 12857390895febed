using System.Globalization;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Tells what of a reading is not what the words say: another thing that stands for them, a guess, a word read as
/// another.</summary>
static class Doubts
{
    /// <summary>A whole sentence that a guess by meaning is this sure of is understood.</summary>
    const double LeastSure = 0.8;

    public static SceneDescription Tell(SceneDescription scene, PromptTokens text, EmojiSearch search)
    {
        var (substituted, guessed) = (scene.Substituted.ToBuilder(), scene.Guessed.ToBuilder());
        guessed.AddRange(text.Mended);
        foreach (var found in scene.Subjects.SelectMany(Named))
        {
            var told = new Substitute(found.Words, found.Emoji.Name);
            if (found.Kind == MatchKind.Substitute) substituted.Add(told);
            else if (IsGuess(found, text, search)) guessed.Add(told);
        }
        foreach (var subject in scene.Subjects)
            if (subject.CountWords is { } count)
                substituted.Add(new Substitute(count, Subject.MaxCount.ToString(CultureInfo.InvariantCulture)));
        return scene with { Substituted = substituted.ToImmutable(), Guessed = guessed.ToImmutable() };
    }

    static IEnumerable<Found> Named(Subject subject)
    {
        yield return subject.Found;
        if (subject.Expression is { } expression) yield return expression;
        if (subject.Hat is { } hat) yield return hat;
        if (subject.Role is { } role) yield return role;
        if (subject.Flag is { } flag) yield return flag;
    }

    static bool IsGuess(Found found, PromptTokens text, EmojiSearch search) => found.Kind switch
    {
        MatchKind.Spelling => true,
        MatchKind.Meaning or MatchKind.Words => found.Score < LeastSure || found.Words.Length < text.Prompt.Trim().Length,
        // In other languages the catalogue's keywords are all that names things.
        MatchKind.Keyword => text.IsEnglish ? !IsItsName(found, search) : found.Score < Noun.Strong,
        _ => false,
    };

    // 'clover' is what a four leaf clover is.
    static bool IsItsName(Found found, EmojiSearch search)
    {
        var (name, words) = (TermKey.Of(found.Emoji.Name).Split(' '), TermKey.Of(found.Words).Split(' '));
        return words.Any(it => name.Contains(it) || (search.Forms.Singular(it) is { } singular && name.Contains(singular)));
    }
}
