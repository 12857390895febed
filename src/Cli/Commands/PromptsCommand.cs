using System.CommandLine;
using EmojiGen.Composition.Grammar;
using EmojiGen.Evaluation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev prompts</c>: prompts of the published sticker grammar.</summary>
sealed class PromptsCommand : DocumentedCommand
{
    const int DefaultCount = 100, MaxCount = 1_000_000;

    readonly SettingOption<long?> count = new(new WholeSetting("count", new(1, MaxCount, "prompts"), DefaultCount, "How many.")
    {
        Aliases = ["-n"],
    });
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "The same seed gives the same prompts."));
    readonly SettingOption<bool> text = new(new SwitchSetting("text", "Print the prompts alone, one a line."));

    PromptsCommand() : base("prompts", "Write prompts of the published sticker grammar, with what their pictures should show.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[count, seed, text]) Options.Add(option);
    }

    public override string Notes => """
        Each line is a JSON object as emoji-dev evaluate compose reads it:
          emoji-dev prompts --seed 1 > prompts.jsonl
          emoji-dev evaluate compose --prompts prompts.jsonl --sheet sheet.png
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new PromptsCommand();
        command.SetAction(parsed =>
        {
            foreach (var prompt in PromptGrammar.Generate((ulong)parsed.GetValue(command.seed)!.Value,
                (int)parsed.GetValue(command.count)!.Value))
            {
                terminal.Stop.ThrowIfCancellationRequested();
                if (parsed.GetValue(command.text)) terminal.Out.WriteLine(prompt.Prompt);
                else Json.Write(terminal.Out, new ComposePrompt(prompt.Prompt, prompt.Expect, prompt.Kind),
                    EvaluationShapes.Default.ComposePrompt, onOneLine: true);
            }
            return ExitCode.Done;
        });
        return command;
    }
}
