using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Tests.Prompting.Enhancement;

public sealed class DetailsEnhancerTests : IDisposable
{
    readonly DetailsEnhancer details = new(Repository.File("models", "all-MiniLM-L6-v2"), Repository.File("build", "art", "details.safetensors"));

    public void Dispose() => details.Dispose();

    [Theory]
    [InlineData("an exhausted barista", "eye", "shoulder")]
    [InlineData("a furious toaster", "brow", "teeth", "steam")]
    [InlineData("a fox", "tail", "ears", "snout")]
    [InlineData("a slice of pizza", "cheese", "crust", "basil")]
    [InlineData("a cat that jumps over a fence", "mid-air", "motion", "droplets")] // another form of the word
    [InlineData("an enraged onion", "brow", "teeth", "steam")] // a word that the bank has not: by meaning
    public void Says_what_is_to_be_seen(string prompt, params string[] one)
    {
        var enhanced = details.Enhance(new(prompt));
        enhanced.Text.ShouldStartWith(prompt + ", ");
        enhanced.Added.ShouldContain(it => one.Any(word => it.Contains(word)));
        enhanced.Added.Length.ShouldBeLessThanOrEqualTo(3);
    }

    [Theory]
    [InlineData("a cat that is not sleeping")] // denied
    [InlineData("a snowman without a hat")]
    [InlineData("ラーメンを食べるパンダ")] // another script
    [InlineData("кот на скейте")]
    [InlineData("👻🌵")]
    [InlineData("a cat 🐱")]
    [InlineData("a happy dog in a red hat that is riding a skateboard down the road")] // enough is said
    [InlineData("procrastination")] // nothing is sure
    [InlineData("qwrtzp xkcdvb")]
    [InlineData("")]
    [InlineData(" , . ")]
    public void Is_silent_where_it_may_be_wrong(string prompt) => details.Enhance(new(prompt)).Added.ShouldBeEmpty();

    [Fact]
    public void Is_silent_in_other_languages() => details.Enhance(new("a fox", Language: "de")).Added.ShouldBeEmpty();

    [Theory]
    [InlineData("a hot dog", "sweat")] // no heat
    [InlineData("a rabbit in a box", "dust")] // no boxing
    [InlineData("a fish", "line")] // no fishing
    [InlineData("a pizza cape", "cheese")] // none to eat
    [InlineData("a baseball bat", "wings")]
    public void Words_in_other_names_are_other_words(string prompt, string notOf) =>
        details.Enhance(new(prompt)).Text.ShouldNotContain(notOf);

    [Fact]
    public void Seeds_say_it_in_other_ways_and_each_again()
    {
        var ways = Enumerable.Range(0, 4).Select(seed => details.Enhance(new("an angry cat riding a skateboard", seed)).Text).ToArray();
        ways.Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
        details.Enhance(new("an angry cat riding a skateboard", 2)).Text.ShouldBe(ways[2]);
    }

    /// <summary>A detail that no prompt can get would be a line for nothing, and one of a colour or a place would be wrong.</summary>
    [Fact]
    public void Every_detail_of_the_bank_may_be_added_to_a_prompt_of_its_row()
    {
        List<string> wrong = [];
        foreach (var row in DetailBank.Read())
            foreach (var detail in row.Details)
            {
                var reasons = row.Cues.Select(cue => AdditionRules.Objection($"a {cue}", [], detail)).ToArray();
                if (!reasons.Contains(null)) wrong.Add($"{row.Cues[0]}: {detail}: {reasons[0]}");
            }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void No_cue_stands_in_two_rows_of_a_slot()
    {
        var twice = DetailBank.Read().SelectMany(row => row.Cues.Select(cue => (row.Slot, cue))).GroupBy(it => it)
            .Where(it => it.Count() > 1).Select(it => it.Key.ToString());
        twice.ShouldBeEmpty();
    }
}
