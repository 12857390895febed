namespace EmojiGen.Cli;

static class ExitCode
{
    public const int Done = 0;

    /// <summary>Nothing could be shown, written or found; the reason is on stderr.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself was wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C, as shells number it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
