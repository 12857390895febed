using System.CommandLine;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;
using EmojiGen.Training.Data.Pulled;

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
    readonly SettingOption<bool> dataset = new(new SwitchSetting("dataset",
        "A data set of pictures: Parquet, a WebDataset of tars, or a folder of pictures. It becomes a folder that prepare and fine-tune read."));
    readonly SettingOption<string?> output = new(new TextSetting("output", "FOLDER", "Where the pictures of a data set go.")
    {
        Aliases = ["-o"],
        Otherwise = "datasets/pulled/NAME",
    });
    readonly SettingOption<string?> captionColumn = new(new TextSetting("caption-column", "NAME",
        "The column of a data set with the captions.")
    {
        Otherwise = "text, caption or prompt",
    });
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    PullCommand() : base("pull", "Fetch a model or a data set from the hub: resumable, verified, into the cache that all Hugging Face tools share.")
    {
        Arguments.Add(model);
        foreach (var option in (ReadOnlySpan<Option>)[all, include, exclude, variant, dataset, output, captionColumn, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev pull stable-diffusion-v1-5/stable-diffusion-v1-5 --variant fp16
          emoji-dev pull owner/emoji-lora@v2 --include '*.safetensors'
          emoji-dev pull --dataset valhalla/emoji-dataset && emoji-dev prepare datasets/emoji-dataset --from datasets/pulled/emoji-dataset
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
        if (parsed.GetValue(dataset)) return PullDataset(name with { IsDataset = true }, parsed, terminal);
        if (parsed.GetValue(output) is not null || parsed.GetValue(captionColumn) is not null)
            throw new UsageException("--output and --caption-column are of data sets: say --dataset.");
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

    int PullDataset(HubName name, ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(variant) is not null) throw new UsageException("--variant is of models: a data set has none.");
        var folder = Path.GetFullPath(parsed.GetValue(output) ?? PulledDataset.FolderOf(name), terminal.Folder);
        PulledFolder.ExpectFree(folder);
        var named = parsed.GetValue(include) is { Length: > 0 } patterns ? patterns : PulledLayouts.Patterns;
        HubSelection selection = new(parsed.GetValue(all), named, parsed.GetValue(exclude));
        using var client = new HubClient(HubEnvironment.Read(terminal.Variable));
        HubSnapshot snapshot;
        using (var progress = new TransferProgress(terminal, "fetched", TimeProvider.System))
            snapshot = new HubPull(client, ofDatasets: true).Run(name, selection, progress, terminal.Stop).GetAwaiter().GetResult();
        var written = new PulledFolder(folder, $"{snapshot.Name} at {snapshot.Commit}");
        using (var progress = new ProgressLine(terminal, "unpacking"))
            written.Write(PulledLayouts.Read(snapshot, parsed.GetValue(captionColumn)),
                count => progress.Report(count, Math.Max(count, 1), $"{count} pictures"), terminal.Stop);
        Tell(snapshot, written, folder, parsed, terminal);
        return ExitCode.Done;
    }

    void Tell(HubSnapshot snapshot, PulledFolder written, string folder, ParseResult parsed, Terminal terminal)
    {
        if (written.LeftOut is [var first, ..])
            terminal.Error.WriteLine($"{written.LeftOut.Count} left out, which are no pictures of a kind that is read; the first is {first}.");
        if (written.Uncaptioned > 0) terminal.Error.WriteLine($"{written.Uncaptioned} pictures have no caption.");
        if (parsed.GetValue(json))
        {
            Json.Write(terminal.Out, new(snapshot.Name.Repository, snapshot.Name.Revision, snapshot.Commit, folder, snapshot.Bytes,
                written.Written, written.Uncaptioned, written.LeftOut.Count), JsonShapes.Default.PulledDatasetReport);
            return;
        }
        var shown = Path.GetRelativePath(terminal.Folder, folder);
        terminal.Out.WriteLine($"{snapshot.Name} at {snapshot.Commit[..12]}: {written.Written} pictures.");
        terminal.Out.WriteLine(shown);
        terminal.Out.WriteLine($"To train on them: emoji-dev prepare {PulledDataset.PreparedFolderOf(snapshot.Name)} --from {shown}");
    }

    internal static HubName ModelName(string text) => HubName.TryParse(text, out var name) ? name
        : throw new UsageException(
            $"'{text}' cannot be a model on the hub; write it as owner/name or owner/name@revision, of letters, digits, '-', '_' and '.'.");
}

/// <summary>A data set that was fetched and unpacked.</summary>
/// <param name="Bytes">Fetched in this run.</param>
/// <param name="Uncaptioned">Pictures without a caption.</param>
/// <param name="LeftOut">Files that are no pictures of a kind that is read.</param>
sealed record PulledDatasetReport(string Dataset, string Revision, string Commit, string Folder, long Bytes, int Pictures, int Uncaptioned,
    int LeftOut);

/// <summary>What was fetched.</summary>
sealed record PullReport(string Model, string Revision, string Commit, string Folder, long Bytes, IReadOnlyList<string> Files)
{
    public static PullReport Of(HubSnapshot snapshot) =>
        new(snapshot.Name.Repository, snapshot.Name.Revision, snapshot.Commit, snapshot.Folder, snapshot.Bytes, snapshot.Files);
}
