namespace EmojiGen.Svg;

/// <summary>A text that cannot be read as SVG, or that asks for more than a picture may. The message is one sentence for the
/// user.</summary>
public sealed class SvgException : IOException
{
    public SvgException(string message) : base(message) { }

    public SvgException(string message, Exception inner) : base(message, inner) { }
}
