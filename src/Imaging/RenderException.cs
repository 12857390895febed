namespace EmojiGen.Imaging;

/// <summary>An SVG that librsvg refused; the message says why in one sentence.</summary>
public sealed class RenderException(string message, Exception? inner = null) : IOException(message, inner);
