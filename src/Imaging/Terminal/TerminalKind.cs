namespace EmojiGen.Imaging;

/// <summary>How a terminal can show a picture, from not at all to in full.</summary>
public enum TerminalKind
{
    /// <summary>No terminal, or one that shows nothing but lines of text.</summary>
    None,

    /// <summary>Characters of different weight, without colour.</summary>
    Plain,

    /// <summary>Half blocks in the 256 colours of xterm: two pixels a character.</summary>
    Blocks256,

    /// <summary>Half blocks in 24-bit colour.</summary>
    Blocks,

    /// <summary>DEC's sixel graphics.</summary>
    Sixel,

    /// <summary>Inline images of iTerm2 (also WezTerm, mintty).</summary>
    ITerm2,

    /// <summary>The graphics protocol of kitty (also Ghostty, Konsole).</summary>
    Kitty,
}

public static class TerminalDetection
{
    extension(TerminalKind)
    {
        /// <summary>What the terminal can show, as far as the environment tells; nothing is asked of the terminal itself, which costs a
        /// round trip and can hang.</summary>
        /// <param name="environment">Looks a variable up; null where it is not set.</param>
        /// <param name="isTerminal">Whether the output goes to a terminal.</param>
        /// <remarks><c>EMOJIGEN_PREVIEW</c> (none, plain, blocks256, blocks, sixel, iterm2, kitty) has the last word.</remarks>
        public static TerminalKind Detect(Func<string, string?> environment, bool isTerminal)
        {
            if (Enum.TryParse<TerminalKind>(environment("EMOJIGEN_PREVIEW"), ignoreCase: true, out var wish) && Enum.IsDefined(wish))
                return wish;

            var term = environment("TERM") ?? "";
            if (!isTerminal || term is "" or "dumb") return TerminalKind.None;
            if (IsSet("NO_COLOR")) return TerminalKind.Plain; // no-color.org

            // A multiplexer draws the screen itself and lets no picture through, whatever it runs in.
            var multiplexed = IsSet("TMUX") || IsSet("ZELLIJ") || term.StartsWith("screen", StringComparison.Ordinal)
                || term.StartsWith("tmux", StringComparison.Ordinal);
            if (!multiplexed && Graphics() is { } graphics) return graphics;

            if (environment("COLORTERM") is "truecolor" or "24bit" || IsSet("WT_SESSION")
                || term.EndsWith("-direct", StringComparison.Ordinal)) return TerminalKind.Blocks;
            return term.Contains("256color", StringComparison.Ordinal) || term is "xterm" or "cygwin" ? TerminalKind.Blocks256
                : TerminalKind.Plain;

            TerminalKind? Graphics()
            {
                if (IsSet("KITTY_WINDOW_ID") || term is "xterm-kitty" or "xterm-ghostty" || IsSet("KONSOLE_VERSION"))
                    return TerminalKind.Kitty;
                if (term.StartsWith("foot", StringComparison.Ordinal) || term.StartsWith("mlterm", StringComparison.Ordinal)
                    || term.StartsWith("contour", StringComparison.Ordinal))
                    return TerminalKind.Sixel;
                return environment("TERM_PROGRAM") switch
                {
                    "ghostty" => TerminalKind.Kitty,
                    "iTerm.app" or "WezTerm" or "mintty" => TerminalKind.ITerm2,
                    _ => null,
                };
            }

            bool IsSet(string variable) => !string.IsNullOrEmpty(environment(variable));
        }
    }
}
