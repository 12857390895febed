namespace EmojiGen.Training.Data;

/// <summary>Emoji that are drawn alike: skin tones, genders, hair and directions of one. A picture of one tells what the others look like,
/// so they share a split.</summary>
public static class EmojiFamily
{
    const int Joiner = 0x200D, Presentation = 0xFE0F;

    /// <summary>The code points that stand for themselves and their variants.</summary>
    static readonly Dictionary<int, int> plain = new()
    {
        [0x1F468] = 0x1F9D1,
        [0x1F469] = 0x1F9D1, // man and woman: person
        [0x1F466] = 0x1F9D2,
        [0x1F467] = 0x1F9D2, // boy and girl: child
        [0x1F474] = 0x1F9D3,
        [0x1F475] = 0x1F9D3, // old man and old woman: older person
        [0x1F934] = 0x1FAC5,
        [0x1F478] = 0x1FAC5, // prince and princess: person with crown
        [0x1F936] = 0x1F385,
        [0x1F57A] = 0x1F483, // Mrs and Santa Claus; dancers
    };

    /// <param name="hexcode">Code points in hexadecimal, joined by '-': <c>1F468-1F3FD-200D-1F692</c>.</param>
    /// <returns>The same of the family's plainest member: <c>1F9D1-200D-1F692</c>.</returns>
    /// <exception cref="FormatException">It is no such list.</exception>
    public static string Of(string hexcode)
    {
        var parts = new List<int>();
        foreach (var text in hexcode.Split('-'))
        {
            var point = int.Parse(text, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            if (point is Presentation or (>= 0x1F3FB and <= 0x1F3FF)) continue; // skin tones
            // signs of gender and direction, hair
            if (point is 0x2640 or 0x2642 or 0x27A1 or (>= 0x1F9B0 and <= 0x1F9B3) && parts is [.., Joiner])
            {
                parts.RemoveAt(parts.Count - 1);
                continue;
            }
            parts.Add(plain.GetValueOrDefault(point, point));
        }
        return string.Join('-', parts.Select(it => it.ToString("X4", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
