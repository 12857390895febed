using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.VqVae;

public class CodebookTests
{
    static Codebook Of(double[] vectors, int width, double decay = 0.99, double epsilon = 1e-5)
    {
        using var scope = new TensorScope();
        var codebook = new Codebook(vectors.Length / width, width, decay, epsilon);
        codebook.Start(Tensor.From(vectors, vectors.Length / width, width), 1);
        return codebook;
    }

    [Fact]
    public void A_latent_takes_the_nearest_code_and_the_first_of_equals()
    {
        using var scope = new TensorScope();
        using var codebook = Of([0, 0, 2, 0, 0, 2, 2, 0], 2);
        codebook.Nearest(Tensor.From<double>([0.2, 0.1, 1.9, 0.3, 0.1, 5, -7, -7], 4, 2)).ToArray<long>().ShouldBe([0, 1, 2, 0]);
    }

    [Fact]
    public void Without_memory_a_code_is_the_mean_of_its_latents()
    {
        // van den Oord et al. 2017, eq. 3 and 4: with a decay of 0 the averages are those of the batch, and with little smoothing the
        // vector is their mean.
        using var scope = new TensorScope();
        using var codebook = Of([0, 10], 1, decay: 0, epsilon: 1e-12);
        var latents = Tensor.From<double>([1, 2, 9, 3], 4, 1);
        codebook.Update(latents, codebook.Nearest(latents));
        codebook.Vectors.ToArray<double>().ShouldBe([2, 9], 1e-9);
        codebook.Counts.ToArray<double>().ShouldBe([3, 1], 1e-12);
    }

    [Fact]
    public void Smoothing_moves_counts_towards_one_another_and_keeps_their_sum()
    {
        using var scope = new TensorScope();
        using var codebook = Of([1, 10], 1, decay: 0, epsilon: 0.5);
        var latents = Tensor.From<double>([1, 1, 1, 10], 4, 1);
        codebook.Update(latents, codebook.Nearest(latents));
        // (3 + 0.5) / (4 + 1) · 4 = 2.8 and (1 + 0.5) / 5 · 4 = 1.2, by the appendix' formula.
        codebook.Vectors.ToArray<double>().ShouldBe([3 / 2.8, 10 / 1.2], 1e-12);
    }

    [Fact]
    public void Codes_without_latents_are_replaced_by_latents_and_others_stay()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(3);
        using var codebook = Of([0, 100, 200, 10], 1);
        var latents = Tensor.From<double>([0, 0, 10, 11, 12], 5, 1);
        codebook.Update(latents, codebook.Nearest(latents));
        codebook.UsedCodes.ShouldBe(2);
        var before = codebook.Vectors.ToArray<double>();

        codebook.ResetUnused(latents, generator).ShouldBe(2);

        var after = codebook.Vectors.ToArray<double>();
        (after[0], after[3]).ShouldBe((before[0], before[3]));
        latents.ToArray<double>().ShouldContain(after[1]);
        latents.ToArray<double>().ShouldContain(after[2]);
        codebook.UsedCodes.ShouldBe(0);
    }

    [Fact]
    public void A_code_that_was_reset_stays_near_its_latent_when_nothing_comes()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(3);
        using var codebook = Of([0, 100], 1);
        var latents = Tensor.From<double>([0.5, 0.5], 2, 1);
        codebook.Update(latents, codebook.Nearest(latents));
        codebook.ResetUnused(latents, generator).ShouldBe(1);
        codebook.Update(Tensor.From<double>([-3], 1, 1), Tensor.From<long>([0]));
        codebook.Vectors.ToArray<double>()[1].ShouldBe(0.5, 1e-3);
    }

    [Fact]
    public void Vectors_move_to_the_middle_of_what_they_stand_for()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        using var codebook = new Codebook(8, 3, decay: 0.9);
        var centres = generator.Normal([8, 3]) * 5;
        codebook.Start(centres + (generator.Normal([8, 3]) * 0.5), 1);
        for (var step = 0; step < 120; step++)
        {
            using var inner = new TensorScope();
            var latents = centres.IndexSelect(0, generator.Integers(0, 8, [256])) + (generator.Normal([256, 3]) * 0.05);
            codebook.Update(latents, codebook.Nearest(latents));
        }
        var distances = (centres - codebook.Lookup(codebook.Nearest(centres))).Norm(1).ToArray<float>();
        distances.Max().ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void It_begins_with_latents_that_it_saw()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        using var codebook = new Codebook(8, 3);
        var latents = generator.Normal([20, 3]);
        codebook.StartFrom(latents, generator);
        codebook.Vectors.Shape.ShouldBe([8, 3]);
        codebook.Nearest(codebook.Vectors).ToArray<long>().ShouldBe([0, 1, 2, 3, 4, 5, 6, 7]); // no two alike
        var rows = latents.ToArray<float>().Chunk(3).Select(it => string.Join(' ', it)).ToHashSet();
        codebook.Vectors.ToArray<float>().Chunk(3).ShouldAllBe(it => rows.Contains(string.Join(' ', it)));
    }

    [Theory]
    [InlineData(1, 4, 0.9, 1e-5)]
    [InlineData(8, 4, 1.0, 1e-5)]
    [InlineData(8, 4, 0.9, 0.0)]
    [InlineData(8, 4, double.NaN, 1e-5)]
    public void Numbers_out_of_range_are_refused(int size, int width, double decay, double epsilon) =>
        Should.Throw<ArgumentException>(() => new Codebook(size, width, decay, epsilon));
}
