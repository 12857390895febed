using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Cli;

/// <summary>An Emoji VQ-VAE of random weights, in a folder: what it draws is noise, how it is used is not.</summary>
static class SmallVqVae
{
    public static readonly VqVaeConfig Pictures = new(SampleSize: 16, Channels: 4, PatchSize: 2, BlockOutChannels: [8, 16],
        LayersPerBlock: 1, LatentChannels: 8, CodebookSize: 24, NormGroups: 4);

    public static string Write(string folder, int channels = 4, bool prior = true)
    {
        using var generator = new Generator(8);
        using (var model = new VqVaeModel(Pictures with { Channels = channels }))
        {
            model.Initialise(generator);
            VqVaeFolder.Save(model, folder);
        }
        if (!prior) return folder;
        using var codes = new CodePrior(new CodePriorConfig(24, 16, 4, HiddenSize: 32, NumHiddenLayers: 2, NumAttentionHeads: 2,
            StyleCount: 2));
        codes.Initialise(generator);
        // Untrained, it would hardly hear what is asked.
        using (Autograd.NoGrad())
            foreach (var (name, parameter) in codes.NamedParameters())
                if (name is "sentence.weight" or "head.weight") parameter.Tensor.Mul_(name == "head.weight" ? 6 : 40);
        CodePriorFolder.Save(codes, Path.Combine(folder, "prior"), DType.Float16, ["flat", "noto"]);
        return folder;
    }
}
