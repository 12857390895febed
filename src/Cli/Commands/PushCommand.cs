using System.CommandLine;
using System.Text.Json.Serialization;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev push</c>: brings a model folder to the hub as one commit.</summary>
sealed class PushCommand : DocumentedCommand
{
    readonly Argument<string> folder = new("folder") { Description = "The model folder." };
    readonly Argument<string> model =
        new("model") { Description = "owner/name, or owner/name@branch; made where there is none. [default branch: main]" };
    readonly SettingOption<bool> isPrivate = new(new SwitchSetting("private",
        "Make the repository private; one that is there stays as it is."));
    readonly SettingOption<string?> message = new(new TextSetting("message", "TEXT", "The commit's message.", "Upload by EmojiGen")
    {
        Aliases = ["-m"],
    });
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    PushCommand() : base("push", "Bring a model folder to the hub as one commit, with a model card.")
    {
        Arguments.Add(folder);
        Arguments.Add(model);
        foreach (var option in (ReadOnlySpan<Option>)[isPrivate, message, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          HF_TOKEN=hf_... emoji-dev push models/emoji-mini me/emoji-mini
          emoji-dev push out/my-lora me/my-lora --private --message "Rank 8, 4500 steps"
        Beside a LoRA goes the same under the names that web UIs know, with the pictures of the run's last validation; checkpoints and
        logs stay.
        HF_TOKEN needs write access. Large files go by LFS; a push that broke off does not send them again. A README.md is written where there is none.
        A file that looks like a secret (a key, a token) stops the push before anything is sent.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new PushCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var name = PullCommand.ModelName(parsed.GetValue(model)!);
        var source = Path.GetFullPath(parsed.GetValue(folder)!, terminal.Folder);
        if (!Directory.Exists(source)) throw new UsageException($"There is no folder '{parsed.GetValue(folder)}' to push.");
        var pushed = Publication.Push(source, name, parsed.GetValue(isPrivate), parsed.GetValue(message)!, terminal, installation);
        if (parsed.GetValue(json)) Json.Write(terminal.Out, PushReport.Of(pushed), JsonShapes.Default.PushReport);
        else if (pushed.Files.Count == 0) terminal.Out.WriteLine($"{name} has all of it already: {pushed.Address}");
        else terminal.Out.WriteLine($"Pushed {pushed.Files.Count} file{(pushed.Files.Count == 1 ? "" : "s")} to {name}: {pushed.Address}");
        return ExitCode.Done;
    }
}

/// <summary>What was published.</summary>
/// <param name="Commit">Null: there was nothing to change.</param>
sealed record PushReport(
    string Model, string Revision, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Commit, string Address, long Bytes, IReadOnlyList<string> Files)
{
    public static PushReport Of(HubPushed pushed) =>
        new(pushed.Name.Repository, pushed.Name.Revision, pushed.Commit, pushed.Address, pushed.Bytes, pushed.Files);
}
