using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Torch;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Recipes;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev fine-tune</c>: teaches a published model a character or a style.</summary>
sealed class FineTuneCommand : DocumentedCommand
{
    readonly Option<string?> recipe = new("--recipe")
    {
        Description = "A file of overrides, or a name in recipes/: stable-emote. Flags win over it.",
        HelpName = "FILE|NAME"
    };
    readonly Option<bool> json = new("--json") { Description = "Print one JSON object in the end instead of text." };
    readonly List<(FineTuneSetting Setting, Option Option)> settings = [];

    FineTuneCommand() : base("fine-tune", "Fine-tune a model on pictures of your own: LoRA, whole, or DreamBooth.")
    {
        Options.Add(recipe);
        foreach (var setting in FineTuneSettings.All)
        {
            Option option = setting.Value is null ? new Option<bool>($"--{setting.Name}") { Description = setting.Description }
                : new Option<string?>($"--{setting.Name}") { Description = setting.Description, HelpName = setting.Value };
            settings.Add((setting, option));
            Options.Add(option);
        }
        Options.Add(json);
    }

    public override string Notes => """
        Examples:
          emoji-dev fine-tune --recipe stable-emote --model ./stable-diffusion-v1-5 --data my-emotes
          emoji-dev fine-tune --model ./sdxl --data my-cat --instance-prompt "sks emoji" --class-prompt emoji --lora-rank 8
          emoji-dev fine-tune --recipe stable-emote --model ./stable-diffusion-v1-5 --data my-emotes --resume-from-checkpoint latest
        The result is for emoji-gen --lora (or --model, of a whole one). Ctrl-C saves the last step; even a killed run goes on where its last
        checkpoint is, as if nothing had happened. Broken pictures and missing captions are told and left out.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new FineTuneCommand();
        command.SetAction(parsed =>
            TrainingTogether.Run(terminal, (terminal, group) => command.Run(parsed, terminal, installation, group)));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation, ProcessGroup? group)
    {
        var values = Values(parsed, terminal, installation);
        FineTuneSettings asked;
        try
        {
            asked = FineTuneSettings.Read(values, terminal.Folder, name => InstalledModels.Diffusion(name, terminal, installation).Path);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
        var quiet = parsed.GetValue(json);
        var trackers = group is { Rank: > 0 } ? [] : Trackers(asked, terminal);
        try
        {
            using var tuner = new FineTuner(asked, trackers, group);
            using (var progress = new ProgressLine(terminal, "preparing"))
                foreach (var step in tuner.Prepare(terminal.Stop))
                    progress.Report(step.Done, step.Total, $"{step.What} {step.Done} of {step.Total}");
            foreach (var notice in tuner.Notices) terminal.Error.WriteLine(notice);
            if (tuner.ResumedAt > 0) terminal.Error.WriteLine($"Resumed after step {tuner.ResumedAt}.");
            else foreach (var tracker in trackers) tracker.Begin(tuner.Settings);
            if (!quiet) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{tuner.PictureCount} pictures, {tuner.TrainedNumbers:n0} numbers to train, {asked.Trainer.Steps} steps."));
            var last = Train(tuner, asked, terminal, quiet);
            if (group is { Rank: > 0 }) return ExitCode.Done;
            var result = tuner.Export();
            if (asked.HubModel is { } hub)
            {
                // Of a LoRA the run's folder, without its checkpoints and logs.
                Publication.Push(asked.IsLora ? asked.Output : result, PullCommand.ModelName(hub), isPrivate: false,
                    $"{asked.Method}, {asked.Trainer.Steps} steps", terminal, installation);
            }
            Report(asked, tuner, last, result, terminal, quiet);
            return ExitCode.Done;
        }
        finally
        {
            foreach (var tracker in trackers) tracker.Dispose();
        }
    }

    Dictionary<string, string> Values(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parsed.GetValue(recipe) is { } name)
        {
            var path = Path.GetFullPath(name, terminal.Folder);
            if (!File.Exists(path) && Path.GetFileName(name) == name) path = Path.Combine(installation.Root, "recipes", name);
            foreach (var (key, value) in RecipeFile.Read(path, [.. FineTuneSettings.All.Select(it => it.Name)])) values[key] = value;
        }
        foreach (var (setting, option) in settings)
        {
            if (option is Option<bool> flag && parsed.GetValue(flag)) values[setting.Name] = "true";
            else if (option is Option<string?> valued && parsed.GetValue(valued) is { } value) values[setting.Name] = value;
        }
        return values;
    }

    static List<ITracker> Trackers(FineTuneSettings asked, Terminal terminal)
    {
        var logs = Path.Combine(asked.Output, "logs");
        List<ITracker> trackers = [];
        if (asked.ReportTo.Contains("jsonl")) trackers.Add(new JsonLinesTracker(Path.Combine(logs, "steps.jsonl")));
        if (asked.ReportTo.Contains("tensorboard")) trackers.Add(new TensorBoardTracker(logs));
        if (asked.ReportTo.Contains("wandb")) trackers.Add(RunLog.Wandb(asked.Output, terminal));
        return trackers;
    }

    static TrainingStep? Train(FineTuner tuner, FineTuneSettings asked, Terminal terminal, bool quiet)
    {
        TrainingStep? last = null;
        using var progress = new ProgressLine(terminal, "training");
        foreach (var step in tuner.Train(terminal.Stop))
        {
            last = step;
            if (quiet) continue;
            var told = string.Create(CultureInfo.InvariantCulture,
                $"{step.Number} of {step.Total}  loss {step.Loss:0.0000}  rate {step.LearningRate:0.##e+0}");
            progress.Report(step.Number - tuner.ResumedAt, step.Total - tuner.ResumedAt, told);
            // A log gets a line now and then.
            if (!terminal.IsInteractive && (step.Checkpoint is not null || step.Number % Math.Max(1, asked.Trainer.Steps / 20) == 0))
                terminal.Error.WriteLine($"step {told}{(step.Checkpoint is null ? "" : "  saved")}");
        }
        return last;
    }

    static void Report(FineTuneSettings asked, FineTuner tuner, TrainingStep? last, string result, Terminal terminal, bool quiet)
    {
        if (!quiet)
        {
            terminal.Out.WriteLine(
                $"{result}{(last is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  (loss {last.Loss:0.0000})"))}");
            terminal.Out.WriteLine(asked.IsLora ? $"Use it: emoji-gen --model {asked.Model} --lora {result} ..."
                : $"Use it: emoji-gen --model {result} ...");
            return;
        }
        var loss = last is not null && double.IsFinite(last.Loss) ? last.Loss : (double?)null;
        var report = new FineTuneReport(result, asked.Method, asked.Trainer.Steps, tuner.PictureCount, tuner.TrainedNumbers, loss,
            [.. tuner.Notices]);
        Json.Write(terminal.Out, report, JsonShapes.Default.FineTuneReport);
    }
}

/// <summary>What fine-tuning made.</summary>
/// <param name="Trained">Numbers that were trained.</param>
/// <param name="Loss">Of the last step; null: no step was taken, or it was no number.</param>
sealed record FineTuneReport(string Result, string Method, long Steps, int Pictures, long Trained, double? Loss, string[] Notices);
