using EmojiGen.Torch;

namespace EmojiGen.Models.VqVae;

/// <summary>How a picture becomes another.</summary>
public enum MorphPath
{
    /// <summary>Straight from latent to latent, as published.</summary>
    Linear,

    /// <summary>Each place's vector turns from one direction to the other, its length going evenly (Shoemake 1985).</summary>
    Spherical,

    /// <summary>The nearest code to each place of the straight way: every picture between is one that the codebook can write.</summary>
    Codes,
}

/// <summary>Ways between the latents of two pictures.</summary>
public static class VqVaeMorph
{
    /// <summary>Below this sine two directions are one, or opposite, and the arc between them is not known.</summary>
    const double LeastSine = 1e-4;

    /// <param name="from">(..., d)</param>
    /// <param name="to">(..., d)</param>
    /// <param name="share">0 gives <paramref name="from"/>, 1 <paramref name="to"/>.</param>
    public static Tensor Linear(Tensor from, Tensor to, double share) => from.Lerp(to, share);

    /// <summary>Along the arc between each two vectors, their length going evenly; straight where they point the same way or opposite
    /// ways.</summary>
    /// <param name="from">(..., d)</param>
    /// <param name="to">(..., d)</param>
    /// <param name="share">0 gives <paramref name="from"/>, 1 <paramref name="to"/>.</param>
    public static Tensor Spherical(Tensor from, Tensor to, double share) => TensorScope.Run(() =>
    {
        Tensor lengthFrom = from.Norm(-1, keep: true), lengthTo = to.Norm(-1, keep: true); // (..., 1)
        Tensor a = from / lengthFrom.Clamp(min: 1e-12), b = to / lengthTo.Clamp(min: 1e-12);
        var angle = Op.Call("aten::acos", (a * b).Sum([-1], keep: true).Clamp(-1, 1)); // (..., 1)
        var sine = angle.Sin();
        var arc = ((a * (angle * (1 - share)).Sin()) + (b * (angle * share).Sin())) / sine.Clamp(min: LeastSine);
        return Tensor.Where(sine.Lt(LeastSine).ExpandAs(from), from.Lerp(to, share), arc * lengthFrom.Lerp(lengthTo, share));
    });

    /// <summary>The pictures from one to another, both ends with them.</summary>
    /// <param name="model">Whose latents are gone through.</param>
    /// <param name="from">(1, d, s, s) latents of the first picture: what the encoder puts out, or vectors of codes</param>
    /// <param name="to">(1, d, s, s) latents of the last picture</param>
    /// <param name="steps">Pictures, 2 or more.</param>
    /// <returns>(1, channels, S, S) each, of the scope that is current when it is asked for.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 pictures are asked for.</exception>
    public static IEnumerable<Tensor> Between(VqVaeModel model, Tensor from, Tensor to, int steps, MorphPath path = MorphPath.Linear)
    {
        if (steps < 2) throw new ArgumentException($"A morph has 2 pictures or more, not {steps}.", nameof(steps));
        return Enumerable.Range(0, steps).Select(i => Picture(model, from, to, i / (steps - 1.0), path));
    }

    static Tensor Picture(VqVaeModel model, Tensor from, Tensor to, double share, MorphPath path) => TensorScope.Run(() =>
    {
        using var noGrad = Autograd.NoGrad();
        if (path == MorphPath.Codes) return model.Decode(model.Choose(Linear(from, to, share)).Codes);
        if (path == MorphPath.Linear) return model.DecodeLatents(Linear(from, to, share));
        Tensor a = from.Permute(0, 2, 3, 1), b = to.Permute(0, 2, 3, 1); // (1, s, s, d): each place turns by itself
        return model.DecodeLatents(Spherical(a, b, share).Permute(0, 3, 1, 2));
    });
}
