using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Alignment;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;
using EmojiGen.Training.Data;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate clip</c>: how well pictures go with their prompts.</summary>
sealed class EvaluateClipCommand : DrawingEvaluation
{
    static readonly TextSetting clipSetting = new("clip", "FOLDER",
        "A folder of a published CLIP, or a model's with image_encoder and text_encoder.")
    {
        Otherwise = $"models/{ModelLibrary.Embedded}",
    };

    readonly SettingOption<string?> clip = new(clipSetting);

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

    /// <exception cref="IOException">A file is missing or damaged.</exception>
    internal static ICaptionAlignment Open(string? named, Terminal terminal, Installation installation)
    {
        var folder = named is null ? Path.Combine(installation.Models, ModelLibrary.Embedded) : Path.GetFullPath(named, terminal.Folder);
        return Directory.Exists(Path.Combine(folder, "image_encoder")) ? CaptionScorer.Load(folder) : ClipAlignment.Load(folder);
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        using var alignment = Open(run.Parsed.GetValue(clip), run.Terminal, run.Installation);
        List<(string Kind, double Score)> scores = [.. run.Draw()
            .Select(it => (it.Prompt.Kind, (double)alignment.Of([it.Picture], [it.Prompt.Prompt])[0]))];
        if (scores.Count == 0) return ([], []);
        var kinds = scores.GroupBy(it => it.Kind, StringComparer.Ordinal).ToList();
        var all = Figure.Of(alignment.Name, Bootstrap.Mean([.. scores.Select(it => it.Score)]));
        return ([all, .. kinds.Count < 2 ? [] : kinds.Select(it =>
            Figure.Of($"{alignment.Name}, {it.Key}", Bootstrap.Mean([.. it.Select(that => that.Score)])))], []);
    }
}
