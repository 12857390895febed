using System.CommandLine;
using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Prompting;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev build-index</c>: builds what composing maps at start from the installed art.</summary>
sealed class BuildIndexCommand : DocumentedCommand
{
    readonly SettingOption<bool> all = new(new SwitchSetting("all", "Build every style and the captions, not only the default style."));
    readonly SettingOption<bool> rebuild = new(new SwitchSetting("rebuild", "Take all that is built for out of date."));

    readonly SettingOption<bool> json = new(CommonSettings.Json);

    BuildIndexCommand() : base("build-index", "Build the art index from the installed art; ./setup does it by itself.")
    {
        Hidden = true;
        Options.Add(all);
        Options.Add(rebuild);
        Options.Add(json);
    }

    public override string Notes =>
        "What is not built here is built when it is first used. Styles that you added yourself are left as they are.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new BuildIndexCommand();
        command.SetAction(parsed =>
        {
            var (all, rebuild) = (parsed.GetValue(command.all), parsed.GetValue(command.rebuild));
            var progress = new BuildProgress(terminal);
            var built = all
                ? ArtIndexBuilder.BuildAll(installation.Packages, installation.Art, rebuild, progress, terminal.Stop)
                : ArtIndexBuilder.Build(installation.Packages, installation.Art, [ArtIndexBuilder.DefaultStyle], rebuild, progress,
                    terminal.Stop);
            if (BuildCaptions(terminal, installation, all, progress)) built = built.Add(SentenceMeaning.CaptionsKey);
            if (parsed.GetValue(command.json)) Json.Write(terminal.Out, new([.. built]), JsonShapes.Default.ArtNamesReport);
            else terminal.Out.WriteLine(built.IsEmpty ? "The art index is up to date." : $"Built: {string.Join(", ", built)}.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Captions of another catalogue, lexicon or encoder are removed, so that they are built anew: now, or when a prompt first
    /// needs them.</summary>
    static bool BuildCaptions(Terminal terminal, Installation installation, bool now, BuildProgress progress)
    {
        if (!now && !File.Exists(installation.Captions)) return false;
        using var catalogue = Catalogue.Open(installation.Art);
        if (SentenceMeaning.IsBuilt(catalogue, installation.SentenceEncoder, installation.Captions)) return false;
        if (now) SentenceMeaning.Build(catalogue, installation.SentenceEncoder, installation.Captions, progress, terminal.Stop);
        else File.Delete(installation.Captions);
        return now;
    }
}
