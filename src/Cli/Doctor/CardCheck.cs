using System.Globalization;
using EmojiGen.Diffusion;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Doctor;

/// <summary>The cards that the driver knows, whether libtorch can use them, and which models fit into what is free.</summary>
static class CardCheck
{
    const string Section = "Cards", Remedy = "export LIBTORCH=FOLDER of PyTorch with CUDA, then ./setup --rebuild (docs/gpu.md)";

    static readonly CultureInfo culture = CultureInfo.InvariantCulture;

    /// <param name="cards">As the driver describes them.</param>
    /// <param name="usable">CUDA devices of libtorch.</param>
    public static IEnumerable<Finding> Of(IReadOnlyList<CudaCard> cards, int usable)
    {
        if (cards.Count == 0)
        {
            yield return new(Section, "CUDA", Health.Good,
                usable == 0 ? "no card; everything runs without one" : $"{usable} devices, of which the driver says nothing");
            yield break;
        }
        foreach (var card in cards)
        {
            var is16Bit = card.HasBFloat16 ? "bf16" : "no bf16, so fp16";
            var found = string.Create(culture,
                $"{card.Name}, {card.Bytes / 1e9:0.0} GB ({card.FreeBytes / 1e9:0.0} free), {card.Capability}: {is16Bit}");
            if (card.Index >= usable)
            {
                yield return new(Section, $"cuda:{card.Index}", Health.Remark, $"{found}; this libtorch cannot use it", Remedy);
                continue;
            }
            yield return new(Section, $"cuda:{card.Index}", Health.Good, found);
            yield return new(Section, "  draws", Health.Good, Fitting(it => it.Drawing, it => it.DrawingOffloaded, card.FreeBytes));
            yield return new(Section, "  trains LoRA", Health.Good, Fitting(it => it.TrainingLora, null, card.FreeBytes));
            yield return new(Section, "  trains whole", Health.Good, Fitting(it => it.TrainingWhole, null, card.FreeBytes));
        }
    }

    /// <summary>A card as a line of the probe's answer.</summary>
    public static string Line(CudaCard card) =>
        string.Create(culture, $"{card.Index}|{card.Bytes}|{card.FreeBytes}|{card.Capability}|{card.Name}");

    /// <summary>Reads what <see cref="Line"/> wrote.</summary>
    public static CudaCard Read(string line)
    {
        var parts = line.Split('|', 5);
        return new(int.Parse(parts[0], culture), parts[4], long.Parse(parts[1], culture), long.Parse(parts[2], culture),
            Version.Parse(parts[3]));
    }

    static string Fitting(Func<ModelMemory, long> whole, Func<ModelMemory, long>? offloaded, long free)
    {
        var fits = ModelMemory.Published.Where(it => whole(it) <= free).Select(it => it.Name).ToList();
        var halves = ModelMemory.Published.Where(it => whole(it) > free && offloaded?.Invoke(it) <= free).Select(it => it.Name).ToList();
        var said = fits.Count == 0 ? "" : string.Join(", ", fits);
        if (halves.Count > 0) said += $"{(said.Length > 0 ? "; " : "")}with --offload {string.Join(", ", halves)}";
        return said.Length == 0 ? "none of the published models, by their weights; emoji-mini" : $"{said} (by count of weights, not measured)";
    }
}
