using System.Diagnostics;
using System.Text.Json;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev</c>.</summary>
public class DevelopmentTests
{
    [Fact]
    public void Prompts_are_the_same_for_the_same_seed_and_evaluation_reads_them()
    {
        using var command = new Invocation();
        var prompts = command.Develop("prompts", "--seed", "3", "--count", "12").Out;
        command.Develop("prompts", "--seed", "3", "--count", "12").Out.ShouldBe(prompts);
        command.Develop("prompts", "--seed", "4", "--count", "12").Out.ShouldNotBe(prompts);

        File.WriteAllText(Path.Combine(command.Folder, "prompts.jsonl"), prompts);
        var report = JsonDocument.Parse(
            command.Develop("evaluate", "compose", "--prompts", "prompts.jsonl", "--json", "--sheet", "sheet.png").Out).RootElement;
        report.GetProperty("total").GetInt32().ShouldBe(12);
        File.Exists(Path.Combine(command.Folder, "sheet.png")).ShouldBeTrue();
    }

    [Fact]
    public void Evaluation_counts_what_is_shown_and_what_is_not()
    {
        using var command = new Invocation();
        File.WriteAllLines(Path.Combine(command.Folder, "prompts.jsonl"),
        [
            """{"prompt": "cat", "expect": [["cat face", "cat"]], "kind": "name"}""",
            """{"prompt": "cat", "expect": [["cat face", "cat"], ["rocket"]], "kind": "name"}""",
            """{"prompt": "zxqvy", "expect": [["rocket"]], "kind": "nonsense"}""",
        ]);
        var report = JsonDocument.Parse(command.Develop("evaluate", "compose", "--prompts", "prompts.jsonl", "--json").Out).RootElement;
        report.GetProperty("passed").GetInt32().ShouldBe(1);
        report.GetProperty("total").GetInt32().ShouldBe(3);
        report.GetProperty("kinds").GetProperty("name").GetProperty("share").GetDouble().ShouldBe(0.5);
        report.GetProperty("kinds").GetProperty("nonsense").GetProperty("share").GetDouble().ShouldBe(0);
    }

    [Fact]
    public void Styles_come_with_licences_and_authors()
    {
        using var command = new Invocation();
        var styles = JsonDocument.Parse(command.Develop("styles", "--json").Out).RootElement.GetProperty("styles").EnumerateArray()
            .ToDictionary(s => s.GetProperty("key").GetString()!, s => s.GetProperty("license").GetString(), StringComparer.Ordinal);
        // The licences that the packages' info.json name.
        (styles["noto"], styles["fluent"], styles["flat"], styles["twemoji"], styles["openmoji"])
            .ShouldBe(("Apache-2.0", "MIT", "MIT", "CC-BY-4.0", "CC-BY-SA-4.0"));
    }

    [Fact]
    public void The_doctor_finds_all_that_set_up_built()
    {
        var (code, findings) = Doctor([]);
        findings.Where(f => f.Health == "missing").ShouldBeEmpty();
        code.ShouldBe(0);
        ((string[])["libvips", "drawing", "libtorch", "BLAS", "catalogue", "noto", "openmoji", "all-MiniLM-L6-v2", "emoji-mini",
            "emoji-vqvae", "emoji-judge", "tesseract", "preview"])
            .ShouldBeSubsetOf(findings.Select(f => f.Name));
    }

    [Fact]
    public void The_doctor_survives_a_broken_library_and_names_the_remedy()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("libemojigen_torch.so"), "no library");
        var (code, findings) = Doctor([new("EMOJIGEN_NATIVE", folder.Path)]);
        code.ShouldBe(1);
        var torch = findings.Single(f => f.Name == "libtorch");
        torch.Health.ShouldBe("missing");
        torch.Remedy.ShouldContain("./setup");
        findings.ShouldContain(f => f.Name == "libvips" && f.Health == "good"); // the rest is still examined
    }

    sealed record Finding(string Name, string Health, string Found, string Remedy);

    /// <summary>The program as set-up published it, since the doctor asks native libraries in processes of its own.</summary>
    static (int Code, List<Finding> Findings) Doctor(KeyValuePair<string, string>[] environment)
    {
        var start = new ProcessStartInfo(Repository.File("build", "bin", "emojigen"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        foreach (var argument in (string[])["dev", "doctor", "--json"]) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_ROOT"] = File.ReadAllText(Repository.File("build", "setup", "dotnet-root")).Trim(); // as emoji-dev does
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync(); // so that a full pipe does not hold it up
        var report = JsonDocument.Parse(process.StandardOutput.ReadToEnd()).RootElement;
        process.WaitForExit();
        return (process.ExitCode, [.. report.GetProperty("findings").EnumerateArray().Select(f => new Finding(
            f.GetProperty("name").GetString()!, f.GetProperty("health").GetString()!, f.GetProperty("found").GetString()!,
            f.TryGetProperty("remedy", out var remedy) ? remedy.GetString()! : ""))]);
    }
}
