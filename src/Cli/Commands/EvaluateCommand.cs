using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate</c>: the measurements, one subcommand each.</summary>
sealed class EvaluateCommand : DocumentedCommand
{
    EvaluateCommand() : base("evaluate", "Measure how good it is.") { }

    public override string Notes => "";

    public static Command Create(Terminal terminal, Installation installation) => new EvaluateCommand
    {
        EvaluateAllCommand.Create(terminal, installation),
        EvaluateClipCommand.Create(terminal, installation),
        EvaluateComposeCommand.Create(terminal, installation),
        EvaluateDiversityCommand.Create(terminal, installation),
        EvaluateEmojiMiniCommand.Create(terminal, installation),
        EvaluateFineTunedCommand.Create(terminal, installation),
        EvaluateFlagsCommand.Create(terminal, installation),
        EvaluateFrechetCommand.Create(terminal, installation),
        EvaluateSpeedCommand.Create(terminal, installation),
        EvaluateSweepCommand.Create(terminal, installation),
        EvaluateTransparencyCommand.Create(terminal, installation),
        EvaluateUnseenCommand.Create(terminal, installation),
        EvaluateVqVaeCommand.Create(terminal, installation),
        EvaluateVqVaePriorCommand.Create(terminal, installation),
    };
}
