using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev</c>: the tools around <c>emoji-gen</c>, one file each.</summary>
sealed class DevelopmentCommands : DocumentedCommand
{
    DevelopmentCommands() : base("emoji-dev", "The tools around emoji-gen: checks, evaluation, art, models.") { }

    public override string Notes => """
        Examples:
          emoji-dev doctor
          emoji-dev evaluate compose --prompts prompts.jsonl --sheet sheet.png
          emoji-dev pull stable-diffusion-v1-5/stable-diffusion-v1-5 --variant fp16
        """;

    public static Command Create(Terminal terminal, Installation installation) => new DevelopmentCommands
    {
        DoctorCommand.Create(terminal, installation),
        PrepareCommand.Create(terminal, installation),
        TrainCommand.Create(terminal, installation),
        EvaluateCommand.Create(terminal, installation),
        PromptsCommand.Create(terminal),
        StylesCommand.Create(terminal, installation),
        MorphCommand.Create(terminal, installation),
        ReportCommand.Create(terminal, installation),
        AddArtCommand.Create(terminal, installation),
        RemoveArtCommand.Create(terminal, installation),
        InstallArtCommand.Create(terminal, installation),
        BuildIndexCommand.Create(terminal, installation),
        ListModelsCommand.Create(terminal, installation),
        SetModelCommand.Create(terminal, installation),
        FineTuneCommand.Create(terminal, installation),
        ListFinetunedCommand.Create(terminal),
        ExportCommand.Create(terminal, installation),
        PullCommand.Create(terminal),
        PushCommand.Create(terminal, installation),
    };
}
