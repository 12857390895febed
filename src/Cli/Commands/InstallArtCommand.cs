using System.Collections;
using System.CommandLine;
using EmojiGen.Art.Packages;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev install-art</c>: fetches the packages of art that <c>package-lock.json</c> pins, without npm.</summary>
sealed class InstallArtCommand : DocumentedCommand
{
    readonly SettingOption<bool> again = new(new SwitchSetting("again", "Install also what is there already."));

    readonly SettingOption<bool> json = new(CommonSettings.Json);

    InstallArtCommand() : base("install-art", "Fetch and verify the art; ./setup does it by itself.")
    {
        Options.Add(again);
        Options.Add(json);
    }

    public override string Notes =>
        "Registries and their tokens are those of npm's settings (.npmrc, npm_config_registry); a proxy is taken from HTTPS_PROXY. npm itself is not needed.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new InstallArtCommand();
        command.SetAction(parsed =>
        {
            var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var settings = NpmSettings.Read(variables, installation.Root, home);
            var packages = new ArtPackages(installation.Root, installation.Packages, settings, TimeProvider.System);
            var installed = packages.Install(parsed.GetValue(command.again), terminal.Stop).GetAwaiter().GetResult();
            if (parsed.GetValue(command.json)) Json.Write(terminal.Out, new([.. installed]), JsonShapes.Default.ArtNamesReport);
            else terminal.Out.WriteLine(installed.IsEmpty ? "The art is there." : $"Installed: {string.Join(", ", installed)}.");
            return ExitCode.Done;
        });
        return command;
    }
}
