using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev export</c>: what was made, as other programs read it; one subcommand each.</summary>
sealed class ExportCommand : DocumentedCommand
{
    ExportCommand() : base("export", "Write what was made as other programs read it.") { }

    public override string Notes => "";

    public static Command Create(Terminal terminal, Installation installation) => new ExportCommand
    {
        ExportLoraCommand.Create(terminal, installation),
    };
}
