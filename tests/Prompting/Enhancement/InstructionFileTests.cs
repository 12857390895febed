using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Tests.Prompting.Enhancement;

public class InstructionFileTests
{
    static readonly string folder = Repository.File("prompts", "enhance");

    public static TheoryData<string> Carried => [.. InstructionFile.Names(folder)];

    /// <summary>What a model learns from must be what the rules let pass.</summary>
    [Theory, MemberData(nameof(Carried))]
    public void Examples_that_come_along_obey_the_rules(string name)
    {
        var file = InstructionFile.Read(name, folder);
        file.Examples.ShouldNotBeEmpty();
        foreach (var example in file.Examples)
            WrittenAdditions.Checked(example.Details, example.Prompt, "test").Refused.ShouldBeEmpty(example.Prompt);
    }

    [Fact]
    public void A_file_of_ones_own_is_read_by_its_path()
    {
        using var own = new TemporaryFolder();
        var path = Path.Combine(own.Path, "mine.md");
        File.WriteAllText(path, "# Instruction\r\nBe brief.\r\nOne line.\r\n# Examples\r\n\r\n- a cat => long whiskers\r\n- a cat => a curled tail\r\n");
        var file = InstructionFile.Read(path, folder);
        file.Instruction.ShouldBe("Be brief.\nOne line.");
        file.Examples.ShouldBe([new("a cat", "long whiskers"), new("a cat", "a curled tail")]);
        file.Shortened().Examples.Count.ShouldBe(1);
        file.Shortened().Shortened().Examples.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "Instruction")]
    [InlineData("Be brief.", "line 1")]
    [InlineData("# Instruction\n# Examples\n- a => b", "no text")]
    [InlineData("# Instruction\nx\n# Examples\na cat => whiskers", "line 4")]
    [InlineData("# Instruction\nx\n# Examples\n- a cat, whiskers", "line 4")]
    [InlineData("# Instruction\nx\n# Style\ny", "'Style'")]
    public void Another_form_is_refused_with_its_line(string text, string said)
    {
        using var own = new TemporaryFolder();
        var path = Path.Combine(own.Path, "wrong.md");
        File.WriteAllText(path, text);
        Should.Throw<InvalidDataException>(() => InstructionFile.Read(path, folder)).Message.ShouldContain(said);
    }

    [Fact]
    public void A_missing_file_names_those_that_come_along() =>
        Should.Throw<FileNotFoundException>(() => InstructionFile.Read("stickers", folder)).Message.ShouldContain("details, sticker");

    [Theory]
    [InlineData("a cat, long whiskers, a cur", "a cat, long whiskers")]
    [InlineData("a cat", "")]
    public void What_was_stopped_in_its_midst_loses_its_last_detail(string answer, string whole) =>
        WrittenAdditions.Whole(answer).ShouldBe(whole);

    [Theory]
    [InlineData("a cat, long whiskers, a curled tail", "long whiskers|a curled tail")]
    [InlineData("A cat, long whiskers.", "long whiskers")]
    [InlineData("\"long whiskers; a curled tail\"", "long whiskers|a curled tail")]
    [InlineData("<think>a dog? no, a cat</think>\n\na cat, long whiskers\nAnd more.", "long whiskers")]
    [InlineData("- long whiskers", "long whiskers")]
    [InlineData("", "")]
    [InlineData("\n \n", "")]
    [InlineData("a cat", "")]
    public void Answers_are_taken_apart(string answer, string additions) =>
        string.Join('|', WrittenAdditions.Of(answer, "a cat")).ShouldBe(additions);
}
