using System.Text;
using EmojiGen.Composition.Grammar;
using EmojiGen.Imaging;
using EmojiGen.Imaging.Cutouts;
using EmojiGen.Tests.Composition;
using static EmojiGen.Tests.Composition.Described;

namespace EmojiGen.Tests.Imaging;

/// <summary>Composed art, whose alpha is known, is laid on a ground and cut out again.</summary>
public class CutoutTests
{
    const int Side = 160;

    static readonly Dictionary<string, Raster> Art = new(StringComparer.Ordinal);

    static Raster Truth(string name)
    {
        lock (Art)
        {
            if (Art.TryGetValue(name, out var art)) return art;
            var (scene, style) = name switch
            {
                "panda on a skateboard" => (Of(RelationKind.Riding, Subject("panda"), Subject("skateboard")), "fluent"),
                "bear in a top hat" => (Of(RelationKind.Wearing, Subject("bear"), Subject("top hat")), "openmoji"),
                "doughnut" => (Of(Subject("doughnut")), "twemoji"),
                "spider" => (Of(Subject("spider")), "noto"),
                "ghost" => (Of(Subject("ghost")), "flat"),
                _ => (Of(Subject("cat face")), "noto"),
            };
            return Art[name] = SvgRenderer.Render(Encoding.UTF8.GetBytes(scene.Compose(style).Svg()), Side, Side);
        }
    }

    /// <summary>What (u, v), both 0 to 1, show of a ground, 0 to 1 a channel.</summary>
    static (double R, double G, double B) Ground(string name, double u, double v) => name switch
    {
        "white" => (1, 1, 1),
        "black" => (0, 0, 0),
        "grey" => (0.75, 0.75, 0.75),
        "green" => (0.1, 0.75, 0.25),
        "gradient" => (0.55 + (0.3 * v), 0.65 + (0.2 * v), 0.9 - (0.2 * u)),
        // a vignette
        _ => 0.9 - (0.5 * (((u - 0.5) * (u - 0.5)) + ((v - 0.5) * (v - 0.5)))) is var light ? (light, light, 0.95 * light) : default,
    };

    static Raster On(Raster art, string ground)
    {
        var seen = new Raster(art.Width, art.Height);
        for (var y = 0; y < art.Height; y++)
        {
            for (var x = 0; x < art.Width; x++)
            {
                var (r, g, b) = Ground(ground, x / (art.Width - 1.0), y / (art.Height - 1.0));
                var p = art[x, y];
                byte Mix(double under, byte over) => (byte)Math.Round((255 * under * (1 - (p.A / 255.0))) + (over * (p.A / 255.0)));
                seen[x, y] = new(Mix(r, p.R), Mix(g, p.G), Mix(b, p.B));
            }
        }
        return seen;
    }

    /// <summary>Mean errors: alpha over the picture, alpha at soft edges, and colour at soft edges, where it is seen.</summary>
    static (double Alpha, double EdgeAlpha, double EdgeColor) Errors(Raster truth, Raster cut)
    {
        var (alpha, edgeAlpha, edgeColor, edges) = (0.0, 0.0, 0.0, 0);
        for (var i = 0; i < truth.Width * truth.Height; i++)
        {
            var (t, c) = (truth[i % truth.Width, i / truth.Width], cut[i % truth.Width, i / truth.Width]);
            alpha += Math.Abs(t.A - c.A) / 255.0;
            if (t.A is <= 5 or >= 250) continue;
            edges++;
            edgeAlpha += Math.Abs(t.A - c.A) / 255.0;
            edgeColor += (Math.Abs(t.R - c.R) + Math.Abs(t.G - c.G) + Math.Abs(t.B - c.B)) / 765.0 * Math.Min(t.A, c.A) / 255;
        }
        return (alpha / truth.Width / truth.Height, edgeAlpha / edges, edgeColor / edges);
    }

    [Theory]
    [InlineData("cat face", "white")]
    [InlineData("cat face", "green")]
    [InlineData("cat face", "gradient")]
    [InlineData("panda on a skateboard", "white")]
    [InlineData("panda on a skateboard", "grey")]
    [InlineData("panda on a skateboard", "green")]
    [InlineData("bear in a top hat", "white")]
    [InlineData("bear in a top hat", "gradient")]
    [InlineData("bear in a top hat", "vignette")]
    [InlineData("doughnut", "green")]
    [InlineData("doughnut", "grey")]
    [InlineData("doughnut", "vignette")]
    [InlineData("ghost", "white")]
    [InlineData("ghost", "gradient")]
    [InlineData("spider", "white")]
    [InlineData("spider", "green")]
    public void The_true_alpha_comes_back_and_edges_carry_no_tint_of_the_ground(string art, string ground)
    {
        var truth = Truth(art);
        var cut = Cutout.Cut(On(truth, ground));
        cut.Refusal.ShouldBeNull();
        var (alpha, edgeAlpha, edgeColor) = Errors(truth, cut.Picture);
        alpha.ShouldBeLessThan(0.004);
        edgeAlpha.ShouldBeLessThan(0.07);
        edgeColor.ShouldBeLessThan(0.015);
    }

    [Fact]
    public void Noise_and_blur_as_a_decoder_leaves_them_are_borne()
    {
        foreach (var ground in new[] { "white", "green" })
        {
            var truth = Truth("cat face");
            var sharp = On(truth, ground);
            var (seen, random) = (new Raster(Side, Side), new Random(1));
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                {
                    // (1, 2, 1) both ways, and noise of 3 of 255.
                    double[] sum = [0, 0, 0];
                    for (var k = 0; k < 9; k++)
                    {
                        var (i, j) = ((k % 3) - 1, (k / 3) - 1);
                        var p = sharp[Math.Clamp(x + i, 0, Side - 1), Math.Clamp(y + j, 0, Side - 1)];
                        var weight = (2 - Math.Abs(i)) * (2 - Math.Abs(j)) / 16.0;
                        (sum[0], sum[1], sum[2]) = (sum[0] + (weight * p.R), sum[1] + (weight * p.G), sum[2] + (weight * p.B));
                    }
                    byte Noisy(double value) =>
                        (byte)Math.Clamp(Math.Round(value + (6 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))),
                        0, 255);
                    seen[x, y] = new(Noisy(sum[0]), Noisy(sum[1]), Noisy(sum[2]));
                }
            }
            // The blur itself makes the edges' alpha another one than the truth's.
            Errors(truth, Cutout.Cut(seen).Picture).Alpha.ShouldBeLessThan(0.012);
        }
    }

    [Fact]
    public void A_hole_is_cut_where_its_colour_is_the_ground_s_and_kept_where_it_may_be_an_eye()
    {
        var truth = Truth("doughnut");
        var (x, y) = (Side / 2, (int)(Side * 0.43)); // in the hole: transparent in the art
        truth[x, y].A.ShouldBe((byte)0);
        Cutout.Cut(On(truth, "green")).Picture[x, y].A.ShouldBe((byte)0);
        Cutout.Cut(On(truth, "white")).Picture[x, y].A.ShouldBe((byte)255);
        Cutout.Cut(On(truth, "white"), new CutoutOptions(CutHoles: true)).Picture[x, y].A.ShouldBe((byte)0);
        Cutout.Cut(On(truth, "green"), new CutoutOptions(CutHoles: false)).Picture[x, y].A.ShouldBe((byte)255);
    }

    [Fact]
    public void An_object_may_reach_over_a_part_of_the_border()
    {
        var standing = Truth("cat face").Crop(0, 0, Side, Side - 30); // without its chin
        Errors(standing, Cutout.Cut(On(standing, "green")).Picture).Alpha.ShouldBeLessThan(0.004);
    }

    [Fact]
    public void What_has_no_plain_ground_is_refused_with_the_reason()
    {
        var noise = new Raster(64, 64);
        var random = new Random(3);
        for (var i = 0; i < 64 * 64; i++)
            noise[i % 64, i / 64] = new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        Refusal(noise).ShouldContain("of the border");

        var landscape = new Raster(64, 64); // sky and earth
        for (var i = 0; i < 64 * 64; i++) landscape[i % 64, i / 64] = i / 64 < 30 ? new(120, 180, 255) : new(60, 120, 40);
        Refusal(landscape).ShouldContain("of the border");

        Refusal(Raster.Filled(64, 64, Rgba.White)).ShouldContain("nothing but ground");
        Refusal(Raster.Filled(4, 4, Rgba.White)).ShouldContain("too small");

        static string Refusal(Raster picture)
        {
            var result = Cutout.Cut(picture);
            result.Picture.ShouldBeSameAs(picture);
            return result.Refusal.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_picture_with_transparency_stays_as_it_is()
    {
        var picture = Pictures.Disc(32);
        Cutout.Cut(picture).Picture.ShouldBeSameAs(picture);
    }

    [Fact]
    public void Any_picture_is_cut_or_refused()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var picture = Raster.Filled(random.Next(1, 40), random.Next(1, 40),
                new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
            for (var i = random.Next(200); i > 0; i--)
                picture[random.Next(picture.Width), random.Next(picture.Height)] =
                new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
            var result = Cutout.Cut(picture);
            ReferenceEquals(result.Picture, picture).ShouldBe(result.Refusal is not null);
        }
    }
}
