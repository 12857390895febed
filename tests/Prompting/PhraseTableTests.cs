using EmojiGen.Prompting;

namespace EmojiGen.Tests.Prompting;

public class PhraseTableTests
{
    [Fact]
    public void It_holds_what_a_dictionary_holds()
    {
        // Few places expected, so that it grows; many phrases alike, so that buckets are shared.
        var table = new PhraseTable(8);
        var expected = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 5000; i++)
        {
            var phrase = $"{i * 7 % 911} {i % 13}";
            table.Add(phrase, i, out var isNew);
            isNew.ShouldBe(expected.TryAdd(phrase, i));
        }
        table.Count.ShouldBe(expected.Count);
        foreach (var (phrase, value) in expected) table[table.Find(phrase)].ShouldBe(value);
        table.Find("no such phrase").ShouldBe(-1);
        table.Find("").ShouldBe(-1);
    }
}
