using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate clip</c>: how well pictures go with their prompts.</summary>
sealed class EvaluateClipCommand : DrawingEvaluation
{
    readonly SettingOption<string?> clip = new(CaptionAlignments.Setting);

    EvaluateClipCommand() : base("clip", "CLIP score: how well pictures go with their prompts, in all and by kind of prompt.", "alignment", 2) =>
        Options.Add(clip);

    public override string Notes => """
        Examples:
          emoji-dev evaluate clip --engine diffusion
          emoji-dev evaluate clip --clip clip-vit-base-patch32 --prompts quality --each 10 --json
          emoji-dev evaluate clip --model sd15 --lora finetuned/pip --template "{} sks emoji"
        The score is 100 times the cosine of what the encoders say of a picture and of its prompt, without the template (Hessel et al.
        2021). Figures of different encoders cannot be compared: the name says which it was.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateClipCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        using var alignment = CaptionAlignments.Open(run.Parsed.GetValue(clip), run.Terminal, run.Installation);
        return (alignment.Figures(run.Draw()), []);
    }
}
