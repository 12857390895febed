using EmojiGen.Composition.Grammar;

namespace EmojiGen.Tests.Composition.Grammar;

public class PromptGrammarTests
{
    [Fact]
    public void Every_generated_prompt_is_understood_whole()
    {
        foreach (var prompt in PromptGrammar.Generate(seed: 7, count: 3000))
        {
            var scene = Reading.Of(prompt.Prompt);
            var names = Reading.Names(scene);
            foreach (var alternatives in prompt.Expect) alternatives.ShouldContain(name => names.Contains(name), prompt.Prompt);
            scene.NotShown.ShouldBeEmpty(prompt.Prompt);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_prompts_and_another_seed_others()
    {
        var ten = PromptGrammar.Generate(1, 10).Select(p => p.Prompt).ToArray();
        PromptGrammar.Generate(1, 100).Take(10).Select(p => p.Prompt).ShouldBe(ten);
        PromptGrammar.Generate(2, 10).Select(p => p.Prompt).ShouldNotBe(ten);
    }

    [Fact]
    public void All_kinds_of_the_published_grammar_come_up() =>
        PromptGrammar.Generate(3, 500).Select(p => p.Kind).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(["action", "composition", "emotion", "pair", "scene"]);
}
