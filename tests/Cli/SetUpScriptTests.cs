using System.Diagnostics;

namespace EmojiGen.Tests.Cli;

/// <summary>The scripts <c>setup</c>, <c>emoji-gen</c> and <c>emoji-dev</c>, in a folder of their own.</summary>
public sealed class SetUpScriptTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public SetUpScriptTests()
    {
        foreach (var file in (string[])["setup", "emoji-gen", "emoji-dev", "Directory.Build.props", "Directory.Build.targets",
            "Directory.Packages.props", "package-lock.json"])
            File.Copy(Repository.File(file), folder.File(file));
        Directory.CreateDirectory(folder.File("src"));
    }

    // What stands where the program would: it tells what it is given and where it runs.
    void PutProgram()
    {
        Directory.CreateDirectory(folder.File("build/bin"));
        File.WriteAllText(folder.File("build/bin/emojigen"), "#!/bin/bash\nprintf '%s\\n' \"$PWD\" \"$DOTNET_ROOT\" \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File("build/bin/emojigen"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Directory.CreateDirectory(folder.File("build/setup"));
        File.WriteAllText(folder.File("build/setup/dotnet-root"), "/the/runtime\n");
    }

    void PutArt()
    {
        Directory.CreateDirectory(folder.File("build/art"));
        Directory.CreateDirectory(folder.File("node_modules"));
        foreach (var file in (string[])["catalogue.bin", "noto.art"]) File.WriteAllText(folder.File("build/art/" + file), "");
        File.WriteAllText(folder.File("build/setup/ready"), "");
        File.SetLastWriteTimeUtc(folder.File("build/setup/ready"), DateTime.UtcNow.AddMinutes(1));
    }

    (int Code, string[] Out, string Error) Run(string script, string[] arguments, string? from = null)
    {
        var start = new ProcessStartInfo(folder.File(script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = from ?? folder.Path,
        };
        start.Environment.Remove("DOTNET_ROOT");
        start.Environment.Remove("LIBTORCH");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.TrimEnd('\n').Split('\n'), error.Result);
    }

    static (int Code, string Error) Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("DOTNET_ROOT");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    [Theory]
    [InlineData("emoji-gen", new[] { "--help" }, 0)]
    [InlineData("emoji-gen", new[] { "a", "cat", "-h" }, 0)]
    [InlineData("emoji-dev", new[] { "--version" }, 0)]
    [InlineData("emoji-dev", new[] { "train", "emoji-mini", "--help" }, 0)]
    [InlineData("emoji-dev", new[] { "doctor", "--json" }, 1)]
    public void Help_and_the_doctor_answer_before_anything_is_set_up_and_install_nothing(string script, string[] arguments, int code)
    {
        var before = Directory.GetFileSystemEntries(folder.Path);
        var (exit, output, error) = Run(script, arguments);
        exit.ShouldBe(code);
        string.Join('\n', output).ShouldContain("./setup");
        // one version for all projects
        string.Join('\n', output).ShouldContain(System.Reflection.Assembly.GetExecutingAssembly().GetName().Version!.ToString(3));
        error.ShouldBeEmpty();
        Directory.GetFileSystemEntries(folder.Path).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public void Help_and_the_doctor_go_to_a_program_that_is_built_whatever_else_is_missing()
    {
        PutProgram();
        Run("emoji-gen", ["--help"]).Out.ShouldBe([folder.Path, "/the/runtime", "gen", "--help"]);
        Run("emoji-dev", ["doctor"]).Out.ShouldBe([folder.Path, "/the/runtime", "dev", "doctor"]);
        Directory.Exists(folder.File("build/art")).ShouldBeFalse();
    }

    [Fact]
    public void The_program_gets_every_word_as_it_was_typed_and_runs_where_it_was_called()
    {
        PutProgram();
        PutArt();
        using var elsewhere = new TemporaryFolder();
        var (exit, output, error) = Run("emoji-gen", ["a  cat", "", "*", "--quiet", "--", "--help"], elsewhere.Path);
        output.ShouldBe([elsewhere.Path, "/the/runtime", "gen", "a  cat", "", "*", "--quiet", "--", "--help"]);
        error.ShouldBeEmpty();
        exit.ShouldBe(0);

        File.CreateSymbolicLink(elsewhere.File("emoji"), folder.File("emoji-gen"));
        var start = new ProcessStartInfo(elsewhere.File("emoji"), ["cat"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = elsewhere.Path,
        };
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd().ShouldContain("gen\ncat\n");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_in_one_sentence_with_the_remedy()
    {
        File.WriteAllText(folder.File("build"), "a file where set-up would make its folder"); // holds for root too, whom no rights stop
        var (exit, output, error) = Run("emoji-gen", ["cat"]);
        exit.ShouldBe(1);
        output.ShouldBe([""]);
        error.Split('\n')[0].ShouldContain("cannot write to");
        error.ShouldContain(folder.File("setup"));
        error.ShouldNotContain("line "); // bash's own errors name the script's line
    }

    [Theory]
    [InlineData("src/Svg")]
    [InlineData("build/setup/lock")]
    public void A_part_that_another_owns_is_named_and_nothing_is_begun(string part)
    {
        Directory.CreateDirectory(folder.File("src/Svg"));
        Directory.CreateDirectory(folder.File("build/setup"));
        if (part.EndsWith("lock", StringComparison.Ordinal)) File.WriteAllText(folder.File(part), "");
        string[] asNobody = [];
        if (Environment.IsPrivilegedProcess) // who may write whatever the rights are
        {
            Start("chown", "-R", "65534:65534", folder.Path);
            asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        }
        Start("chmod", "-R", "a-w", folder.File(part));
        var (exit, error) = Start([.. asNobody, folder.File("emoji-gen"), "cat"]);
        Start("chmod", "-R", "u+w", folder.File(part));
        exit.ShouldBe(1);
        error.ShouldContain($"you cannot write to {part}");
        error.ShouldNotContain("line "); // bash's own errors name the script's line
        error.ShouldNotContain("mkdir");
    }

    [Fact]
    public void An_unknown_option_is_named() =>
        Run("setup", ["--frobnicate"]).Error.ShouldBe("setup: unknown option '--frobnicate'; ./setup --help lists them.\n");

    public void Dispose() => folder.Dispose();
}
