using EmojiGen.Composition;
using EmojiGen.Tests.Art;
using EmojiGen.Tests.Composition.Grammar;

namespace EmojiGen.Tests.Composition;

public sealed class DrawnThingsTests
{
    static Scene Draw(string prompt, string style = "noto") =>
        new Composer(BuiltArt.Catalogue, BuiltArt.Library).Compose(Reading.Of(prompt), new ComposeOptions { Style = style });

    [Theory]
    [InlineData("a platypus")]
    [InlineData("a toaster with wings")]
    [InlineData("a cat on a surfboard")]
    [InlineData("two capybaras")]
    [InlineData("a red wagon")]
    [InlineData("a turtle in a fish tank")]
    public void What_we_draw_ourselves_stands_for_nothing_else(string prompt) => Draw(prompt).Substituted.ShouldBeEmpty();

    [Theory]
    [InlineData("noto")]
    [InlineData("openmoji")]
    public void A_drawing_of_ours_is_not_the_icon_that_lists_it(string style)
    {
        var (own, other) = (Draw("a platypus", style), Draw("a beaver", style));
        own.Parts.ShouldHaveSingleItem().Name.ShouldBe(other.Parts.ShouldHaveSingleItem().Name);
        own.Svg().ShouldNotBe(other.Svg());
    }

    [Theory]
    [InlineData("a pirate", "pirate flag")]
    [InlineData("a cat pirate", "pirate flag")]
    [InlineData("a dog dressed as a knight", "shield")]
    [InlineData("a pizza wearing a cape", "coat")]
    [InlineData("a muscular potato", "flexed biceps")]
    [InlineData("a cat with a unicorn horn", "unicorn")]
    public void What_tells_somebody_is_worn(string prompt, string standIn)
    {
        var scene = Draw(prompt);
        scene.Parts.ShouldContain(it => it.Name == standIn);
        scene.NotShown.ShouldBeEmpty();
        scene.Substituted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ja", "ラーメンを食べるパンダ", "Eating")]
    [InlineData("ko", "라면을 먹는 판다", "Eating")]
    [InlineData("zh", "戴帽子的猫", "Wearing")]
    public void Who_does_what_is_read_where_the_verb_stands_before_him(string language, string prompt, string kind)
    {
        var scene = Reading.Of(prompt, language);
        scene.Relations.ShouldContain(it => it.Kind.ToString() == kind && it.Subject == 0);
        scene.Subjects[0].Found.Emoji.Group.ShouldBe("animals-nature");
    }

    [Fact]
    public void A_day_stands_on_a_calendar()
    {
        var scene = Reading.Of("lunch on friday");
        scene.Subjects.ShouldContain(it => it.Inscription != null && it.Inscription.Text == "FRI");
    }

    [Fact]
    public void A_verb_whose_object_nothing_shows_is_told() => Reading.Of("a lemon squeezing itself").NotShown.ShouldBe(["squeezing"]);

    [Fact]
    public void Two_who_dance_under_something_are_there_once()
    {
        // A body of ours has several drawings.
        Rabbits("a bear and a rabbit dancing under a rainbow").ShouldBe(Rabbits("a bear and a rabbit dancing"));

        static int Rabbits(string prompt) => Draw(prompt, "fluent").Drawings.Count(static it => it.Part.Name == "rabbit face");
    }
}
