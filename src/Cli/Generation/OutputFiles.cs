namespace EmojiGen.Cli.Generation;

/// <summary>The files that a run wrote.</summary>
/// <param name="Pictures">For each picture its files, one for each format; as the person named them, so possibly relative.</param>
/// <param name="Sheet">The contact sheet of several pictures, or null.</param>
sealed record OutputFiles(IReadOnlyList<IReadOnlyList<string>> Pictures, string? Sheet);
