using System.Globalization;
using EmojiGen.Imaging;

namespace EmojiGen.Cli;

/// <summary>A picture in the making, in one place of a person's terminal above the progress line; taken away when it is done.</summary>
/// <param name="wanted">Shows nothing where it is not.</param>
sealed class LivePreview(Terminal terminal, bool wanted, TimeProvider? time = null) : IDisposable
{
    /// <summary>Decoding takes a part of a step's time, so not after each.</summary>
    static readonly TimeSpan interval = TimeSpan.FromSeconds(3);

    readonly TimeProvider time = time ?? TimeProvider.System;
    readonly TerminalKind kind = wanted ? TerminalKind.Detect(terminal.Variable, terminal.IsInteractive) : TerminalKind.None;
    long lastAt = (time ?? TimeProvider.System).GetTimestamp();
    int rows;

    /// <summary>Whether it is time for another one. Only terminals that draw in character cells can have it replaced.</summary>
    public bool IsDue => kind is TerminalKind.Blocks or TerminalKind.Blocks256 && time.GetElapsedTime(lastAt) >= interval;

    public void Show(Raster picture)
    {
        Erase();
        var text = TerminalPreview.Encode(picture, kind);
        terminal.Error.Write($"\r\e[K{text}");
        rows = text.Count(it => it == '\n');
        lastAt = time.GetTimestamp();
    }

    public void Dispose() => Erase();

    void Erase()
    {
        if (rows > 0) terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\e[{rows}A\e[J"));
        rows = 0;
    }
}
