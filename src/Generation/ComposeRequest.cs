using EmojiGen.Art;

namespace EmojiGen.Generation;

/// <summary>What is asked of the composer, which lays out vector art: instant, offline, crisp at any size.</summary>
public sealed record ComposeRequest(string Prompt) : EmojiRequest(Prompt)
{
    public const string EngineName = "compose";

    public override string Engine => EngineName;

    /// <summary>The white edge of a sticker; none by default.</summary>
    public bool Outline { get; init; }

    /// <summary>Whether places are drawn behind who is in them; they are by default.</summary>
    public bool Background { get; init; } = true;

    /// <summary>Of people and hands; the yellow of the art by default.</summary>
    public SkinTone SkinTone { get; init; } = SkinTone.None;
}
