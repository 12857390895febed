using EmojiGen.Evaluation.Features;
using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Evaluation.Features;

public sealed class FeatureCacheTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    [Fact]
    public void A_picture_is_looked_at_once_also_by_another_process()
    {
        using var scope = new TensorScope();
        using var eye = new MeanColour();
        Raster[] pictures = [.. Enumerable.Range(0, 40).Select(i => Raster.Filled(8, 8, new Rgba((byte)(6 * (i % 20)), 7, 9)))];
        var first = eye.Of(pictures, FeatureCache.Open(folder.Path, eye)).ToArray<float>();
        eye.Looked.ShouldBe(20);

        var again = eye.Of(pictures, FeatureCache.Open(folder.Path, eye)).ToArray<float>();

        again.ShouldBe(first);
        eye.Looked.ShouldBe(20);
        first[0..2].ShouldBe([0, 7]);
    }

    [Fact]
    public void What_a_killed_process_wrote_in_part_is_left_out_and_written_over()
    {
        using var scope = new TensorScope();
        using var eye = new MeanColour();
        Raster one = Raster.Filled(8, 8, Rgba.White), other = Raster.Filled(8, 8, Rgba.Black);
        eye.Of([one], FeatureCache.Open(folder.Path, eye));
        var file = Directory.EnumerateFiles(folder.Path, "*.features").Single();
        File.AppendAllText(file, "torn");

        eye.Of([other], FeatureCache.Open(folder.Path, eye));

        var cache = FeatureCache.Open(folder.Path, eye);
        cache.Find(FeatureCache.KeyOf(one)).ShouldBe([255, 255]);
        cache.Find(FeatureCache.KeyOf(other)).ShouldBe([0, 0]);
        new FileInfo(file).Length.ShouldBe(2 * (16 + 8));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Red and green of the first pixel.</summary>
    sealed class MeanColour : IPictureFeatures
    {
        public int Looked { get; private set; }

        public string Name => "mean colour";

        public int Width => 2;

        public string Identity => "mean";

        public Tensor Of(IReadOnlyList<Raster> pictures)
        {
            Looked += pictures.Count;
            return Tensor.From<float>([.. pictures.SelectMany(it => new float[] { it[0, 0].R, it[0, 0].G })], pictures.Count, 2);
        }

        public void Dispose() { }
    }
}
