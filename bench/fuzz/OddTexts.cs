using System.Text;

namespace EmojiGen.Fuzz;

/// <summary>Pieces of text that have confused programs.</summary>
static class OddTexts
{
    /// <summary>The first character of blocks of Unicode: one of each kind of script, and what is no letter.</summary>
    static readonly int[] blocks =
    [
        0x00A0, 0x0100, 0x0300, 0x0370, 0x0400, 0x0530, 0x0590, 0x0600, 0x0700, 0x0780, 0x0900, 0x0980, 0x0A00, 0x0B80, 0x0C00, 0x0D80,
        0x0E00, 0x0E80, 0x0F00, 0x1000, 0x10A0, 0x1100, 0x1200, 0x13A0, 0x1780, 0x1800, 0x1E00, 0x2000, 0x20A0, 0x2100, 0x2190, 0x2200,
        0x2460, 0x2500, 0x2600, 0x2700, 0x3000, 0x3040, 0x30A0, 0x3130, 0x4E00, 0xA000, 0xAC00, 0xE000, 0xF900, 0xFB00, 0xFE00, 0xFF00,
        0x10000, 0x12000, 0x13000, 0x1D100, 0x1D400, 0x1F000, 0x1F100, 0x1F1E6, 0x1F300, 0x1F600, 0x1F900, 0x20000, 0xE0020, 0xE0100,
        0xF0000, 0x10FF00,
    ];

    static readonly string[] joints = ["\u200D", "\uFE0F", "\uFE0E", "\u20E3", "\u200B", "\u2060", "\u202E", "\u2066", "\u0301", "\U0001F3FB", "\U0001F3FF",
        "\U0001F9B0", "\u2640\uFE0F", "\U000E0067\U000E007F", "\u00AD", "\uFEFF"];

    static readonly string[] markup =
    [
        "<b>", "</text>", "<!--", "]]>", "<![CDATA[", "&amp;", "&#x1F600;", "&lt", "\"", "'", "`", "((cat:1.3))", "(cat:1e999)", "[a:b:0.5]",
        "(((((", ")))))", "[[[[", "BREAK", "<lora:x:1>", "{{x}}", "${HOME}", "$(id)", "%s%n", "%00", "..", "/", "../../etc/passwd", "\\", "//",
        "file:///etc/passwd", "http://127.0.0.1:9/x", "javascript:alert(1)", ":wave:", ":wave::skin-tone-6:", "::::", "--seed", "-1", "NaN",
        "Infinity", "1e999", "99999999999999999999", "AND", "not", "without", ",,,,", "...", "+", "🐱+🛹", "CON", "nul", "\t", "\u0000",
        "\u001b[31m", "\r\n", "\u2028", "\u0085", "masterpiece, best quality",
    ];

    static readonly string[] words = ["a cat", "two dogs", "riding", "a skateboard", "in a top hat", "on", "under", "holding", "with wings",
        "angry", "red", "the Finnish flag", "of", "giving", "to", "and", "giant", "dressed as a king", "whose eyes are hearts", "upside down"];

    static readonly string[] emoji = ["😀", "🐱", "👩‍🚀", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇫🇮", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👋🏿", "❤️‍🔥", "1️⃣", "©", "™", "ℹ", "‼", "🧑🏻‍❤️‍🧑🏿", "🫱🏼‍🫲🏾"];

    public static string Piece(Random random) => random.Next(7) switch
    {
        0 => words[random.Next(words.Length)],
        1 => emoji[random.Next(emoji.Length)],
        2 => joints[random.Next(joints.Length)],
        3 => markup[random.Next(markup.Length)],
        4 => Letters(random),
        5 => string.Concat(Enumerable.Repeat(joints[random.Next(joints.Length)], random.Next(1, 40))),
        _ => char.ConvertFromUtf32(random.Next(2) == 0 ? random.Next(0x20, 0xD800) : random.Next(0xE000, 0x110000)),
    };

    static string Letters(Random random)
    {
        var (block, text) = (blocks[random.Next(blocks.Length)], new StringBuilder());
        for (var count = random.Next(1, 10); count > 0; count--) text.Append(char.ConvertFromUtf32(block + random.Next(0x60)));
        return text.ToString();
    }

    /// <summary>A text with a piece put in, taken away, doubled, or moved.</summary>
    public static string Spoil(string text, string other, Random random)
    {
        var (at, end) = (random.Next(text.Length + 1), random.Next(text.Length + 1));
        if (at > end) (at, end) = (end, at);
        return random.Next(6) switch
        {
            0 => $"{text[..at]}{text[end..]}",
            1 => $"{text[..end]}{text[at..]}",
            2 when other.Length > 0 => $"{text[..at]}{other[random.Next(other.Length)..]}{text[end..]}",
            3 => $"{text[..at]} {Piece(random)} {text[at..]}",
            _ => $"{text[..at]}{Piece(random)}{text[at..]}",
        };
    }
}
