using System.CommandLine;
using EmojiGen.Cli.Generation;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-gen</c>: words in, a transparent emoji out.</summary>
sealed class GenerateCommand : DocumentedCommand
{
    readonly Argument<string[]> prompt = new("prompt")
    {
        Description = "What the emoji shows, in plain words or as emoji; quotes are not needed.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<string[]> output = new("--output", "-o")
    {
        Description = "The file: .svg, .png or .webp. May be given several times. [default: a new PNG named after the prompt]",
        HelpName = "FILE",
    };

    readonly Option<long?> size = IntegerOption.Create(["--size", "-s"], EmojiRequest.SizeRange, null,
        "The picture's side in pixels, 16 to 4096. [default: 512, or what the model draws]");

    readonly Option<long?> count = IntegerOption.Create(["-n", "--count"], EmojiRequest.CountRange, 1,
        "How many different pictures, 1 to 100; several get numbered files and a contact sheet.");

    readonly Option<long?> seed = IntegerOption.Create(["--seed"], EmojiRequest.SeedRange, null,
        "Decides what the prompt leaves free; the same seed gives the same picture. [default: random, and printed]");

    readonly Option<string> style = new("--style")
    {
        Description = "The art: noto, fluent, flat, twemoji, openmoji, or one of your own.",
        HelpName = "NAME",
        DefaultValueFactory = _ => EmojiRequest.DefaultStyle
    };

    readonly Option<string> skinTone = new("--skin-tone")
    {
        Description = "Of people and hands: none, light, medium-light, medium, medium-dark or dark.",
        HelpName = "TONE",
        DefaultValueFactory = _ => SkinTones.Names[0],
    };

    readonly Option<string> language = new("--lang")
    {
        Description = "The prompt's language, as a code: en, de, fi, ja, ...",
        HelpName = "CODE",
        DefaultValueFactory = _ => EmojiRequest.DefaultLanguage
    };
    readonly Option<string> engine = new("--engine")
    {
        Description = "compose (vector art, instant), diffusion (a model draws), vqvae (a small model writes codes; without words it draws what it likes), or auto: the one whose model is named.",
        HelpName = "NAME",
        DefaultValueFactory = _ => EngineChoice.Auto,
    };

    readonly DiffusionOptionGroup diffusion = new();
    readonly VqVaeOptionGroup vqvae = new();
    readonly Option<bool> outline = new("--outline") { Description = "Draw the white edge of a sticker." };
    readonly Option<bool> explain =
        new("--explain") { Description = "Print how the prompt was read: subjects, relations, candidates and their scores." };
    readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of text." };
    readonly Option<bool> quiet = new("--quiet", "-q") { Description = "Print nothing but errors." };
    readonly Option<bool> noPreview = new("--no-preview") { Description = "Show no picture in the terminal." };
    readonly Option<bool> noMetadata =
        new("--no-metadata") { Description = "Leave prompt, seed and settings out of the file; licence and authors stay." };

    GenerateCommand() : base("emoji-gen", "Makes a transparent emoji or sticker from words.")
    {
        Arguments.Add(prompt);
        foreach (var option in (ReadOnlySpan<Option>)[output, size, count, seed, style, skinTone, language, outline, explain, json, quiet,
            noPreview, noMetadata, engine])
            Options.Add(option);
        foreach (var option in diffusion.All.Concat(vqvae.All)) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-gen a cat riding a skateboard
          emoji-gen -o party.svg three penguins in party hats
          emoji-gen --style fluent --outline -n 4 an angry tomato
          emoji-gen 🥑😍
          emoji-gen --model ./emoji-model --lora pixel.safetensors:0.8 a fox with a blue hat
          emoji-gen --engine vqvae --emotion surprised a cat
          emoji-gen -o - a cat | wl-copy --type image/png
          emoji-gen --model ./emoji-model --image cat.png --strength 0.5 --transparent a cat made of glass

        Exit codes: 0 done, 1 failed (nothing could be shown, or a file could not be written), 2 wrong command line, 130 interrupted.
        What the prompt says and the picture does not show is named on stderr: "not shown: jetpack".
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new GenerateCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var asked = diffusion.Model(parsed);
        var chosen = EngineChoice.Of(parsed.GetValue(engine)!, asked.Name, diffusion.IsAskedFor(parsed),
            InstalledModels.Of(terminal, installation));
        if (chosen != VqVaeRequest.EngineName) vqvae.Refuse(parsed);
        return Generate.Run(Request(parsed, chosen, terminal), asked, Output(parsed), terminal, installation);
    }

    EmojiRequest Request(ParseResult parsed, string engine, Terminal terminal)
    {
        var words = string.Join(' ', parsed.GetValue(prompt) ?? []).Trim(' ');
        var tone = SkinTones.Named(parsed.GetValue(skinTone)!);
        EmojiRequest request = engine switch
        {
            DiffusionRequest.EngineName => diffusion.Read(parsed, words, tone, terminal),
            VqVaeRequest.EngineName => vqvae.Read(parsed, words, diffusion.Guidance(parsed)),
            _ => new ComposeRequest(words) { Outline = parsed.GetValue(outline), SkinTone = tone },
        };
        return request with
        {
            Size = (int?)parsed.GetValue(size),
            Count = (int)parsed.GetValue(count)!,
            Seed = parsed.GetValue(seed) ?? EmojiRequest.RandomSeed(Random.Shared),
            Style = parsed.GetValue(style)!,
            Language = parsed.GetValue(language)!,
        };
    }

    OutputOptions Output(ParseResult parsed) => new(
        Files: parsed.GetValue(output) ?? [],
        Explain: parsed.GetValue(explain),
        Json: parsed.GetValue(json),
        Quiet: parsed.GetValue(quiet),
        Preview: !parsed.GetValue(noPreview),
        Parameters: !parsed.GetValue(noMetadata));
}
