using System.Text.RegularExpressions;

namespace EmojiGen.Tests.Cli;

public partial class EnvironmentPageTests
{
    /// <summary>What the sources look up in the environment, by the ways in which they do.</summary>
    [GeneratedRegex("""(?:Variable|environment|variable|Named|Set|Number|IsSet)\((?:terminal, )?"(?<name>[A-Z][A-Z0-9_]+)"|"(?<name>EMOJIGEN_[A-Z_]+)"|\b(?<name>EMOJIGEN_[A-Z_]+)\b""")]
    private static partial Regex LookUp();

    /// <summary>What terminals say of themselves, and where a system keeps a person's files: nobody sets these for the program.</summary>
    static readonly string[] ofTheSystem =
    [
        "TERM", "TERM_PROGRAM", "COLORTERM", "TMUX", "ZELLIJ", "WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "HOME", "APPDATA",
        "XDG_CACHE_HOME",
    ];

    [Fact]
    public void Every_variable_that_is_read_stands_on_its_page()
    {
        var page = File.ReadAllText(Repository.File("docs", "environment.md"));
        var read = Directory.EnumerateFiles(Repository.File("src"), "*.cs", SearchOption.AllDirectories)
            .Where(it => !it.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(it => LookUp().Matches(File.ReadAllText(it))).Select(it => it.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal).Except(ofTheSystem, StringComparer.Ordinal).ToArray();
        read.ShouldContain("EMOJIGEN_KERNELS");
        read.ShouldContain("WORLD_SIZE");
        foreach (var name in read) page.ShouldContain($"`{name}`", Case.Sensitive);
    }
}
