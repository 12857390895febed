namespace EmojiGen.Svg.Reading;

/// <summary>What of a stranger's text stands in a sentence about it.</summary>
static class Excerpt
{
    const int Longest = 40;

    public static string Of(ReadOnlySpan<char> text) => text.Length > Longest ? $"{text[..Longest]}..." : text.ToString();
}
