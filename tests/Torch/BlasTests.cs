using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Products in float32 and float64, which the bridge divides among threads (native/blas.cpp), against sums taken one by
/// one.</summary>
public class BlasTests
{
    [Theory]
    [InlineData(700, 130, 90)]
    [InlineData(130, 700, 90)]
    [InlineData(193, 193, 193)]
    [InlineData(3, 5, 7)]
    public void Products_are_right_however_their_factors_lie(int rows, int columns, int depth)
    {
        foreach (var type in (DType[])[DType.Float32, DType.Float64])
            foreach (var (turnA, turnB, turnC) in (IEnumerable<(bool, bool, bool)>)[(false, false, false), (true, false, false),
                (false, true, false), (true, true, false), (false, true, true)])
            {
                using var scope = new TensorScope();
                using var generator = new Generator(7);
                // Wider than what is multiplied, so that rows do not follow one another.
                Tensor a = Factor(rows, depth, turnA), b = Factor(depth, columns, turnB), c = Factor(rows, columns, turnC);
                var expected = Expected(Numbers(a), Numbers(b), Numbers(c), rows, columns, depth);
                var found = Numbers(c.AddMM(a, b, beta: 0.5, alpha: 2));
                for (var i = 0; i < found.Length; i++)
                    found[i].ShouldBe(expected[i], type == DType.Float32 ? 1e-3 : 1e-11, $"{type} {turnA} {turnB} {turnC}: element {i}");

                Tensor Factor(int height, int width, bool turned) =>
                    (turned ? generator.Normal([width, height + 5]).Narrow(1, 2, height).Transpose(0, 1)
                    : generator.Normal([height, width + 5]).Narrow(1, 2, width)).To(type);
            }
    }

    [Theory]
    [InlineData(900, 700)]
    [InlineData(700, 900)]
    public void Products_with_a_vector_are_right(int rows, int columns)
    {
        foreach (var turned in (bool[])[false, true])
        {
            using var scope = new TensorScope();
            using var generator = new Generator(8);
            var a = turned ? generator.Normal([columns, rows]).Transpose(0, 1) : generator.Normal([rows, columns]);
            var x = generator.Normal([columns, 3]).Select(1, 1);
            var expected = Expected(Numbers(a), Numbers(x.Reshape(columns, 1)), new double[rows], rows, 1, columns);
            var found = Numbers(a.Matmul(x));
            for (var i = 0; i < rows; i++) (2 * found[i]).ShouldBe(expected[i], 1e-3, $"{turned}: element {i}");
        }
    }

    [Theory]
    [InlineData(2000, 64, 300)]
    [InlineData(64, 2000, 300)]
    [InlineData(777, 515, 399)]
    [InlineData(1, 1500, 1500)]
    public void A_product_has_the_same_bits_on_one_thread_and_on_all(int rows, int columns, int depth)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(9);
        Tensor a = generator.Normal([rows, depth]), b = generator.Normal([depth, columns]);
        var all = a.Matmul(b).ToArray<float>();
        using var threads = TorchThreads.Limit(1);
        a.Matmul(b).ToArray<float>().ShouldBe(all);
    }

    static double[] Numbers(Tensor tensor) => tensor.To(DType.Float64).Contiguous().ToArray<double>();

    static double[] Expected(double[] a, double[] b, double[] c, int rows, int columns, int depth)
    {
        var sums = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < depth; k++) sum += a[(i * depth) + k] * b[(k * columns) + j];
                sums[(i * columns) + j] = (2 * sum) + (0.5 * c[(i * columns) + j]);
            }
        return sums;
    }
}
