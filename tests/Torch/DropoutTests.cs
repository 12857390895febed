using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public sealed class DropoutTests : IDisposable
{
    readonly TensorScope scope = new();
    readonly Generator generator = new(3);

    public DropoutTests() => Generator.OfLayers = generator;

    [Theory]
    [InlineData(DType.Float64, 0.25)]
    [InlineData(DType.Float32, 0.25)]
    [InlineData(DType.BFloat16, 0.25)]
    [InlineData(DType.Float16, 0.1)]
    public void It_zeroes_a_share_and_scales_the_rest_up(DType type, double probability)
    {
        var dropped = Tensor.Full([401, 257], 2, type).Dropout(probability, training: true).To(DType.Float64); // an odd number of elements
        var values = dropped.ToArray<double>();
        // Binomial: the share's deviation is 0.0014 at most, of 103,057 elements.
        (values.Count(it => it == 0) / (double)values.Length).ShouldBe(probability, 0.007);
        values.Where(it => it != 0).ShouldAllBe(it => Math.Abs(it - (2 / (1 - probability))) < 0.02);
        // Neighbours know nothing of each other, in whichever of a number's four lanes they are.
        for (var shift = 1; shift <= 4; shift++)
        {
            var together = values.Zip(values.Skip(shift)).Count(it => it is (0, 0)) / (double)values.Length;
            together.ShouldBe(probability * probability, 0.006, $"{shift} apart");
        }
    }

    [Fact]
    public void It_follows_the_stream_of_layers_and_gradients_go_where_values_went()
    {
        var x = Tensor.Full([64, 33], 1).WithGrad();
        var state = generator.SaveState();
        var first = x.Dropout(0.4, training: true);
        var second = x.Dropout(0.4, training: true);
        first.EqualTo(second).ShouldBeFalse();
        generator.RestoreState(state);
        x.Dropout(0.4, training: true).EqualTo(first).ShouldBeTrue();

        first.Sum().Backward();
        x.Grad!.EqualTo(first).ShouldBeTrue(); // of ones
    }

    public void Dispose()
    {
        Generator.OfLayers = null;
        generator.Dispose();
        scope.Dispose();
    }
}
