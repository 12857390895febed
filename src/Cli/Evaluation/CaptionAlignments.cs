using EmojiGen.Evaluation.Alignment;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;
using EmojiGen.Training.Data;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Evaluation;

/// <summary>The encoders that scores of pictures with their prompts are computed by.</summary>
static class CaptionAlignments
{
    public static TextSetting Setting { get; } = new("clip", "FOLDER",
        "A folder of a published CLIP, or a model's with image_encoder and text_encoder.")
    {
        Otherwise = $"models/{ModelLibrary.Embedded}",
    };

    /// <param name="named">Null: the model's that comes along.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The folder holds neither.</exception>
    public static ICaptionAlignment Open(string? named, Terminal terminal, Installation installation)
    {
        var folder = named is null ? Path.Combine(installation.Models, ModelLibrary.Embedded) : Path.GetFullPath(named, terminal.Folder);
        return Directory.Exists(Path.Combine(folder, "image_encoder")) ? CaptionScorer.Load(folder) : ClipAlignment.Load(folder);
    }

    /// <summary>How well a picture goes with its prompt, without the template.</summary>
    public static double Score(this ICaptionAlignment alignment, DrawnPicture drawn) => alignment.Score(drawn.Picture, drawn.Prompt.Prompt);

    /// <summary>The score of all pictures, and of each kind of prompt where there are several.</summary>
    public static Figure[] Figures(this ICaptionAlignment alignment, IEnumerable<DrawnPicture> drawn)
    {
        var scores = drawn.Select(it => (it.Prompt.Kind, Score: alignment.Score(it))).ToList();
        if (scores.Count == 0) return [];
        var kinds = scores.GroupBy(it => it.Kind, it => it.Score, StringComparer.Ordinal).ToList();
        return [Mean(alignment.Name, scores.Select(it => it.Score)),
            .. kinds.Where(_ => kinds.Count > 1).Select(it => Mean($"{alignment.Name}, {it.Key}", it))];

        static Figure Mean(string name, IEnumerable<double> scores) => Figure.Of(name, Bootstrap.Mean([.. scores]));
    }
}
