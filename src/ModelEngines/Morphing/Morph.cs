using EmojiGen.Imaging;
using EmojiGen.Imaging.Cutouts;
using EmojiGen.Models;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines.Morphing;

/// <summary>The pictures between two, through a VQ-VAE.</summary>
/// <param name="Frames">Of the model's side, the ends as the model gives them back.</param>
/// <param name="Refusal">Why a picture on white could not be cut out; null where all were, or are transparent by themselves.</param>
public sealed record Morph(IReadOnlyList<Raster> Frames, string? Refusal)
{
    /// <param name="steps">Pictures, 2 or more.</param>
    public static Morph Between(VqVaeModel model, Raster from, Raster to, int steps, MorphPath path, CancellationToken stop)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var side = model.Config.SampleSize;
        var codes = model.Encode(RgbaPictures.FromRgba([.. from.Span, .. to.Span], side, model.Config.Channels).To(model.Device)); // (2, s, s)
        var frames = new List<Raster>();
        string? refusal = null;
        foreach (var picture in VqVaeMorph.Between(model, codes.Slice(0, 0, 1), codes.Slice(0, 1), steps, path))
        {
            stop.ThrowIfCancellationRequested();
            var frame = new Raster(side, side, RgbaPictures.ToRgba(picture));
            if (model.Config.Channels == 3)
            {
                var cut = Cutout.Cut(frame);
                refusal ??= cut.Refusal;
                frame = cut.Picture;
            }
            frames.Add(frame);
        }
        return new(frames, refusal);
    }

    /// <summary>There and back, for ever, the ends held for a while.</summary>
    /// <param name="side">Pixels.</param>
    /// <param name="delay">Milliseconds a picture.</param>
    public (IReadOnlyList<Raster> Frames, Animation Timing) Animate(int side, int delay)
    {
        const int hold = 8; // pictures' time at each end
        var large = Frames.Select(it => it.Resize(side, side)).ToArray();
        var back = large.Skip(1).SkipLast(1).Reverse();
        var delays = Enumerable.Range(0, (2 * large.Length) - 2).Select(i => i == 0 || i == large.Length - 1 ? delay * hold : delay);
        return ([.. large, .. back], new Animation([.. delays]));
    }
}
