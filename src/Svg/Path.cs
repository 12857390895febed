namespace EmojiGen.Svg;

/// <summary>The geometry of a path: its SVG text, and its segments once somebody measures it.</summary>
public sealed class Path(string data)
{
    /// <summary>The path as SVG's <c>d</c> attribute writes it.</summary>
    public string Data { get; } = data;
}
