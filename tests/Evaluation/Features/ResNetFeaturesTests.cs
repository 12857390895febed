using EmojiGen.Evaluation.Features;
using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Evaluation.Features;

public sealed class ResNetFeaturesTests : IDisposable
{
    readonly ResNetFeatures eye = ResNetFeatures.Load(Repository.File("build", "eye"));

    [Fact]
    public void What_is_transparent_has_no_colour()
    {
        Raster one = Disc(new(200, 30, 30)), other = Disc(new(200, 30, 30));
        for (var i = 0; i < other.Span.Length; i += 4)
            if (other.Span[i + 3] == 0) (other.Span[i], other.Span[i + 1]) = (255, 90);
        Distance(one, other).ShouldBe(0, 1e-6);
    }

    [Fact]
    public void White_drawings_are_told_apart_and_black_ones_too() =>
        (Distance(Disc(Rgba.White), Square(Rgba.White)) > 0.05, Distance(Disc(Rgba.Black), Square(Rgba.Black)) > 0.05).ShouldBe((true, true));

    [Fact]
    public void Fine_checks_are_grey_when_they_are_made_small()
    {
        using var scope = new TensorScope();
        const int side = 1024;
        var checks = new Raster(side, side);
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++) checks[x, y] = (x + y) % 2 == 0 ? Rgba.White : Rgba.Black;
        var (a, b) = (eye.Prepare([checks]), eye.Prepare([Raster.Filled(side, side, new(128, 128, 128))]));
        (a - b).Abs().Max().ToDouble().ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Batches_change_nothing()
    {
        using var scope = new TensorScope();
        Raster[] pictures = [Disc(new(10, 200, 30)), Square(new(30, 60, 200)), Disc(Rgba.White)];
        var together = eye.Of(pictures).ToArray<float>();
        float[] apart = [.. pictures.SelectMany(it => eye.Of([it]).ToArray<float>())];
        together.Zip(apart, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(1e-4f);
    }

    public void Dispose() => eye.Dispose();

    double Distance(Raster one, Raster other)
    {
        using var scope = new TensorScope();
        return 1 - Cosine.Of(eye.Of([one]).ToArray<float>(), eye.Of([other]).ToArray<float>());
    }

    static Raster Disc(Rgba colour) => Made(colour, (x, y) => ((x - 64) * (x - 64)) + ((y - 64) * (y - 64)) < 50 * 50);

    static Raster Square(Rgba colour) => Made(colour, (x, y) => x is > 20 and < 108 && y is > 20 and < 108);

    static Raster Made(Rgba colour, Func<int, int, bool> isSeen)
    {
        var picture = new Raster(128, 128);
        for (var y = 0; y < 128; y++)
            for (var x = 0; x < 128; x++)
                if (isSeen(x, y)) picture[x, y] = colour;
        return picture;
    }
}
