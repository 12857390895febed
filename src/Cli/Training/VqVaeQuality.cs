using System.Globalization;
using EmojiGen.Evaluation.Metrics;
using EmojiGen.Models;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Cli.Training;

/// <summary>How well a VQ-VAE gives back the emoji of a split, scenes left out.</summary>
/// <param name="Pictures">How many.</param>
/// <param name="Mse">Mean squared error of channels in [0, 1].</param>
/// <param name="Psnr">dB, of that error; the mean of the pictures' own is higher.</param>
/// <param name="Ssim">The mean over all.</param>
/// <param name="CodebookUse">Share of the codes that stand for something in them, 0 to 1.</param>
sealed record VqVaeQuality(int Pictures, double Mse, double Psnr, double Ssim, double CodebookUse)
{
    const int Batch = 32;

    /// <summary>Says before a long training that what it ends with cannot be done.</summary>
    /// <exception cref="InvalidDataException">The split has no pictures.</exception>
    public static void Expect(PreparedDataset dataset, Split split) => PicturesOf(dataset, split);

    static int[] PicturesOf(PreparedDataset dataset, Split split) => dataset.Measured(split, kind => kind != RecordKind.Scene,
        "no pictures", "the model is measured on: prepare it from more pictures, or put some into folders train, validation and test");

    /// <exception cref="InvalidDataException">The split has no pictures.</exception>
    /// <param name="most">As many pictures, evenly spread, of a larger split.</param>
    public static VqVaeQuality Measure(VqVaeModel model, PreparedDataset dataset, Split split, int most = int.MaxValue)
    {
        using var noGrad = Autograd.NoGrad();
        var places = EvenSpread.Of(PicturesOf(dataset, split), most);
        var (mse, ssim, used) = (0.0, 0.0, new HashSet<long>());
        foreach (var some in places.Chunk(Batch))
        {
            using var scope = new TensorScope();
            var pictures = RgbaPictures.FromRgba(dataset.ReadAll(some), dataset.Side, model.Config.Channels);
            var codes = model.Encode(pictures.To(model.Device));
            Tensor x = (pictures + 1) * 0.5, y = ((model.Decode(codes).To(Device.Cpu, DType.Float32) + 1) * 0.5).Clamp(0, 1);
            x = x.Permute(0, 2, 3, 1); // (B, S, S, channels)
            y = y.Permute(0, 2, 3, 1);
            for (var i = 0; i < some.Length; i++)
            {
                mse += PictureDifference.Mse(x.Select(0, i), y.Select(0, i));
                ssim += PictureDifference.Ssim(x.Select(0, i), y.Select(0, i));
            }
            used.UnionWith(codes.ToArray<long>());
        }
        mse /= places.Length;
        return new(places.Length, mse, 10 * Math.Log10(1 / mse), ssim / places.Length, used.Count / (double)model.Config.CodebookSize);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"On {Pictures} emoji that it never saw: MSE {Mse:f6}, PSNR {Psnr:f2} dB, SSIM {Ssim:f4}, {100 * CodebookUse:f1} % of the codes used.");
}
