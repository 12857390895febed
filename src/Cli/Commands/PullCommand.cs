using System.CommandLine;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev pull</c>: fetches a model from the hub into the cache that all Hugging Face tools share.</summary>
sealed class PullCommand : DocumentedCommand
{
    readonly Argument<string> model =
        new("model") { Description = "owner/name, or owner/name@revision: a branch, tag or commit. [default revision: main]" };
    readonly SettingOption<bool> all = new(new SwitchSetting("all", "Every file, not only what a pipeline is loaded from."));
    readonly SettingOption<string[]> include = new(new TextsSetting("include", "PATTERN", "Only files that match: 'unet/*'."));
    readonly SettingOption<string[]> exclude = new(new TextsSetting("exclude", "PATTERN", "No files that match."));
    readonly SettingOption<string?> variant = new(new TextSetting("variant", "NAME",
        "The variant of the weights, where there is one: fp16."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    PullCommand() : base("pull", "Fetch a model from the hub: resumable, verified, into the cache that all Hugging Face tools share.")
    {
        Arguments.Add(model);
        foreach (var option in (ReadOnlySpan<Option>)[all, include, exclude, variant, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev pull stable-diffusion-v1-5/stable-diffusion-v1-5 --variant fp16
          emoji-dev pull owner/emoji-lora@v2 --include '*.safetensors'
        By default what a pipeline is loaded from comes, each tensor once: safetensors before .bin, no single-file copies, no safety checker.
        An interrupted pull goes on where it stopped. HF_TOKEN, HF_HOME, HF_HUB_CACHE, HF_ENDPOINT and HF_HUB_OFFLINE are heeded.
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new PullCommand();
        command.SetAction(parsed => command.Run(parsed, terminal));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal)
    {
        var name = ModelName(parsed.GetValue(model)!);
        HubSelection selection = new(parsed.GetValue(all), parsed.GetValue(include), parsed.GetValue(exclude), parsed.GetValue(variant));
        using var client = new HubClient(HubEnvironment.Read(terminal.Variable));
        HubSnapshot snapshot;
        using (var progress = new TransferProgress(terminal, "fetched", TimeProvider.System))
            snapshot = new HubPull(client).Run(name, selection, progress, terminal.Stop).GetAwaiter().GetResult();

        if (parsed.GetValue(json)) Json.Write(terminal.Out, PullReport.Of(snapshot), JsonShapes.Default.PullReport);
        else
        {
            var files = $"{snapshot.Files.Count} file{(snapshot.Files.Count == 1 ? "" : "s")}";
            terminal.Out.WriteLine(
                $"{snapshot.Name} at {snapshot.Commit[..12]}: {files}, {(snapshot.Bytes == 0 ? "all there already" : $"{DiskSpace.Size(snapshot.Bytes)} fetched")}.");
            terminal.Out.WriteLine(snapshot.Folder);
        }
        return ExitCode.Done;
    }

    internal static HubName ModelName(string text) => HubName.TryParse(text, out var name) ? name
        : throw new UsageException(
            $"'{text}' cannot be a model on the hub; write it as owner/name or owner/name@revision, of letters, digits, '-', '_' and '.'.");
}

/// <summary>What was fetched.</summary>
sealed record PullReport(string Model, string Revision, string Commit, string Folder, long Bytes, IReadOnlyList<string> Files)
{
    public static PullReport Of(HubSnapshot snapshot) =>
        new(snapshot.Name.Repository, snapshot.Name.Revision, snapshot.Commit, snapshot.Folder, snapshot.Bytes, snapshot.Files);
}
