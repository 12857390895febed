using EmojiGen.Torch;

namespace EmojiGen.Training.Data;

/// <summary>Two pictures beside each other in one, each smaller, the second over the first where they meet.</summary>
static class PictureCollage
{
    /// <summary>Numbers that <see cref="Of"/> wants.</summary>
    public const int Numbers = 7;

    /// <summary>Side of the smaller and the larger pictures, of the whole.</summary>
    const double Least = 0.45, Most = 0.65;

    /// <summary>How far a picture may be from its edge, of what room there is.</summary>
    const double Inward = 0.2;

    /// <param name="first">(1, 4, S, S) premultiplied, in [-1, 1]</param>
    /// <param name="second">The same.</param>
    /// <param name="numbers">7, in [0, 1): which way, sizes, places</param>
    /// <returns>(1, 4, S, S)</returns>
    public static Tensor Of(Tensor first, Tensor second, ReadOnlySpan<float> numbers)
    {
        using var scope = new TensorScope();
        var side = first.Size(2);
        var (a, b) = (Size(numbers[1]), Size(numbers[2]));
        // Along one axis they are on either side, along the other anywhere.
        long near = Offset(a, Inward * numbers[3]), far = Offset(b, 1 - (Inward * numbers[4])), anyA = Offset(a, numbers[5]),
            anyB = Offset(b, numbers[6]);
        var beside = numbers[0] < 0.7;
        var canvas = Tensor.Zeros([1, 4, side, side]);
        Paste(canvas, first, a, beside ? near : anyA, beside ? anyA : near);
        Paste(canvas, second, b, beside ? far : anyB, beside ? anyB : far);
        return scope.MoveOut((canvas * 2) - 1);

        long Size(float number) => (long)Math.Round(side * (Least + ((Most - Least) * number)));
        long Offset(long size, double share) => (long)Math.Round((side - size) * share);
    }

    static void Paste(Tensor canvas, Tensor picture, long size, long x, long y)
    {
        using var scope = new TensorScope();
        var small = ((picture + 1) * 0.5).Interpolate(size, size, Interpolation.Bilinear, antialias: true);
        var under = canvas.Narrow(2, y, size).Narrow(3, x, size);
        under.Copy_(small + (under * (1 - small.Narrow(1, 3, 1))));
    }
}
