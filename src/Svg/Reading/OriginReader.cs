namespace EmojiGen.Svg.Reading;

/// <summary>Reads <c>transform-origin</c>: keywords, lengths and percentages, across and down.</summary>
/// <remarks>CSS Transforms Module Level 1, section 8.</remarks>
static class OriginReader
{
    /// <returns>Null where the text is none.</returns>
    public static TransformOrigin? Read(ReadOnlySpan<char> text, double fontSize)
    {
        (double Offset, double Fraction) across = (0, 0.5), down = (0, 0.5);
        var count = 0;
        foreach (var range in text.SplitAny(' ', ',', '\t', '\n', '\r'))
        {
            var word = text[range];
            if (word.IsEmpty) continue;
            var isDown = count == 1;
            switch (CssText.Keyword(word))
            {
                case "left": across = (0, 0); break;
                case "right": across = (0, 1); break;
                case "top": down = (0, 0); break;
                case "bottom": down = (0, 1); break;
                case "center": break;
                default:
                    // A percentage of 1 and a length are told apart by what they give in a viewport without size.
                    if (!Length.TryRead(word, 0, fontSize, out var offset)) return null;
                    Length.TryRead(word, 1, fontSize, out var whole);
                    if (isDown) down = (offset, whole - offset);
                    else if (count == 0) across = (offset, whole - offset);
                    break;
            }
            count++;
        }
        return count == 0 ? null : new(new Point(across.Offset, down.Offset), new Point(across.Fraction, down.Fraction));
    }
}
