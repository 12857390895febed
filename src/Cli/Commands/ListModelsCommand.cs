using System.CommandLine;
using System.Text.Json.Serialization;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev list-models</c>: the diffusion models that are here.</summary>
sealed class ListModelsCommand : DocumentedCommand
{
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    ListModelsCommand()
        : base("list-models", "List the diffusion models and LoRAs that are here: the project's own and those that were pulled.") =>
        Options.Add(json);

    public override string Notes => """
        Examples:
          emoji-dev list-models
          emoji-dev list-models --json
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new ListModelsCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var set = new ModelSettings(terminal).Model;
        var library = InstalledModels.Of(terminal, installation);
        var (models, loras) = (library.AllDiffusion().ToArray(), library.AllLoras().ToArray());
        if (parsed.GetValue(json))
        {
            Json.Write(terminal.Out, new ModelsReport(set, models, loras), JsonShapes.Default.ModelsReport);
            return ExitCode.Done;
        }
        foreach (var (name, path) in models) terminal.Out.WriteLine($"{(name == set ? "* " : "  ")}{name}  {path}");
        if (models.Length == 0) terminal.Out.WriteLine("There are no diffusion models here; emoji-dev pull fetches one.");
        foreach (var (name, path) in loras) terminal.Out.WriteLine($"  {name}  (LoRA, for --lora)  {path}");
        if (set is not null && !models.Any(it => it.Name == set)) terminal.Out.WriteLine($"* {set}");
        return ExitCode.Done;
    }
}

/// <summary>The diffusion models that are here.</summary>
/// <param name="Loras">Those that were pulled or published; <c>--lora</c> takes their names.</param>
/// <param name="Set">The one that is used unless another is named; null: none was set.</param>
sealed record ModelsReport([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Set, FoundModel[] Models,
    FoundModel[] Loras);
