using System.Globalization;
using System.Text;
using EmojiGen.Language.Unicode;

namespace EmojiGen.Tests.Language;

public class NormalizationFormsTests
{
    [Fact]
    public void Texts_of_marks_syllables_and_variants_have_the_forms_that_Python_gives_them()
    {
        var rows = File.ReadLines(Repository.File("tests", "Models", "Tokenizers", "normalization.txt"))
            .Where(line => !line.StartsWith('#')).Select(line => line.Split(';').Select(Text).ToArray()).ToArray();
        rows.Length.ShouldBe(160);
        foreach (var row in rows)
        {
            NormalizationForms.Nfc(row[0]).ShouldBe(row[1]);
            NormalizationForms.Nfd(row[0]).ShouldBe(row[2]);
            NormalizationForms.Nfkc(row[0]).ShouldBe(row[3]);
            NormalizationForms.Nfkd(row[0]).ShouldBe(row[4]);
        }
    }

    // The Unicode Standard, section 3.11 and UAX 15, table 1 and figure 6.
    [Theory]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323", "\u1E69")]
    [InlineData("\u212B \u2126", "\u00C5 \u03A9", "\u00C5 \u03A9")]
    [InlineData("\uFB01\u00B2", "\uFB01\u00B2", "fi2")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307")]
    [InlineData("plain", "plain", "plain")]
    [InlineData("", "", "")]
    public void Known_texts_have_their_composed_forms(string text, string canonical, string compatibility)
    {
        NormalizationForms.Nfc(text).ShouldBe(canonical);
        NormalizationForms.Nfkc(text).ShouldBe(compatibility);
    }

    static string Text(string codes)
    {
        var text = new StringBuilder();
        foreach (var code in codes.Split(' '))
            text.Append(new Rune(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
        return text.ToString();
    }
}
