using EmojiGen.Prompting;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Prompting;

public class LexiconTests
{
    static IEnumerable<string[]> Lines(string name)
    {
        foreach (var line in LexiconFile.Read(typeof(EmojiSearch).Assembly, name).Split('\n'))
            if (line.Length > 0 && line[0] != '#') yield return line.Split('\t');
    }

    [Fact]
    public void Every_synonym_and_saying_belongs_to_one_emoji_of_the_catalogue()
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cells in Lines("synonyms.tsv").Concat(Lines("phrases.tsv")))
        {
            cells.Length.ShouldBe(2, cells[0]);
            BuiltArt.Catalogue.ByName(cells[0]).ShouldNotBeNull(cells[0]);
            foreach (var term in cells[1].Split(", "))
            {
                var key = TermKey.Of(term);
                key.ShouldNotBeEmpty(cells[0]);
                if (!owners.TryAdd(key, cells[0])) owners[key].ShouldBe(cells[0], $"'{term}' is a synonym of two emoji");
            }
        }
    }

    [Fact]
    public void A_synonym_begins_with_no_article()
    {
        // The grammar reads articles itself; "a cold" would swallow that of "a cold snowman".
        foreach (var cells in Lines("synonyms.tsv"))
            cells[1].Split(", ").ShouldAllBe(term => term == "a ok" || (!term.StartsWith("a ", StringComparison.Ordinal)
                && !term.StartsWith("the ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_country_has_its_flag()
    {
        foreach (var cells in Lines("demonyms.tsv")) BuiltArt.Catalogue.ByName("flag: " + cells[0]).ShouldNotBeNull(cells[0]);
    }
}
