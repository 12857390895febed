using EmojiGen.Prompting;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Prompting;

public class EmojiSearchTests
{
    static readonly EmojiSearch search = new(BuiltArt.Catalogue);

    static string First(string phrase) => search.Search(phrase)[0].Emoji.Name;

    [Fact]
    public void Every_catalogue_name_finds_its_emoji()
    {
        foreach (var emoji in BuiltArt.Catalogue.All)
        {
            var found = search.Exact(TermKey.Of(emoji.Name));
            // An animal's plain name means its face first; the whole animal is the second candidate.
            found.Take(2).ShouldContain(c => c.Emoji == emoji, emoji.Name);
            found[0].Score.ShouldBeGreaterThanOrEqualTo(0.95, emoji.Name);
        }
    }

    [Theory]
    [InlineData("pupper", "dog face")]
    [InlineData("top hat", "top hat")]
    [InlineData("spaceship", "rocket")]
    [InlineData("jack o' lantern", "jack-o-lantern")]
    [InlineData("coffee", "hot beverage")]
    [InlineData("bees", "honeybee")]
    [InlineData("a kitty", "cat face")]
    [InlineData("box", "package")]
    [InlineData("mice", "mouse face")]
    [InlineData("Finland", "flag: Finland")]
    [InlineData("pengiun", "penguin")]
    [InlineData("four-leaf clover", "four leaf clover")]
    public void Everyday_words_find_what_people_mean(string phrase, string name) => First(phrase).ShouldBe(name);

    [Theory]
    [InlineData("celebrate good times")]
    [InlineData("time flies")]
    [InlineData("three")]
    public void Clock_faces_do_not_answer_for_time(string phrase) =>
        search.Search(phrase).Take(1).ShouldNotContain(c => EmojiClasses.Of(c.Emoji) == EmojiClass.ClockFace);

    [Theory]
    [InlineData("teacher", "teacher")]
    [InlineData("surfing", "person surfing")]
    [InlineData("runner", "person running")]
    public void People_are_neutral_unless_the_phrase_says_otherwise(string phrase, string name) => First(phrase).ShouldBe(name);

    [Fact]
    public void Scores_lie_between_nought_and_one_best_first()
    {
        foreach (var phrase in new[] { "cat", "good luck to the winter bird", "red", "happy", "instrument", "family dinner at the beach" })
        {
            var found = search.Search(phrase);
            found.ShouldNotBeEmpty(phrase);
            found.ShouldAllBe(c => c.Score > 0 && c.Score <= 1);
            found.Select(c => c.Score).ShouldBeInOrder(SortDirection.Descending);
        }
    }

    [Fact]
    public void Meaning_is_asked_only_where_names_and_keywords_are_unsure()
    {
        var meaning = new CountingMeaning(BuiltArt.Catalogue.ByName("hot pepper")!.Index, BuiltArt.Catalogue.Count);
        var asking = new EmojiSearch(BuiltArt.Catalogue, meaning);

        asking.Search("top hat");
        asking.Search("kitties");
        meaning.Calls.ShouldBe(0);

        asking.Search("piquant")[0].ShouldSatisfyAllConditions(c => c.Emoji.Name.ShouldBe("hot pepper"),
            c => c.Kind.ShouldBe(MatchKind.Meaning));
        meaning.Calls.ShouldBe(1);

        asking.Search("piquant", new SearchOptions { UseMeaning = false }).ShouldBeEmpty();
        meaning.Calls.ShouldBe(1);
    }

    /// <summary>Stands for the sentence encoder: everything means one emoji.</summary>
    sealed class CountingMeaning(int likely, int count) : IMeaning
    {
        public int Calls { get; private set; }

        public ReadOnlySpan<float> Likeness(string phrase)
        {
            Calls++;
            var cosines = new float[count];
            cosines[likely] = 0.7f;
            return cosines;
        }

        public bool IsWord(string word) => true;
    }
}
