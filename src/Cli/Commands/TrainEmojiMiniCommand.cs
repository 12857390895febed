using System.CommandLine;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.EmojiMini;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev train emoji-mini</c>: the embedded diffusion model, one network after the other.</summary>
sealed class TrainEmojiMiniCommand : DocumentedCommand
{
    const string All = "all";

    readonly SettingOption<string?> dataset = new(new TextSetting("dataset", "FOLDER",
        "What emoji-dev prepare wrote, with pictures of 128 pixels.", "datasets/emoji"));
    readonly SettingOption<string?> output = new(new TextSetting("output", "FOLDER",
        "Where the model goes, and checkpoints below it.", "runs/emoji-mini"));
    readonly SettingOption<string?> stage = new(new ChoiceSetting("stage", "NETWORK", [.. EmojiMiniStages.Names, All], All,
        $"Which network; {All}: one after the other."));
    readonly SettingOption<string?> recipe = new(new TextSetting("recipe", "FILE", "A file of settings.")
    {
        Otherwise = "as recipes/emoji-mini",
    });
    readonly SettingOption<long?> steps = new(new WholeSetting("max-train-steps", CommonSettings.OneOrMore("steps"), null,
        "Changes of the weights.")
    {
        Otherwise = "the recipe's",
    });
    readonly SettingOption<long?> checkpoints = new(new WholeSetting("checkpointing-steps", CommonSettings.OneOrMore("steps"), 250,
        "Steps between checkpoints."));
    readonly SettingOption<long?> validate = new(new WholeSetting("validation-steps", CommonSettings.OneOrMore("steps"), 1000,
        "Steps between looks at the validation pictures."));
    readonly SettingOption<string?> resume = new(TrainingSettings.Resume);
    readonly SettingOption<bool> overwrite = new(TrainingSettings.Overwrite);
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0,
        "Of weights and of the order of pictures."));
    readonly SettingOption<string> device = new(TrainingSettings.Device);
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    TrainEmojiMiniCommand() : base("emoji-mini", "Train the embedded diffusion model: autoencoder, image encoder, denoising network.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[dataset, output, stage, recipe, steps, checkpoints, validate, resume, overwrite, device,
            seed, json])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev prepare && emoji-dev train emoji-mini
          emoji-dev train emoji-mini --stage unet --resume latest
        A stage that is done is not trained again unless it is named. An interrupted one goes on with --resume latest as if it had not been.
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new TrainEmojiMiniCommand();
        command.SetAction(parsed => TrainingTogether.Run(terminal, parsed.GetValue(command.device)!,
            (terminal, group, device) => command.Run(parsed, terminal, group, device)));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, ProcessGroup? group, Device device)
    {
        var named = parsed.GetValue(stage)!;
        var settings = parsed.GetValue(recipe) is { } file ? EmojiMiniRecipe.Read(Path.GetFullPath(file, terminal.Folder))
            : new EmojiMiniRecipe();
        using var stages = new EmojiMiniStages(Path.GetFullPath(parsed.GetValue(output)!, terminal.Folder),
            Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder),
            Installation.Find().SentenceEncoder, settings with { Seed = (ulong)parsed.GetValue(seed)!.Value }, group, device);
        foreach (var name in named == All ? EmojiMiniStages.Names.Where(it => !stages.IsDone(it)) : [named])
        {
            FinishedRun.Keep(Path.Combine(stages.Folder, name), stages.IsDone(name),
                parsed.GetValue(resume) is not null || parsed.GetValue(overwrite), TrainingSettings.Resume.Name, "output");
            if (name == EmojiMiniStages.Vae) stages.ExpectVaeCanBeMeasured();
            terminal.Error.WriteLine($"{name}:");
            Interruptible.Run(parsed, stages.CheckpointsOf(name), terminal, () => Train(parsed, stages, name, terminal));
            if (name == EmojiMiniStages.Vae && group is not { Rank: > 0 }) terminal.Error.WriteLine(stages.MeasureVae());
        }
        if (parsed.GetValue(json)) Json.Write(terminal.Out, new(stages.Folder, [.. EmojiMiniStages.Names.Where(stages.IsDone)]),
            JsonShapes.Default.TrainedFolderReport);
        else terminal.Out.WriteLine(stages.Folder);
        return ExitCode.Done;
    }

    int Train(ParseResult parsed, EmojiMiniStages stages, string name, Terminal terminal)
    {
        var run = new EmojiMiniRun(parsed.GetValue(steps), parsed.GetValue(checkpoints)!.Value, parsed.GetValue(validate)!.Value,
            parsed.GetValue(resume));
        TrainingProgress.Show(stages.Run(name, run, terminal.Stop), terminal, name);
        return ExitCode.Done;
    }
}

/// <summary>A model's folder after training.</summary>
/// <param name="Networks">That are done.</param>
sealed record TrainedFolderReport(string Folder, string[] Networks);
