using EmojiGen.Art;
using EmojiGen.Evaluation.Prompts;
using EmojiGen.Generation;

namespace EmojiGen.Tests.Evaluation;

public sealed class PromptSetTests : IDisposable
{
    readonly ArtLibrary art = new Installation(Repository.Root).OpenArt();

    [Theory]
    [InlineData("quality", 750)]
    [InlineData("alignment", 300)]
    [InlineData("unseen", 100)]
    [InlineData("flags", 259)] // Unicode 15's 258, and Sark
    [InlineData("names", 1914)]
    public void A_set_has_as_many_prompts_as_was_published_none_twice_and_the_same_again(string name, int count)
    {
        var prompts = PromptSet.Named(name).Prompts(art.Catalogue, 3);
        prompts.Length.ShouldBe(count);
        prompts.Select(it => it.Prompt).Distinct().Count().ShouldBe(count);
        PromptSet.Named(name).Prompts(art.Catalogue, 3).Select(it => it.Prompt).ShouldBe(prompts.Select(it => it.Prompt));
    }

    [Fact]
    public void Alignment_is_a_third_feelings() =>
        PromptSet.Named("alignment").Prompts(art.Catalogue, 0).Count(it => it.Kind == "emotion").ShouldBe(100);

    [Fact]
    public void A_set_that_is_none_is_refused_with_those_that_are() =>
        Should.Throw<ArgumentException>(() => PromptSet.Named("vibes")).Message.ShouldContain("quality, alignment");

    public void Dispose() => art.Dispose();
}
