using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev set-model</c>: the diffusion model that is used unless another is named.</summary>
sealed class SetModelCommand : DocumentedCommand
{
    readonly Argument<string?> model = new("model")
    {
        Description = "A folder, a .safetensors file, or the name of a model that is here.",
        Arity = ArgumentArity.ZeroOrOne
    };
    readonly Option<bool> none = new("--none") { Description = "Use none unless one is named." };

    SetModelCommand() : base("set-model", "Set the diffusion model that emoji-gen uses unless another is named.")
    {
        Arguments.Add(model);
        Options.Add(none);
    }

    public override string Notes => """
        Examples:
          emoji-dev set-model stable-diffusion-v1-5/stable-diffusion-v1-5
          emoji-dev set-model ./my-model
          emoji-dev set-model --none
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
            terminal.Out.WriteLine("No model is set.");
            return ExitCode.Done;
        }
        var (_, path) = InstalledModels.Of(terminal, installation).Diffusion(name);
        // A path is meant wherever the program runs next.
        settings.SetModel(path == Path.GetFullPath(name, terminal.Folder) ? path : name);
        terminal.Out.WriteLine($"{name} is used from now on ({path}).");
        return ExitCode.Done;
    }
}
