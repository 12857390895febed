using EmojiGen.Tests.Art;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public class EmojiSplitTests
{
    [Theory]
    [InlineData("1F431", "1F431")]
    [InlineData("1F44B-1F3FD", "1F44B")] // waving hand, medium skin tone
    [InlineData("1F468-200D-1F692", "1F9D1-200D-1F692")] // man firefighter, firefighter
    [InlineData("1F469-1F3FB-200D-1F692", "1F9D1-200D-1F692")]
    [InlineData("1F3C3-200D-2640-FE0F-200D-27A1-FE0F", "1F3C3")] // woman running facing right, person running
    [InlineData("1F468-200D-1F9B0", "1F9D1")] // man: red hair
    [InlineData("2640-FE0F", "2640")] // the female sign itself
    [InlineData("1F1EB-1F1EE", "1F1EB-1F1EE")]
    public void Variants_of_an_emoji_are_of_its_family(string hexcode, string family) => EmojiFamily.Of(hexcode).ShouldBe(family);

    [Theory]
    [InlineData(0UL)]
    [InlineData(7UL)]
    public void Of_ten_emoji_one_is_tested_and_one_validated(ulong seed)
    {
        var all = BuiltArt.Catalogue.All.Select(it => it.Hexcode).ToList();
        var split = new EmojiSplit(all, seed);
        double Share(Split which) => all.Count(it => split.Of(it) == which) / (double)all.Count;
        Share(Split.Test).ShouldBe(0.1, 0.01);
        Share(Split.Validation).ShouldBe(0.1, 0.01);
        Share(Split.Train).ShouldBe(0.8, 0.02);
    }

    [Fact]
    public void The_seed_alone_decides()
    {
        var all = BuiltArt.Catalogue.All.Select(it => it.Hexcode).ToList();
        EmojiSplit one = new(all, 3), again = new(all.AsEnumerable().Reverse(), 3), other = new(all, 4);
        all.ShouldAllBe(it => one.Of(it) == again.Of(it));
        all.Count(it => one.Of(it) != other.Of(it)).ShouldBeGreaterThan(all.Count / 5);
    }

    [Fact]
    public void Families_stay_together()
    {
        var split = new EmojiSplit(BuiltArt.Catalogue.All.Select(it => it.Hexcode), 0);
        foreach (var family in BuiltArt.Catalogue.All.GroupBy(it => EmojiFamily.Of(it.Hexcode)))
            family.Select(it => split.Of(it.Hexcode)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void A_scene_goes_where_its_emoji_may_be_seen()
    {
        var all = BuiltArt.Catalogue.All.Select(it => it.Hexcode).ToList();
        var split = new EmojiSplit(all, 0);
        string Any(Split which) => all.First(it => split.Of(it) == which);
        var (train, validation, test) = (Any(Split.Train), Any(Split.Validation), Any(Split.Test));
        split.OfScene([train, train]).ShouldBe(Split.Train);
        split.OfScene([train, validation]).ShouldBe(Split.Validation);
        split.OfScene([test, train]).ShouldBe(Split.Test);
        split.OfScene([test, validation]).ShouldBeNull();
    }
}
