using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Torch;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev fine-tune</c>: teaches a published model a character or a style.</summary>
sealed class FineTuneCommand : DocumentedCommand
{
    readonly SettingOption<string?> recipe = new(FineTuneRecipe.Setting);
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    FineTuneCommand() : base("fine-tune", "Fine-tune a model on pictures of your own: LoRA, whole, or DreamBooth.")
    {
        Options.Add(recipe);
        foreach (var setting in FineTuneSettings.All) Options.Add(SettingOptions.Of(setting));
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
        {
            var values = FineTuneRecipe.Values(parsed, terminal, installation, command.json.Setting);
            return TrainingTogether.Run(terminal, values.Of(FineTuneSetting.Device)!,
                (terminal, group, device) => command.Run(parsed, values, terminal, installation, group, device));
        });
        return command;
    }

    int Run(ParseResult parsed, SettingValues values, Terminal terminal, Installation installation, ProcessGroup? group, Device device)
    {
        var asked = FineTuneSettings.Read(values, terminal.Folder,
            name => InstalledModels.Diffusion(name, terminal, installation).Path) with
        { Device = device };
        return Interruptible.Run(parsed, asked.Trainer.Folder!, terminal,
            () => Run(asked, parsed.GetValue(json), terminal, installation, group));
    }

    static int Run(FineTuneSettings asked, bool quiet, Terminal terminal, Installation installation, ProcessGroup? group)
    {
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
                $"{tuner.PictureCount} pictures{(tuner.HeldOutCount > 0 ? $" and {tuner.HeldOutCount} to validate on" : "")}, {tuner.TrainedNumbers:n0} numbers to train, {asked.Trainer.Steps} steps."));
            var last = Train(tuner, asked, terminal, quiet);
            if (group is { Rank: > 0 }) return ExitCode.Done;
            var result = tuner.Export();
            var best = tuner.ExportBest();
            if (asked.HubModel is { } hub)
            {
                // Of a LoRA the run's folder, without its checkpoints and logs.
                Publication.Push(asked.IsLora ? asked.Output : result, PullCommand.ModelName(hub), isPrivate: false,
                    $"{asked.Method}, {asked.Trainer.Steps} steps", terminal, installation);
            }
            Report(asked, tuner, last, result, best, terminal, quiet);
            return ExitCode.Done;
        }
        finally
        {
            foreach (var tracker in trackers) tracker.Dispose();
        }
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
            if (step.Validation?.Loss is { } loss)
                progress.Say(string.Create(CultureInfo.InvariantCulture, $"step {step.Number}: loss on validation {loss:0.0000}"));
            var told = string.Create(CultureInfo.InvariantCulture,
                $"{step.Number} of {step.Total}  loss {step.Loss:0.0000}  rate {step.LearningRate:0.##e+0}");
            progress.Report(step.Number - tuner.ResumedAt, step.Total - tuner.ResumedAt, told);
            // A log gets a line now and then.
            if (!terminal.IsInteractive && (step.Checkpoint is not null || step.Number % Math.Max(1, asked.Trainer.Steps / 20) == 0))
                terminal.Error.WriteLine($"step {told}{(step.Checkpoint is null ? "" : "  saved")}");
            if (step.Stopped)
                terminal.Error.WriteLine(
                    $"Ended after step {step.Number}: the loss on validation was no lower in the last {asked.Trainer.Patience} looks.");
        }
        return last;
    }

    static void Report(FineTuneSettings asked, FineTuner tuner, TrainingStep? last, string result, string? best, Terminal terminal,
        bool quiet)
    {
        if (!quiet)
        {
            terminal.Out.WriteLine(
                $"{result}{(last is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  (loss {last.Loss:0.0000})"))}");
            terminal.Out.WriteLine(asked.IsLora ? $"Use it: emoji-gen --model {asked.Model} --lora {result} ..."
                : $"Use it: emoji-gen --model {result} ...");
            if (tuner.Best is { } it)
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Validated best after step {it.Step} (loss {it.Loss:0.0000}){(best is null ? "" : $": {best}")}"));
            return;
        }
        var loss = last is not null && double.IsFinite(last.Loss) ? last.Loss : (double?)null;
        var report = new FineTuneReport(result, asked.Method, asked.Trainer.Steps, tuner.PictureCount, tuner.TrainedNumbers, loss,
            [.. tuner.Notices], tuner.Best?.Loss, tuner.Best?.Step, best);
        Json.Write(terminal.Out, report, JsonShapes.Default.FineTuneReport);
    }
}

/// <summary>What fine-tuning made.</summary>
/// <param name="Trained">Numbers that were trained.</param>
/// <param name="Loss">Of the last step; null: no step was taken, or it was no number.</param>
/// <param name="ValidationLoss">The least on pictures that training did not see; null: none was measured.</param>
/// <param name="BestStep">That had it.</param>
/// <param name="Best">What was written of that step; null where it is the result itself.</param>
sealed record FineTuneReport(string Result, string Method, long Steps, int Pictures, long Trained, double? Loss, string[] Notices,
    double? ValidationLoss, long? BestStep, string? Best);
