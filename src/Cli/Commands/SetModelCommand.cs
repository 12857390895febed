using System.CommandLine;
using System.Text.Json.Serialization;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev set-model</c>: the diffusion model that is used unless another is named.</summary>
sealed class SetModelCommand : DocumentedCommand
{
    readonly Argument<string?> model = new("model")
    {
        Description = "A folder, a .safetensors file, or the name of a model that is here.",
        Arity = ArgumentArity.ZeroOrOne
    };
    readonly SettingOption<bool> none = new(new SwitchSetting("none", "Use none unless one is named."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    SetModelCommand() : base("set-model", "Set the model that emoji-gen --engine diffusion uses unless another is named.")
    {
        Arguments.Add(model);
        Options.Add(none);
        Options.Add(json);
    }

    public override string Notes => """
        Examples:
          emoji-dev set-model stable-diffusion-v1-5/stable-diffusion-v1-5
          emoji-dev set-model ./my-model
          emoji-dev set-model --none
        Without --engine diffusion, or an option that means it, emoji-gen composes as before.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new SetModelCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var settings = new ModelSettings(terminal);
        if (parsed.GetValue(model) is not { } name)
        {
            if (!parsed.GetValue(none)) throw new UsageException("Name the model to set, or give --none.");
            settings.SetModel(null);
            if (parsed.GetValue(json)) Json.Write(terminal.Out, new(null), JsonShapes.Default.SetModelReport);
            else terminal.Out.WriteLine("No model is set.");
            return ExitCode.Done;
        }
        var (_, path) = InstalledModels.Of(terminal, installation).Diffusion(name);
        // A path is meant wherever the program runs next.
        var set = path == Path.GetFullPath(name, terminal.Folder) ? path : name;
        settings.SetModel(set);
        if (parsed.GetValue(json)) Json.Write(terminal.Out, new(set), JsonShapes.Default.SetModelReport);
        else terminal.Out.WriteLine($"{name} is used by emoji-gen --engine diffusion from now on ({path}).");
        return ExitCode.Done;
    }
}

/// <summary>The model that is set for good.</summary>
/// <param name="Set">Null: none.</param>
sealed record SetModelReport([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Set);
