using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Features;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.Svg;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate flags</c>: whether flags are right, with retrieval and without.</summary>
sealed class EvaluateFlagsCommand : DrawingEvaluation
{
    /// <summary>Cosines as near as this are of one flag.</summary>
    const double Same = 1e-3;

    readonly SettingOption<string?> features = new(PictureEyes.Setting);

    EvaluateFlagsCommand()
        : base("flags", "How many flags are right: nearest, of all flags of the art, to their own; with retrieval and without.", "flags", 1, prompts: 259) =>
        Options.Add(features);

    public override string Notes => """
        Examples:
          emoji-dev evaluate flags
          emoji-dev evaluate flags --engine diffusion --style twemoji --sheet flags.png
        With retrieval a model begins from the composed flag and takes after it; without, it knows the prompt alone. The composer does
        nothing but retrieve, so it is measured once. Flags that no set draws (Texas, Washington) are none of them.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateFlagsCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        using var eye = PictureEyes.Open(run.Parsed.GetValue(features)!, run.Terminal, run.Installation);
        using var scope = new TensorScope();
        var studio = run.Engine.Studio;
        (string Name, Raster Picture)[] art = [.. from emoji in studio.Catalogue.All
                                                  where emoji.Group == "flags" && emoji.Name.StartsWith("flag: ", StringComparison.Ordinal)
                                                  let icon = studio.Icon(emoji, run.Engine.Basis.Style)
                                                  where icon is not null
                                                  select (emoji.Name, SvgRenderer.Render(SvgWriter.WriteUtf8(icon.Document), run.Side, run.Side))];
        float[][] known = [.. eye.Of(art.Select(it => it.Picture)).ToArray<float>().Chunk(eye.Width)];
        var isModel = run.Engine.Basis is DiffusionRequest;
        var retrieved = Share(run.Draw());
        List<Figure> figures = [Figure.Of($"right by {eye.Name}{(isModel ? ", with retrieval" : "")}", retrieved)];
        if (isModel)
        {
            var bare = Share(run.Draw(it => (DiffusionRequest)it with { Draft = false, References = [], ReferenceScale = 0 }));
            figures.Add(Figure.Of($"right by {eye.Name}, without", bare));
        }
        return ([.. figures], []);

        Estimate Share(IEnumerable<DrawnPicture> pictures)
        {
            var drawn = pictures.ToList();
            using var inner = new TensorScope();
            var rows = eye.Of(drawn.Select(it => it.Picture)).ToArray<float>().Chunk(eye.Width);
            return Bootstrap.Share(rows.Zip(drawn, IsRight));
        }

        // Several countries have one flag: Norway and Bouvet Island.
        bool IsRight(float[] row, DrawnPicture drawn)
        {
            double[] alike = [.. known.Select(it => Cosine.Of(row, it))];
            var nearest = alike.Max();
            return art.Zip(alike).Any(it => drawn.Prompt.Expect[0].Contains(it.First.Name) && it.Second >= nearest - Same);
        }
    }
}
