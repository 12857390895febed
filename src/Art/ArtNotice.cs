namespace EmojiGen.Art;

/// <summary>Something that a person who brings art should know of one of its drawings.</summary>
/// <param name="Icon">The drawing's name, or its file.</param>
/// <param name="Text">One sentence.</param>
/// <param name="IsLeftOut">Whether the whole drawing was left out; else a part of it was.</param>
public sealed record ArtNotice(string Icon, string Text, bool IsLeftOut);
