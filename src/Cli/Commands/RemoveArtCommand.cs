using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev remove-art</c>: removes a style that was added.</summary>
sealed class RemoveArtCommand : DocumentedCommand
{
    readonly Argument<string> key = new("style") { Description = "The style's name, as emoji-dev styles lists it." };

    RemoveArtCommand() : base("remove-art", "Remove a style that you added.") => Arguments.Add(key);

    public override string Notes => "The art that it was made from is left where it is.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new RemoveArtCommand();
        command.SetAction(parsed =>
        {
            using var library = installation.OpenArt();
            library.Remove(parsed.GetValue(command.key)!);
            terminal.Out.WriteLine($"Removed {parsed.GetValue(command.key)}.");
            return ExitCode.Done;
        });
        return command;
    }
}
