using System.Globalization;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.EmojiMini;

/// <summary>How well an autoencoder gives back the emoji of a split, scenes left out.</summary>
/// <param name="Pictures">How many.</param>
/// <param name="Mse">Mean squared error of premultiplied red, green, blue and alpha in [0, 1].</param>
public sealed record AutoencoderQuality(int Pictures, double Mse)
{
    const int Batch = 32;

    /// <summary>dB, of that error.</summary>
    public double Psnr => 10 * Math.Log10(1 / Mse);

    /// <summary>Says before a long training that what it ends with cannot be done.</summary>
    /// <exception cref="InvalidDataException">The split has no emoji.</exception>
    public static void Expect(PreparedDataset dataset, Split split) => EmojiOf(dataset, split);

    static int[] EmojiOf(PreparedDataset dataset, Split split) => dataset.Measured(split, kind => kind == RecordKind.Icon,
        "no emoji", "the autoencoder is measured on: prepare it with a style");

    /// <exception cref="InvalidDataException">The split has no emoji.</exception>
    public static AutoencoderQuality Measure(AutoencoderKL vae, PreparedDataset dataset, Split split)
    {
        using var noGrad = Autograd.NoGrad();
        var places = EmojiOf(dataset, split);
        var sum = 0.0;
        foreach (var some in places.Chunk(Batch))
        {
            using var scope = new TensorScope();
            var pictures = AutoencoderTask.Pictures(dataset, some).To(vae.Device);
            var back = vae.Decode(vae.Encode(pictures).Mean).To(DType.Float32).Clamp(-1, 1);
            sum += back.MseLoss(pictures).ToDouble() / 4 * some.Length;
        }
        return new(places.Length, sum / places.Length);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"On {Pictures} emoji that it never saw: MSE {Mse:f6}, PSNR {Psnr:f2} dB.");
}
