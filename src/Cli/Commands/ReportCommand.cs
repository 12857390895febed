using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev report</c>: pages about what was trained, one subcommand each.</summary>
sealed class ReportCommand : DocumentedCommand
{
    ReportCommand() : base("report", "Write a page about a model that was trained.") { }

    public override string Notes => "";

    public static Command Create(Terminal terminal, Installation installation) => new ReportCommand
    {
        ReportVqVaeCommand.Create(terminal, installation),
    };
}
