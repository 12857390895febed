using System.CommandLine;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Torch;
using EmojiGen.Training.EmojiMini;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev train emoji-mini</c>: the embedded diffusion model, one network after the other.</summary>
sealed class TrainEmojiMiniCommand : DocumentedCommand
{
    const string All = "all";

    readonly Option<string> dataset = new("--dataset")
    {
        Description = "What emoji-dev prepare wrote, with pictures of 128 pixels.",
        DefaultValueFactory = _ => "datasets/emoji",
        HelpName = "FOLDER"
    };
    readonly Option<string> output = new("--output")
    {
        Description = "Where the model goes, and checkpoints below it.",
        DefaultValueFactory = _ => "runs/emoji-mini",
        HelpName = "FOLDER"
    };
    readonly Option<string> stage = new("--stage")
    {
        Description = $"Which network: {string.Join(", ", EmojiMiniStages.Names)}, or {All}, one after the other.",
        DefaultValueFactory = _ => All,
        HelpName = "NETWORK"
    };
    readonly Option<string?> recipe =
        new("--recipe") { Description = "A file of settings, as recipes/emoji-mini. [default: those]", HelpName = "FILE" };
    readonly Option<long?> steps = IntegerOption.Create(["--max-train-steps"], 1, long.MaxValue / 2, null, "steps",
        "Changes of the weights, instead of the recipe's.");
    readonly Option<long?> checkpoints =
        IntegerOption.Create(["--checkpointing-steps"], 1, long.MaxValue / 2, 250, "steps", "Steps between checkpoints.");
    readonly Option<long?> validate = IntegerOption.Create(["--validation-steps"], 1, long.MaxValue / 2, 1000, "steps",
        "Steps between looks at the validation pictures.");
    readonly Option<string?> resume =
        new("--resume") { Description = "Goes on from a checkpoint: latest, or a step's number.", HelpName = "CHECKPOINT" };
    readonly Option<long?> seed = IntegerOption.Create(["--seed"], 0, long.MaxValue, 0, "", "Of weights and of the order of pictures.");

    TrainEmojiMiniCommand() : base("emoji-mini", "Train the embedded diffusion model: autoencoder, image encoder, denoising network.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[dataset, output, stage, recipe, steps, checkpoints, validate, resume, seed])
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
        command.SetAction(parsed => TrainingTogether.Run(terminal, (terminal, group) => command.Run(parsed, terminal, group)));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, ProcessGroup? group)
    {
        var named = parsed.GetValue(stage)!;
        if (named != All && !EmojiMiniStages.Names.Contains(named))
            throw new UsageException($"--stage is '{named}'; it must be one of {string.Join(", ", EmojiMiniStages.Names)}, {All}.");
        var settings = parsed.GetValue(recipe) is { } file ? EmojiMiniRecipe.Read(Path.GetFullPath(file, terminal.Folder))
            : new EmojiMiniRecipe();
        using var stages = new EmojiMiniStages(Path.GetFullPath(parsed.GetValue(output)!, terminal.Folder),
            Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder),
            Installation.Find().SentenceEncoder, settings with { Seed = (ulong)parsed.GetValue(seed)!.Value }, group);
        foreach (var name in named == All ? EmojiMiniStages.Names.Where(it => !stages.IsDone(it)) : [named])
        {
            if (name == EmojiMiniStages.Vae) stages.ExpectVaeCanBeMeasured();
            terminal.Error.WriteLine($"{name}:");
            var run = stages.Run(name,
                new EmojiMiniRun(parsed.GetValue(steps), parsed.GetValue(checkpoints)!.Value, parsed.GetValue(validate)!.Value, parsed.GetValue(resume)), terminal.Stop);
            TrainingProgress.Show(run, terminal, name);
            if (name == EmojiMiniStages.Vae && group is not { Rank: > 0 }) terminal.Error.WriteLine(stages.MeasureVae());
        }
        terminal.Out.WriteLine(stages.Folder);
        return ExitCode.Done;
    }
}
