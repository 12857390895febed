using System.Buffers;
using System.Globalization;
using System.Text;

namespace EmojiGen.Language.Unicode;

/// <summary>The Unicode normalization forms. The program runs without ICU, where <see cref="string.Normalize(NormalizationForm)"/> returns
/// its input.</summary>
/// <remarks>Unicode Standard Annex 15. The table is read when the first text beyond ASCII asks for it.</remarks>
public static class NormalizationForms
{
    const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, FirstLead = 0x1100, FirstVowel = 0x1161, BeforeTrail = 0x11A7;
    const int Leads = 19, Vowels = 21, Trails = 28;

    static readonly Lazy<Table> Forms = new(Table.Read);
    static readonly SearchValues<char> ascii = SearchValues.Create([.. Enumerable.Range(0, 128).Select(code => (char)code)]);

    public static string Nfd(string text) => Decompose(text, compatibility: false, compose: false);

    public static string Nfkd(string text) => Decompose(text, compatibility: true, compose: false);

    public static string Nfc(string text) => Decompose(text, compatibility: false, compose: true);

    public static string Nfkc(string text) => Decompose(text, compatibility: true, compose: true);

    static string Decompose(string text, bool compatibility, bool compose)
    {
        if (!text.AsSpan().ContainsAnyExcept(ascii)) return text;
        var codes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes()) Append(codes, rune.Value, compatibility);
        Order(codes);
        if (compose) Compose(codes);
        var result = new StringBuilder(codes.Count);
        foreach (var code in codes) result.Append(new Rune(code).ToString());
        return result.ToString();
    }

    static void Append(List<int> into, int code, bool compatibility)
    {
        if (code < 128)
        {
            into.Add(code);
        }
        else if (code is >= FirstSyllable and <= LastSyllable)
        {
            var syllable = code - FirstSyllable;
            into.Add(FirstLead + (syllable / (Vowels * Trails)));
            into.Add(FirstVowel + (syllable / Trails % Vowels));
            if (syllable % Trails != 0) into.Add(BeforeTrail + (syllable % Trails));
        }
        else if (Forms.Value.Decompositions.TryGetValue(code, out var parts) && (parts.Canonical || compatibility))
        {
            foreach (var part in parts.Codes) Append(into, part, compatibility);
        }
        else
        {
            into.Add(code);
        }
    }

    /// <summary>Marks in a row stand in the order of their classes; equal ones stay as they are written.</summary>
    static void Order(List<int> codes)
    {
        for (var i = 1; i < codes.Count; i++)
        {
            var mark = Forms.Value.ClassOf(codes[i]);
            if (mark == 0) continue;
            var code = codes[i];
            var to = i;
            for (; to > 0 && Forms.Value.ClassOf(codes[to - 1]) > mark; to--) codes[to] = codes[to - 1];
            codes[to] = code;
        }
    }

    static void Compose(List<int> codes)
    {
        int write = 0, starter = -1, before = -1; // before: the class of what was last kept after the starter, -1 where nothing was
        for (var read = 0; read < codes.Count; read++)
        {
            var code = codes[read];
            var mark = Forms.Value.ClassOf(code);
            if (starter >= 0 && before < mark && Composed(codes[starter], code) is >= 0 and var composed)
            {
                codes[starter] = composed;
                continue;
            }
            if (mark == 0) (starter, before) = (write, -1);
            else before = mark;
            codes[write++] = code; // never ahead of the reading
        }
        codes.RemoveRange(write, codes.Count - write);
    }

    static int Composed(int first, int second)
    {
        if (first is >= FirstLead and < FirstLead + Leads && second is >= FirstVowel and < FirstVowel + Vowels)
            return FirstSyllable + ((((first - FirstLead) * Vowels) + (second - FirstVowel)) * Trails);
        if (first is >= FirstSyllable and <= LastSyllable && (first - FirstSyllable) % Trails == 0
            && second is > BeforeTrail and < BeforeTrail + Trails)
            return first + (second - BeforeTrail);
        return Forms.Value.Compositions.GetValueOrDefault((first, second), -1);
    }

    sealed class Table
    {
        readonly List<(int First, int Last, int Class)> classes = []; // in the order of the codes

        public Dictionary<int, (bool Canonical, int[] Codes)> Decompositions { get; } = new(8192);

        public Dictionary<(int, int), int> Compositions { get; } = new(1024);

        public int ClassOf(int code)
        {
            if (code < 0x300) return 0;
            int low = 0, high = classes.Count - 1;
            while (low <= high)
            {
                var middle = (low + high) / 2;
                if (code < classes[middle].First) high = middle - 1;
                else if (code > classes[middle].Last) low = middle + 1;
                else return classes[middle].Class;
            }
            return 0;
        }

        public static Table Read()
        {
            using var reader = new StreamReader(typeof(Table).Assembly.GetManifestResourceStream("EmojiGen.Language.Unicode.forms.txt")!);
            var table = new Table();
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith('#')) continue;
                var sign = line.AsSpan().IndexOfAny("=!~@");
                var code = Hexadecimal(line.AsSpan(0, sign));
                var rest = line[(sign + 1)..].Split(' ');
                if (line[sign] == '@')
                {
                    table.classes.Add((code, Hexadecimal(rest[0]), int.Parse(rest[1], CultureInfo.InvariantCulture)));
                    continue;
                }
                var codes = Array.ConvertAll(rest, part => Hexadecimal(part));
                table.Decompositions[code] = (line[sign] != '~', codes);
                if (line[sign] == '=') table.Compositions[(codes[0], codes[1])] = code;
            }
            return table;
        }

        static int Hexadecimal(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
