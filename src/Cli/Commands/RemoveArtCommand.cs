using System.CommandLine;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev remove-art</c>: removes a style that was added.</summary>
sealed class RemoveArtCommand : DocumentedCommand
{
    readonly Argument<string> key = new("style") { Description = "The style's name, as emoji-dev styles lists it." };

    readonly SettingOption<bool> json = new(CommonSettings.Json);

    RemoveArtCommand() : base("remove-art", "Remove a style that you added.")
    {
        Arguments.Add(key);
        Options.Add(json);
    }

    public override string Notes => "The art that it was made from is left where it is.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new RemoveArtCommand();
        command.SetAction(parsed =>
        {
            using var library = installation.OpenArt();
            library.Remove(parsed.GetValue(command.key)!);
            var removed = parsed.GetValue(command.key)!;
            if (parsed.GetValue(command.json)) Json.Write(terminal.Out, new([removed]), JsonShapes.Default.ArtNamesReport);
            else terminal.Out.WriteLine($"Removed {removed}.");
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>Styles or packages that something was done to.</summary>
sealed record ArtNamesReport(IReadOnlyList<string> Names);
