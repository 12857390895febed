using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.VqVae;

public sealed class VqVaeMorphTests : IDisposable
{
    readonly TensorScope scope = new();
    readonly Generator generator = new(4);

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Halfway_between_two_axes_is_their_diagonal()
    {
        var half = VqVaeMorph.Spherical(Tensor.From<double>([2, 0], 1, 2), Tensor.From<double>([0, 4], 1, 2), 0.5);
        // The length goes evenly from 2 to 4: 3, at 45 degrees.
        half.ToArray<double>().ShouldBe([3 / Math.Sqrt(2), 3 / Math.Sqrt(2)], 1e-12);
        VqVaeMorph.Linear(Tensor.From<double>([2, 0], 1, 2), Tensor.From<double>([0, 4], 1, 2), 0.25).ToArray<double>()
            .ShouldBe([1.5, 1], 1e-12);
    }

    [Fact]
    public void The_angle_goes_evenly()
    {
        Tensor a = generator.Normal([5, 7], DType.Float64), b = generator.Normal([5, 7], DType.Float64);
        double[] Angle(Tensor x, Tensor y) => [.. x.CosineSimilarity(y).ToArray<double>().Select(Math.Acos)];
        var whole = Angle(a, b);
        foreach (var share in (double[])[0.1, 0.5, 0.8])
            Angle(a, VqVaeMorph.Spherical(a, b, share)).ShouldBe(whole.Select(it => it * share), 1e-6);
    }

    [Fact]
    public void Vectors_of_one_direction_or_none_are_gone_between_straight()
    {
        var a = Tensor.From<double>([1, 1, 0, 0, 1, 0], 3, 2);
        var b = Tensor.From<double>([3, 3, 2, 0, -1, 0], 3, 2);
        VqVaeMorph.Spherical(a, b, 0.25).ToArray<double>().Take(2).ShouldBe([1.5, 1.5], 1e-9);
        VqVaeMorph.Spherical(a, b, 0.25).ToArray<double>().ShouldAllBe(it => double.IsFinite(it));
    }

    [Theory]
    [InlineData(MorphPath.Linear)]
    [InlineData(MorphPath.Spherical)]
    [InlineData(MorphPath.Codes)]
    public void A_morph_begins_and_ends_with_the_pictures_themselves(MorphPath path)
    {
        using var model = new VqVaeModel(
            new(SampleSize: 8, PatchSize: 2, BlockOutChannels: [8, 16], LayersPerBlock: 1, LatentChannels: 6, CodebookSize: 9, NormGroups: 4));
        model.Initialise(generator);
        Tensor from = generator.Integers(0, 9, [1, 2, 2]), to = generator.Integers(0, 9, [1, 2, 2]);
        var pictures = VqVaeMorph.Between(model, model.VectorsOf(from), model.VectorsOf(to), 5, path).ToList();
        pictures.Count.ShouldBe(5);
        pictures[0].IsCloseTo(model.Decode(from), 1e-4, 1e-5).ShouldBeTrue();
        pictures[^1].IsCloseTo(model.Decode(to), 1e-4, 1e-5).ShouldBeTrue();
        if (path == MorphPath.Codes) return;
        pictures[2].IsCloseTo(pictures[0], 1e-3, 1e-4).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => VqVaeMorph.Between(model, model.VectorsOf(from), model.VectorsOf(to), 1));
    }
}
