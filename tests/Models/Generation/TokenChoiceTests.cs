using EmojiGen.Models.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Generation;

public class TokenChoiceTests
{
    static Tensor Logits => Tensor.From(new float[] { 0.1f, 0.2f, 0.4f, 0.05f, 0.25f }, 1, 5).Log();

    static int[] Left(GenerationOptions options)
    {
        using var scope = new TensorScope();
        return [.. TokenChoice.Filter(Logits, options).ToArray<float>().Index().Where(it => !float.IsNegativeInfinity(it.Item))
            .Select(it => it.Index)];
    }

    [Theory]
    [InlineData(0, 1, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(2, 1, new[] { 2, 4 })]
    [InlineData(9, 1, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(0, 0.3, new[] { 2 })] // 0.4 alone
    [InlineData(0, 0.6, new[] { 2, 4 })] // 0.4 + 0.25
    [InlineData(0, 0.7, new[] { 1, 2, 4 })]
    [InlineData(0, 0.01, new[] { 2 })] // the likeliest always stays
    [InlineData(2, 0.5, new[] { 2 })] // of the two that are left, 0.4 of 0.65 is over half
    public void Only_the_likeliest_are_left(int topK, double topP, int[] left) =>
        Left(new GenerationOptions(TopK: topK, TopP: topP)).ShouldBe(left);

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        var drawn = new int[5];
        for (var i = 0; i < 2000; i++) drawn[TokenChoice.Next(Logits, new GenerationOptions(Temperature: 1, Generator: generator))[0]]++;
        // Four standard deviations of a binomial count.
        foreach (var (index, p) in new[] { 0.1, 0.2, 0.4, 0.05, 0.25 }.Index())
            Math.Abs(drawn[index] - (2000 * p)).ShouldBeLessThan(4 * Math.Sqrt(2000 * p * (1 - p)));
    }

    [Fact]
    public void Without_temperature_the_likeliest_is_taken()
    {
        using var scope = new TensorScope();
        TokenChoice.Next(Tensor.Cat([Logits, Logits.Flip(1)]), new GenerationOptions()).ShouldBe([2, 2]);
    }
}
