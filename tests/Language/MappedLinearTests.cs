using EmojiGen.Language;

namespace EmojiGen.Tests.Language;

public unsafe class MappedLinearTests
{
    [Theory]
    [InlineData(8, 16, 16)]
    [InlineData(37, 50, 5)]
    [InlineData(9, 3, 33)]
    public void A_layer_gives_the_product_of_its_stored_weight_and_its_bias(int outputs, int inputs, int tokens)
    {
        var random = new Random(outputs);
        float[] weight = Numbers(random, outputs * inputs), bias = Numbers(random, outputs);
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("x.safetensors"),
            [SafetensorsSource.From("w", weight, outputs, inputs), SafetensorsSource.From("b", bias, outputs)]);
        using var file = SafetensorsFile.Open(folder.File("x.safetensors"));
        var layer = new MappedLinear(file, "w", "b");
        var panels = (tokens + TokenPanels.Lanes - 1) / TokenPanels.Lanes;
        using TokenPanels x = new(panels, inputs), y = new(panels, outputs);
        float[][] states = [.. Enumerable.Range(0, panels * TokenPanels.Lanes).Select(_ => Numbers(random, inputs))];
        for (var token = 0; token < states.Length; token++) x.Set(token, states[token]);

        layer.Forward(x, y);

        var got = new float[outputs];
        for (var token = 0; token < tokens; token++)
        {
            y.Get(token, got);
            for (var output = 0; output < outputs; output++)
            {
                var expected = bias[output] + Enumerable.Range(0, inputs)
                    .Sum(i => (double)weight[(output * inputs) + i] * states[token][i]);
                ((double)got[output]).ShouldBe(expected, 1e-5);
            }
        }
    }

    [Fact]
    public void Vectors_of_both_widths_give_the_same_bits()
    {
        const int inputs = 41, rows = TokenPanels.FeatureStep, lanes = TokenPanels.Lanes;
        var random = new Random(3);
        float[] weight = Numbers(random, rows * inputs), bias = Numbers(random, rows), tokens = Numbers(random, inputs * lanes);
        float[] wide = new float[rows * lanes], narrow = new float[rows * lanes];
        fixed (float* w = weight, b = bias, x = tokens, to = wide, other = narrow)
        {
            MappedLinear.EightRows(w, b, inputs, x, to);
            MappedLinear.FourRows(w, b, inputs, x, other);
            MappedLinear.FourRows(w + (4 * inputs), b + 4, inputs, x, other + (4 * lanes));
        }
        wide.ShouldBe(narrow);
    }

    static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
}
