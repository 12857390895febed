namespace EmojiGen.Composition.Grammar;

/// <summary>A prompt that cannot be read at all: empty, too long, or of control characters. The message is one sentence for the person who
/// typed it.</summary>
public sealed class PromptException(string message) : ArgumentException(message);
