using EmojiGen.Cli;
using EmojiGen.Cli.Generation;

namespace EmojiGen.Tests.Cli;

/// <summary>Where pictures go; reports 1, 2 and 18 of issue 14.</summary>
public sealed class OutputFilesTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    OutputFiles Write(string[] named, int count, byte content = 1) =>
        OutputPlan.Of(named, "a cat and dog", count, folder.Path).Write(count, (_, _) => [content], count == 1 ? null : [content]);

    [Fact]
    public void Without_a_name_the_prompt_gives_one_and_nothing_is_overwritten()
    {
        Write([], 1).Pictures.ShouldBe([["cat-and-dog.png"]]);
        Write([], 1).Pictures.ShouldBe([["cat-and-dog-2.png"]]);
        Write([], 1).Pictures.ShouldBe([["cat-and-dog-3.png"]]);
    }

    [Fact]
    public void Of_several_pictures_all_names_are_free()
    {
        Write([], 1);
        Write([], 1, content: 2); // cat-and-dog-2.png
        var files = Write([], 3, content: 3);
        files.Pictures.ShouldBe([["cat-and-dog-2-1.png"], ["cat-and-dog-2-2.png"], ["cat-and-dog-2-3.png"]]);
        files.Sheet.ShouldBe("cat-and-dog-2-sheet.png");
        File.ReadAllBytes(folder.File("cat-and-dog-2.png")).ShouldBe([2]);
        Write([], 2).Pictures.ShouldBe([["cat-and-dog-3-1.png"], ["cat-and-dog-3-2.png"]]); // since the sheet's name is taken too
    }

    [Fact]
    public void Runs_at_the_same_time_each_have_files_of_their_own()
    {
        var written = new OutputFiles[24];
        Parallel.For(0, written.Length, i => written[i] = Write([], 2, content: (byte)i));
        for (var i = 0; i < written.Length; i++)
            foreach (var name in written[i].Pictures.SelectMany(it => it).Append(written[i].Sheet!))
                File.ReadAllBytes(folder.File(name)).ShouldBe([(byte)i]);
        Directory.GetFiles(folder.Path).Length.ShouldBe(3 * written.Length); // and nothing temporary stays
    }

    [Fact]
    public void Several_pictures_are_numbered_and_get_a_sheet()
    {
        var files = Write(["pets.webp", "pets.svg"], 3);
        files.Pictures.ShouldBe([["pets-1.webp", "pets-1.svg"], ["pets-2.webp", "pets-2.svg"], ["pets-3.webp", "pets-3.svg"]]);
        files.Sheet.ShouldBe("pets-sheet.png");
    }

    [Fact]
    public void A_name_that_was_given_is_replaced_and_keeps_its_permissions()
    {
        File.WriteAllText(folder.File("cat.png"), "old");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.File("cat.png"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        Write(["cat.png"], 1).Pictures.ShouldBe([["cat.png"]]);
        File.ReadAllBytes(folder.File("cat.png")).ShouldBe([1]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(folder.File("cat.png")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
    }

    [Fact]
    public async Task A_pipe_is_written_to_and_stays_a_pipe()
    {
        var pipe = folder.File("pipe.png");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe])) await made.WaitForExitAsync(CancellationToken.None);
        var reader = Task.Run(() => File.ReadAllBytes(pipe));
        Write([pipe], 1, content: 7);
        (await reader).ShouldBe([7]);
        File.Exists(pipe).ShouldBeTrue();
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void A_folder_stands_for_a_name_inside_it()
    {
        Directory.CreateDirectory(folder.File("out"));
        Write(["out"], 1).Pictures.ShouldBe([["out/cat-and-dog.png"]]);
        Write(["out/"], 1).Pictures.ShouldBe([["out/cat-and-dog-2.png"]]);
    }

    [Fact]
    public void Standard_output_takes_one_picture()
    {
        OutputPlan.Of(["-"], "a cat", 1, folder.Path).ToStandardOutput.ShouldBeTrue();
        Should.Throw<UsageException>(() => OutputPlan.Of(["-"], "a cat", 2, folder.Path));
        Should.Throw<UsageException>(() => OutputPlan.Of(["-", "cat.png"], "a cat", 1, folder.Path));
    }
}
