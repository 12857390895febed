using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev train</c>: models from scratch, one subcommand each.</summary>
sealed class TrainCommand : DocumentedCommand
{
    TrainCommand() : base("train", "Train a model from scratch.") { }

    public override string Notes => "";

    public static Command Create(Terminal terminal, Installation installation) => new TrainCommand
    {
        TrainVqVaeCommand.Create(terminal, installation),
        TrainVqVaePriorCommand.Create(terminal, installation),
        TrainEmojiMiniCommand.Create(terminal),
    };
}
