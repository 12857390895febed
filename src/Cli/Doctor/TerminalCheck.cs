namespace EmojiGen.Cli.Doctor;

/// <summary>What kind of preview the terminal shows.</summary>
static class TerminalCheck
{
    public static IEnumerable<Finding> Run(Terminal terminal)
    {
        if (!terminal.IsInteractive)
            yield return new("Terminal", "preview", Health.Good, "none: the output goes to a file or a pipe");
    }
}
