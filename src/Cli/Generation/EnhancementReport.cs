using EmojiGen.Generation.Enhancement;

namespace EmojiGen.Cli.Generation;

/// <summary>A prompt that more was said of.</summary>
/// <param name="Prompt">As it was drawn.</param>
/// <param name="By">Who said it: <c>details</c>.</param>
sealed record EnhancementReport(string Prompt, string By, IReadOnlyList<string> Added, RefusalReport[] Refused)
{
    /// <returns>Null where nobody asked.</returns>
    public static EnhancementReport[]? Of(IReadOnlyList<EnhancedRequest> ways) => ways.Count == 0 ? null
        : [.. ways.Select(it => new EnhancementReport(it.Request.Words, it.Prompt.By, it.Prompt.Added,
            [.. it.Prompt.Refused.Select(that => new RefusalReport(that.Words, that.Reason))]))];

    /// <summary>In words, for a person.</summary>
    /// <param name="refused">Whether to tell what was refused too.</param>
    public static void Tell(IReadOnlyList<EnhancedRequest> ways, bool refused, TextWriter output)
    {
        foreach (var (request, prompt) in ways)
        {
            output.WriteLine(request.Enhanced is { } words ? $"enhanced: {words}" : $"nothing to add: {request.Prompt}");
            foreach (var (addition, reason) in refused ? prompt.Refused : []) output.WriteLine($"  not added: {addition}: {reason}");
        }
    }
}

/// <summary>Words that were proposed and not added.</summary>
sealed record RefusalReport(string Words, string Reason);
