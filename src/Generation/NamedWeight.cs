namespace EmojiGen.Generation;

/// <summary>An adapter as a prompt names it.</summary>
/// <param name="Weight">How strongly it adds; 1 as a rule.</param>
public sealed record NamedWeight(string Name, double Weight);
