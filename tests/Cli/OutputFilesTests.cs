using EmojiGen.Cli.Generation;

namespace EmojiGen.Tests.Cli;

public class OutputFilesTests
{
    [Fact]
    public void Without_a_name_the_prompt_gives_one_and_nothing_is_overwritten()
    {
        using var folder = new TemporaryFolder();
        Plan(folder, [], 1).Pictures.ShouldBe([["cat-and-dog.png"]]);
        File.WriteAllText(folder.File("cat-and-dog.png"), "");
        Plan(folder, [], 1).Pictures.ShouldBe([["cat-and-dog-2.png"]]);
        File.WriteAllText(folder.File("cat-and-dog-2.png"), "");
        Plan(folder, [], 1).Pictures.ShouldBe([["cat-and-dog-3.png"]]);
    }

    [Fact]
    public void Several_pictures_are_numbered_and_get_a_sheet()
    {
        using var folder = new TemporaryFolder();
        var files = Plan(folder, ["pets.webp", "pets.svg"], 3);
        files.Pictures.ShouldBe([["pets-1.webp", "pets-1.svg"], ["pets-2.webp", "pets-2.svg"], ["pets-3.webp", "pets-3.svg"]]);
        files.Sheet.ShouldBe("pets-sheet.png");
    }

    [Fact]
    public void A_folder_stands_for_a_name_inside_it()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("out"));
        Plan(folder, ["out"], 1).Pictures.ShouldBe([["out/cat-and-dog.png"]]);
    }

    static OutputFiles Plan(TemporaryFolder folder, string[] named, int count) => OutputFiles.Plan(named, "a cat and dog", count, folder.Path);
}
