using System.Collections.Immutable;

namespace EmojiGen.Prompting.Enhancement;

/// <summary>A prompt and what was added to it.</summary>
/// <param name="Original">As it was typed; <see cref="Text"/> begins with it, whoever wrote the rest.</param>
/// <param name="Added">In their order, each checked by <see cref="AdditionRules"/>.</param>
/// <param name="By">Who wrote them: <c>details</c>.</param>
public sealed record EnhancedPrompt(string Original, ImmutableArray<string> Added, string By)
{
    /// <summary>Words about how emoji look, of no one prompt: <c>on a plain white ground</c>.</summary>
    public ImmutableArray<string> StyleWords { get; init; } = [];

    /// <summary>What was proposed and may not be added, and why.</summary>
    public ImmutableArray<RefusedAddition> Refused { get; init; } = [];

    /// <summary>What a person should know: an endpoint that did not answer, a prompt that was shortened.</summary>
    public ImmutableArray<string> Notices { get; init; } = [];

    /// <summary>All of it, as a model reads it.</summary>
    public string Text => string.Join(", ", [Original, .. Added, .. StyleWords]);

    /// <summary>Nothing added.</summary>
    public static EnhancedPrompt Plain(string prompt, string by) => new(prompt, [], by);
}

/// <summary>Words that were not added.</summary>
/// <param name="Reason">As a clause: <c>it names another colour (blue)</c>.</param>
public sealed record RefusedAddition(string Words, string Reason);
