using System.CommandLine;
using EmojiGen.Cli.Generation;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;
using EmojiGen.ModelEngines.Settings;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-gen</c>: words in, a transparent emoji out.</summary>
sealed class GenerateCommand : DocumentedCommand
{
    /// <summary>Stands for standard input.</summary>
    const string StandardInput = "-";

    readonly Argument<string[]> prompt = new("prompt")
    {
        Description = "What the emoji shows, in plain words or as emoji; quotes are not needed. "
            + "- reads prompts from standard input, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    GenerateCommand() : base("emoji-gen", "Makes a transparent emoji or sticker from words.")
    {
        Arguments.Add(prompt);
        foreach (var setting in OutputSettings.All.Concat(EngineSettings.All)) Options.Add(SettingOptions.Of(setting));
    }

    public override string Notes => """
        What chooses the engine, where --engine does not: --model names one; --image, --lora and --reference mean diffusion; without
        any of them the art is composed. An option of another engine is refused. emoji-dev set-model says which model diffusion
        uses where --model names none.

        Examples, composed:
          emoji-gen a cat riding a skateboard
          emoji-gen 🥑😍
          emoji-gen -o party.svg three penguins in party hats
          emoji-gen --style fluent --outline -n 4 an angry tomato
          emoji-gen --batch prompts.txt -o stickers/
          emoji-gen --like stickers/angry-tomato.png --style flat
          emoji-gen -o - a cat | wl-copy --type image/png
        Examples, drawn by models:
          emoji-gen --engine diffusion a purple fox
          emoji-gen --engine vqvae --emotion surprised a cat
          emoji-gen --model ./emoji-model --lora pixel.safetensors:0.8 a fox with a blue hat
          emoji-gen --model ./emoji-model --image cat.png --strength 0.5 --transparent a cat made of glass

        Exit codes: 0 done, 1 failed (nothing could be shown, or a file could not be written), 2 wrong command line, 130 interrupted.
        What the prompt says and the picture does not show is named on stderr: "not shown: jetpack". So is what something else stands
        for ("shown as something near: ostrich as bird"), and what is a guess. With --strict each of them makes the exit code 1.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new GenerateCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var given = SettingOptions.Values(parsed);
        var values = given.Without(OutputSettings.Batch, OutputSettings.Like);
        var words = string.Join(' ', parsed.GetValue(prompt) ?? []).Trim(' ');
        var batch = given.Of(OutputSettings.Batch);
        var like = given.Of(OutputSettings.Like) is { } file ? LikeFile.Read(file, terminal, installation) : null;
        using var generate = new Generate(terminal, installation);
        if (batch is not null && words.Length > 0)
            throw new UsageException("--batch reads the prompts: leave out the words.");
        if (batch is not null) return new Batch(generate, terminal).Run(Lines(batch, terminal), values, like);
        if (words == StandardInput || (words.Length == 0 && terminal.IsInputRedirected && like is null && IsPromptNeeded(values)))
        {
            string[] typed = [.. ReadLines(terminal.In).Where(it => !string.IsNullOrWhiteSpace(it))];
            if (typed.Length > 1) return new Batch(generate, terminal).Run(typed, values, like);
            words = typed.Length == 1 ? typed[0].Trim() : "";
        }
        return generate.Run(words, values, like);
    }

    static bool IsPromptNeeded(SettingValues values) => values.Of(EngineSettings.Engine) != VqVaeRequest.EngineName;

    static IEnumerable<string> Lines(string file, Terminal terminal)
    {
        if (file == StandardInput) return ReadLines(terminal.In);
        var path = Path.GetFullPath(file, terminal.Folder);
        return File.Exists(path) ? File.ReadLines(path) : throw new FileNotFoundException($"There is no file '{file}' of prompts.", path);
    }

    static IEnumerable<string> ReadLines(TextReader reader)
    {
        while (reader.ReadLine() is { } line) yield return line;
    }
}
