using System.CommandLine;
using System.Globalization;
using EmojiGen.Training.FineTuning;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev list-finetuned</c>: what fine-tune made.</summary>
sealed class ListFinetunedCommand : DocumentedCommand
{
    readonly Argument<string> folder =
        new("folder") { Description = "Where to look. [default: finetuned]", DefaultValueFactory = _ => "finetuned" };
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    ListFinetunedCommand() : base("list-finetuned", "List what fine-tune made.")
    {
        Arguments.Add(folder);
        Options.Add(json);
    }

    public override string Notes => """
        Examples:
          emoji-dev list-finetuned
          emoji-dev list-finetuned out --json
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new ListFinetunedCommand();
        command.SetAction(parsed => command.Run(parsed, terminal));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal)
    {
        var place = parsed.GetValue(folder)!;
        var found = FineTunedModel.Under(Path.GetFullPath(place, terminal.Folder)).ToArray();
        if (parsed.GetValue(json))
        {
            Json.Write(terminal.Out, FinetunedReport.Of(found), JsonShapes.Default.FinetunedReport);
            return ExitCode.Done;
        }
        foreach (var it in found)
            terminal.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(it.Folder)}  {it.Method}  {it.Steps} steps, {it.Pictures} pictures{(it.Prompt is null ? "" : $", \"{it.Prompt}\"")}  {(it.IsLora ? "--lora" : "--model")} {it.Result}"));
        if (found.Length == 0) terminal.Out.WriteLine($"Nothing fine-tuned lies in '{place}'; emoji-dev fine-tune makes some.");
        return ExitCode.Done;
    }
}

/// <summary>What was fine-tuned.</summary>
sealed record FinetunedReport(FinetunedLine[] Finetuned)
{
    public static FinetunedReport Of(FineTunedModel[] found) =>
        new([.. found.Select(it => new FinetunedLine(it.Result, it.Method, it.Model, it.Steps, it.Pictures, it.Loss, it.Prompt))]);
}

/// <summary>A result of fine-tuning.</summary>
sealed record FinetunedLine(string Result, string Method, string Model, long Steps, int Pictures, double? Loss, string? InstancePrompt);
