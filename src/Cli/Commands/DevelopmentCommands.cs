using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev</c>: the tools around <c>emoji-gen</c>, one file each.</summary>
sealed class DevelopmentCommands : DocumentedCommand
{
    DevelopmentCommands() : base("emoji-dev", "The tools around emoji-gen: art, models, training, checks.") { }

    public override string Notes => """
        emoji-dev COMMAND --help tells what a command takes. Every one that tells something takes --json.

        Examples:
          emoji-dev doctor
          emoji-dev morph 🐱 🐶
          emoji-dev cut-out photo.jpg
          emoji-dev fine-tune --recipe emoji-mini-lora --data my-dog
          emoji-dev pull stable-diffusion-v1-5/stable-diffusion-v1-5 --variant fp16
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var root = new DevelopmentCommands();
        Add("Pictures", MorphCommand.Create(terminal, installation), CutOutCommand.Create(terminal));
        Add("Art", StylesCommand.Create(terminal, installation), AddArtCommand.Create(terminal, installation),
            RemoveArtCommand.Create(terminal, installation));
        Add("Models", ListModelsCommand.Create(terminal, installation), SetModelCommand.Create(terminal, installation),
            PullCommand.Create(terminal), PushCommand.Create(terminal, installation), ExportCommand.Create(terminal, installation));
        Add("Training", FineTuneCommand.Create(terminal, installation), SearchCommand.Create(terminal, installation),
            ListFinetunedCommand.Create(terminal), PrepareCommand.Create(terminal, installation), TrainCommand.Create(terminal, installation),
            ReportCommand.Create(terminal, installation));
        Add("Checks", DoctorCommand.Create(terminal, installation), EvaluateCommand.Create(terminal, installation),
            PromptsCommand.Create(terminal), OptionsCommand.Create(terminal, installation));
        // What set-up runs by itself.
        Add("Set-up", InstallArtCommand.Create(terminal, installation), BuildIndexCommand.Create(terminal, installation));
        return root;

        void Add(string group, params ReadOnlySpan<Command> commands)
        {
            foreach (var command in commands)
            {
                ((DocumentedCommand)command).Group = group;
                root.Subcommands.Add(command);
            }
        }
    }
}
