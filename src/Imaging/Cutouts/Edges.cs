using System.Numerics;

namespace EmojiGen.Imaging.Cutouts;

/// <summary>The object with alpha: pixels near its edge are unmixed into ground and object.</summary>
/// <remarks>Colours are mixed as they are coded (sRGB), as renderers and networks trained on their pictures do.</remarks>
sealed class Edges
{
    /// <summary>Pixels from the ground into the object that may be mixtures, and from the object into the ground.</summary>
    const int Inward = 3, Outward = 2;

    const sbyte Far = 100;

    /// <summary>Where the object's colour is looked for, in pixels.</summary>
    const int Reach = 3;

    /// <summary>Where the ground's colour is averaged, in pixels.</summary>
    const int GroundReach = 6;

    /// <summary>Colours that explain a mixture within this of the best are as good.</summary>
    const float AsGood = 0.015f;

    /// <summary>Square of the distance of colours that are one and the same, but for noise.</summary>
    const float SameColor = 0.0003f;

    /// <summary>Square of the distance from the ground below which a colour says nothing about a mixture.</summary>
    const float LeastContrast = 0.0016f;

    /// <summary>Square of the distance from the ground from which on a colour is certainly not noise of it.</summary>
    const float ClearContrast = 0.015f;

    /// <summary>A mixture that no colour further in explains better than this (of 1) is no mixture.</summary>
    const float MostUnexplained = 0.07f;

    readonly Raster picture;
    readonly Flood flood;
    readonly int width, height;
    readonly sbyte[] depth;
    readonly float noise;

    Edges(Raster picture, Flood flood, Ground ground)
    {
        (this.picture, this.flood, width, height) = (picture, flood, picture.Width, picture.Height);
        noise = (float)Math.Clamp(2 * ground.Spread, 0.012, 0.06);
        depth = Depths();
    }

    public static Raster Softened(Raster picture, Flood flood, Ground ground) => new Edges(picture, flood, ground).Softened();

    Raster Softened()
    {
        var result = new Raster(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var d = depth[(y * width) + x];
                if (d <= -Outward) continue;
                result[x, y] = d >= Inward ? picture[x, y] : Unmixed(x, y, d);
            }
        }
        return result;
    }

    Rgba Unmixed(int x, int y, int d)
    {
        var color = At(x, y);
        if (GroundAt(x, y) is not { } ground) return d > 0 ? picture[x, y] : Rgba.Transparent;
        var away = color - ground;
        // A mixture's other part lies further in; only in a line too thin to have an inside it is the clearest of the line's own pixels.
        if (d > 0 && away.LengthSquared() > ClearContrast && Continues(x, y, d, twice: true)) return picture[x, y];
        var (best, alpha, unexplained) = Source(x, y, away, ground, Math.Max(d + 1, 2), 0, Reach - 1, settled: true);
        if (unexplained > MostUnexplained)
            (best, alpha, unexplained) = Source(x, y, away, ground, Math.Max(d + 1, 2), 0, Reach, settled: true);
        if (unexplained > MostUnexplained)
            (best, alpha, unexplained) = Source(x, y, away, ground, Math.Max(d, 1), 1.1f * away.LengthSquared(), Reach, settled: false);
        if (unexplained > MostUnexplained)
            (best, alpha) = d == 1 && Clearest(x, y, ground) is var (clearest, length) ? (clearest, Math.Min(1, away.Length() / length))
            : (color, d > 0 ? 1 : 0);
        // Within the object's body a colour further in is only somewhat further from the ground: shading, not a mixture.
        if (d >= 2 && alpha > 0.8f) alpha = 1;
        if (d < 0 && (alpha < 0.02f || away.Length() < noise)) return Rgba.Transparent;
        if (alpha > 0.97f) return picture[x, y];
        if (alpha < 0.004f) return Rgba.Transparent;
        // What is left when the ground is taken out; the less there is of it, the more the colour further in is trusted.
        var own = Vector3.Clamp((color - ((1 - alpha) * ground)) / alpha, Vector3.Zero, Vector3.One);
        own = Vector3.Lerp(best, own, alpha);
        return new Rgba(Byte(own.X), Byte(own.Y), Byte(own.Z), Byte(alpha));
    }

    /// <summary>Whether the colour goes on further in: then it is the object's own, where a mixture would change.</summary>
    /// <param name="twice">Whether it must go on from there as well: along an edge that noise makes ragged a mixture goes on once.</param>
    bool Continues(int x, int y, int d, bool twice = false)
    {
        var same = SameColor + (noise * noise);
        var color = At(x, y);
        for (var j = Math.Max(0, y - 1); j <= Math.Min(height - 1, y + 1); j++)
        {
            for (var i = Math.Max(0, x - 1); i <= Math.Min(width - 1, x + 1); i++)
            {
                if (depth[(j * width) + i] > d && (i != x || j != y) && (At(i, j) - color).LengthSquared() < same
                    && (!twice || Continues(i, j, depth[(j * width) + i]))) return true;
            }
        }
        return false;
    }

    /// <summary>The colour of the object that, mixed with the ground, explains one that lies <paramref name="away"/> from the ground: of
    /// those that do so about as well as the best, the clearest.</summary>
    /// <param name="least">Depth that it must have at least.</param>
    /// <param name="farther">Square of the distance from the ground that it must have at least.</param>
    /// <param name="settled">Whether the colour must go on beside it, as that of a mixture does not.</param>
    /// <param name="reach">How far away it may be, in pixels.</param>
    (Vector3 Color, float Share, float Unexplained) Source(int x, int y, Vector3 away, Vector3 ground, int least, float farther, int reach,
        bool settled)
    {
        var (best, alpha, smallest, longest) = (Vector3.Zero, 1f, float.MaxValue, 0f);
        foreach (var clearest in new[] { false, true })
        {
            var limit = smallest + AsGood;
            for (var j = Math.Max(0, y - reach); j <= Math.Min(height - 1, y + reach); j++)
            {
                for (var i = Math.Max(0, x - reach); i <= Math.Min(width - 1, x + reach); i++)
                {
                    if (depth[(j * width) + i] < least || (i == x && j == y) || (settled && !Continues(i, j, depth[(j * width) + i] - 1)))
                        continue;
                    var candidate = At(i, j);
                    var span = candidate - ground;
                    var length = span.LengthSquared();
                    if (length < LeastContrast || length < farther) continue;
                    var share = Math.Clamp(Vector3.Dot(away, span) / length, 0, 1);
                    var unexplained = (away - (share * span)).Length();
                    if (clearest ? unexplained <= limit && length > longest : unexplained < smallest)
                    {
                        (best, alpha) = (candidate, share);
                        if (clearest) longest = length;
                        else smallest = unexplained;
                    }
                }
            }
            if (smallest > MostUnexplained) break;
        }
        return (best, alpha, smallest);
    }

    /// <summary>The colour nearby that is farthest from the ground: where three colours meet no two of them explain a mixture, but how far
    /// it is from the ground still tells something.</summary>
    (Vector3 Color, float Length)? Clearest(int x, int y, Vector3 ground)
    {
        var (best, longest) = (Vector3.Zero, LeastContrast);
        for (var j = Math.Max(0, y - 1); j <= Math.Min(height - 1, y + 1); j++)
        {
            for (var i = Math.Max(0, x - 1); i <= Math.Min(width - 1, x + 1); i++)
            {
                if (depth[(j * width) + i] > 0 && At(i, j) is var color && (color - ground).LengthSquared() is var length
                    && length > longest) (best, longest) = (color, length);
            }
        }
        return longest > LeastContrast ? (best, MathF.Sqrt(longest)) : null;
    }

    /// <summary>The mean of the sure ground around, null where there is none.</summary>
    Vector3? GroundAt(int x, int y)
    {
        var (sum, count) = (Vector3.Zero, 0);
        for (var j = Math.Max(0, y - GroundReach); j <= Math.Min(height - 1, y + GroundReach); j++)
        {
            for (var i = Math.Max(0, x - GroundReach); i <= Math.Min(width - 1, x + GroundReach); i++)
            {
                if (depth[(j * width) + i] > -Outward) continue;
                sum += At(i, j);
                count++;
            }
        }
        if (count > 0) return sum / count;
        // Between two objects there may be no sure ground: then what was flooded.
        for (var j = Math.Max(0, y - Reach); j <= Math.Min(height - 1, y + Reach); j++)
        {
            for (var i = Math.Max(0, x - Reach); i <= Math.Min(width - 1, x + Reach); i++)
            {
                if (!flood[(j * width) + i]) continue;
                sum += At(i, j);
                count++;
            }
        }
        return count > 0 ? sum / count : null;
    }

    /// <summary>1, 2, ... from the ground into the object; -1, -2, ... from the object into the ground; steps go over corners
    /// too.</summary>
    sbyte[] Depths()
    {
        var depths = new sbyte[width * height];
        for (var i = 0; i < depths.Length; i++) depths[i] = flood[i] ? (sbyte)-Far : Far;
        var front = new List<int>();
        for (var i = 0; i < depths.Length; i++)
        {
            if (Around(i).Any(it => flood[it] != flood[i])) front.Add(i);
        }
        for (sbyte step = 1; step <= Inward; step++)
        {
            foreach (var i in front) depths[i] = flood[i] ? (sbyte)-step : step;
            front = [.. front.SelectMany(Around).Where(it => Math.Abs(depths[it]) == Far).Distinct()];
        }
        return depths;
    }

    IEnumerable<int> Around(int pixel)
    {
        var (x, y) = (pixel % width, pixel / width);
        for (var j = Math.Max(0, y - 1); j <= Math.Min(height - 1, y + 1); j++)
        {
            for (var i = Math.Max(0, x - 1); i <= Math.Min(width - 1, x + 1); i++) yield return (j * width) + i;
        }
    }

    Vector3 At(int x, int y)
    {
        var p = picture.Row(y).Slice(4 * x, 3);
        return new Vector3(p[0], p[1], p[2]) / 255;
    }

    static byte Byte(float value) => (byte)MathF.Round(255 * value);
}
