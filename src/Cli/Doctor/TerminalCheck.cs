using EmojiGen.Imaging;

namespace EmojiGen.Cli.Doctor;

/// <summary>What kind of preview the terminal shows.</summary>
static class TerminalCheck
{
    public static IEnumerable<Finding> Run(Terminal terminal)
    {
        yield return new("Terminal", "preview", Health.Good, TerminalKind.Detect(terminal.Variable, terminal.IsInteractive) switch
        {
            TerminalKind.Kitty => "kitty graphics",
            TerminalKind.ITerm2 => "iTerm2 inline images",
            TerminalKind.Sixel => "sixel graphics",
            TerminalKind.Blocks => "half blocks in 24-bit colour",
            TerminalKind.Blocks256 => "half blocks in 256 colours",
            TerminalKind.Plain => "characters without colour",
            _ => terminal.IsInteractive ? "none: this terminal shows plain lines only" : "none: the output goes to a file or a pipe",
        });
    }
}
