using System.Collections.Frozen;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Generation.Enhancement;

/// <summary>What the composer reads in a prompt must stay when something is added: an addition that changes it is refused. For the composer
/// itself, so is what it cannot draw.</summary>
public static class EnhancedReading
{
    /// <summary>A word that nothing understands.</summary>
    const string Unknown = "xqzt";

    /// <summary>The same without the additions that change how the prompt is read.</summary>
    /// <param name="mustBeDrawn">Whether the composer is to draw them.</param>
    public static EnhancedPrompt Checked(EnhancedPrompt enhanced, Studio studio, string language, string style, bool mustBeDrawn)
    {
        if (enhanced.Added.IsEmpty || Read(enhanced.Original) is not { } before) return enhanced;
        // A saying is read as a whole, and otherwise as soon as anything stands behind it: that tells nothing of an addition.
        if (!mustBeDrawn && Objection(before, Read($"{enhanced.Original}, {Unknown}"), mustBeDrawn: false) is not null) return enhanced;
        var (kept, refused) = (new List<string>(), new List<RefusedAddition>(enhanced.Refused));
        var words = enhanced.Original;
        foreach (var addition in enhanced.Added)
        {
            var longer = $"{words}, {addition}";
            if (Objection(before, Read(longer), mustBeDrawn) is { } reason)
            {
                refused.Add(new(addition, reason));
                continue;
            }
            kept.Add(addition);
            words = longer;
        }
        return enhanced with { Added = [.. kept], Refused = [.. refused] };

        SceneDescription? Read(string prompt)
        {
            try
            {
                return studio.Read(prompt, language, style);
            }
            catch (PromptException)
            {
                return null;
            }
        }
    }

    /// <summary>Parts of animals and what they leave, which have emoji of their own among them.</summary>
    static readonly FrozenSet<string> parts = FrozenSet.Create("wing", "feather", "nest", "spider web", "paw prints", "spiral shell", "coral");

    /// <summary>An animal or a person that is called by its name: one more in the picture.</summary>
    static bool IsCreature(Found found) => !parts.Contains(found.Emoji.Name)
        && found.Emoji.Name.Split(' ').Contains(found.Words.TrimEnd('s'), StringComparer.OrdinalIgnoreCase)
        && (found.Emoji.Subgroup.StartsWith("animal-", StringComparison.Ordinal) || found.Emoji.Subgroup.StartsWith("person", StringComparison.Ordinal));

    static string? Objection(SceneDescription before, SceneDescription? after, bool mustBeDrawn)
    {
        if (after is null || after.Subjects.Length < before.Subjects.Length) return "with it the prompt is read as something else";
        foreach (var (was, now) in before.Subjects.Zip(after.Subjects))
        {
            if (was.Found.Emoji.Index != now.Found.Emoji.Index)
                return $"with it {was.Found.Emoji.Name} is read as {now.Found.Emoji.Name}";
            if (was.Count != now.Count || was.CountWords != now.CountWords) return $"with it the number of {was.Found.Emoji.Name} is another";
            if (!mustBeDrawn) continue; // colours and moods are the rules' to judge
            if (was.Colour?.Words != now.Colour?.Words) return $"with it the colour of {was.Found.Emoji.Name} is another";
            if (was.Expression is not null && was.Expression.Emoji.Index != now.Expression?.Emoji.Index)
                return $"with it the mood of {was.Found.Emoji.Name} is another";
        }
        var strangers = after.Subjects.Skip(before.Subjects.Length).Select(it => it.Found).Where(it => IsCreature(it) && before.Subjects.All(that =>
            that.Found.Emoji.Index != it.Emoji.Index));
        if (strangers.FirstOrDefault() is { } stranger) return $"it names another creature ({stranger.Words})";
        if (!mustBeDrawn) return null;
        var undrawn = after.NotShown.Length + after.Guessed.Length + after.Substituted.Length + after.Ignored.Length;
        return undrawn > before.NotShown.Length + before.Guessed.Length + before.Substituted.Length + before.Ignored.Length
            ? "the composer has no drawing of it" : null;
    }
}
