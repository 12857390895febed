using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Cli;

/// <summary>Says that something is built that is built once: on a terminal a line that is rewritten as it goes, elsewhere one line at its
/// beginning.</summary>
sealed class BuildProgress(Terminal terminal) : IProgress<ArtProgress>
{
    public void Report(ArtProgress value)
    {
        var what = value.Set switch
        {
            ArtIndexBuilder.CatalogueKey => "the catalogue",
            SentenceMeaning.CaptionsKey => "the captions of all emoji",
            var style => $"the art index of {style}",
        };
        if (terminal.IsInteractive)
            terminal.Error.Write($"\r\e[KBuilding {what}, once: {value.Done} of {value.Total}{(value.Done == value.Total ? "\n" : "")}");
        else if (value.Done == 0)
            terminal.Error.WriteLine($"Building {what}, once.");
    }
}
