using System.Globalization;
using EmojiGen.Diffusion.Prompts;

namespace EmojiGen.Tests.Diffusion.Prompts;

public class WeightedPromptTests
{
    static string Parsed(string prompt) =>
        string.Join('|', WeightedPrompt.Parse(prompt)
        .Select(part => part.IsBreak ? "BREAK" : string.Create(CultureInfo.InvariantCulture, $"{part.Text}={part.Weight:0.####}")));

    // The examples that the web UI documents with its grammar of emphasis, and their neighbours.
    [Theory]
    [InlineData("normal text", "normal text=1")]
    [InlineData("an (important) word", "an =1|important=1.1| word=1")]
    [InlineData("(unbalanced", "unbalanced=1.1")]
    [InlineData("\\(literal\\]", "(literal]=1")]
    [InlineData("(unnecessary)(parens)", "unnecessaryparens=1.1")]
    [InlineData("a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
        "a =1|house=1.573| =1.1|on=1| a =1.1|hill=0.55|, sun, =1.1|sky=1.4641|.=1.1")]
    [InlineData("(red:1.3) cat", "red=1.3| cat=1")]
    [InlineData("( red : 1.3 )", " red =1.3")]
    [InlineData("(red:-0.5)", "red=-0.5")]
    [InlineData("(red:x) y", "red:x=1.1| y=1")]
    [InlineData("(red:)", "red:=1.1")]
    [InlineData("time: 10:30", "time: 10:30=1")]
    [InlineData("smile :) now", "smile :) now=1")]
    [InlineData("a] b)", "a] b)=1")]
    [InlineData("[[x]]", "x=0.8264")]
    [InlineData("a \\\\ b \\c", "a \\ b c=1")]
    [InlineData("", "=1")]
    [InlineData("()", "=1")]
    [InlineData("(red:1e5)", "red:1e5=1.1")]
    public void Brackets_weigh_the_text_in_them(string prompt, string parts) => Parsed(prompt).ShouldBe(parts);

    [Theory]
    [InlineData("one BREAK two", "one=1|BREAK|two=1")]
    [InlineData("(one BREAK two:1.2)", "one=1.2|BREAK|two=1.2")]
    [InlineData("BREAKFAST outBREAK", "BREAKFAST outBREAK=1")]
    [InlineData("one BREAK BREAKS", "one=1|BREAK|BREAKS=1")]
    [InlineData("BREAK", "BREAK")]
    [InlineData("one break two", "one break two=1")]
    public void The_word_BREAK_stands_alone(string prompt, string parts) => Parsed(prompt).ShouldBe(parts);

    [Fact]
    public void Plain_text_has_no_marks() => WeightedPrompt.PlainText("a ((red:1.2)) [cat] BREAK \\(big\\)").ShouldBe("a red cat (big)");
}
