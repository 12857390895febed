using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Features;
using EmojiGen.Evaluation.Metrics;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Lpips;
using EmojiGen.Torch;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate diversity</c>: how different the pictures of one prompt are.</summary>
sealed class EvaluateDiversityCommand : DrawingEvaluation
{
    readonly SettingOption<string?> lpips = new(new TextSetting("lpips", "FILE",
        "The lpips package's AlexNet with its weights, as one .safetensors file: LPIPS is measured too."));
    readonly SettingOption<string?> features = new(PictureEyes.Setting);

    EvaluateDiversityCommand() : base("diversity", "How different two pictures of one prompt are: LPIPS, and distances of features.", "quality", 2)
    {
        Options.Add(lpips);
        Options.Add(features);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate diversity --engine diffusion
          emoji-dev evaluate diversity --model sd15 --lpips lpips-alex.safetensors --each 2
        LPIPS on white at 256 pixels (Style Tailoring, table 1); without its weights the distance is 1 less the cosine of what the
        network says of both. The mean of all pairs of a prompt counts once.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateDiversityCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        if (run.Each < 2) throw new UsageException("--each is 1; diversity is that of two pictures of a prompt or more.");
        using var eye = PictureEyes.Open(run.Parsed.GetValue(features)!, run.Terminal, run.Installation);
        using var network = run.Parsed.GetValue(lpips) is { } file ? Load(Path.GetFullPath(file, run.Terminal.Folder)) : null;
        var groups = run.Draw().GroupBy(it => it.Prompt.Prompt, StringComparer.Ordinal).Where(it => it.Count() == run.Each)
            .Select(it => it.Select(that => that.Picture).ToArray()).ToList();
        if (groups.Count == 0) return ([], []);
        using var scope = new TensorScope();
        var rows = eye.Of(groups.SelectMany(it => it)).ToArray<float>().Chunk(eye.Width).Chunk(run.Each);
        var distance = Figure.Of($"distance by {eye.Name}", Diversity.ByFeatures(rows));
        return network is null ? ([distance], ["LPIPS was not measured: --lpips names its weights."])
            : ([Figure.Of("LPIPS (AlexNet)", Diversity.ByLpips(network, groups)), distance], []);
    }

    static Lpips Load(string path)
    {
        using var noGrad = Autograd.NoGrad();
        var network = new Lpips(LpipsNetwork.AlexNet);
        try
        {
            using var weights = SafetensorsFile.Open(path);
            network.LoadPublished(weights.AsWeights(), DType.Float32);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
