using EmojiGen.Torch;

namespace EmojiGen.Models.Generation;

/// <summary>Logits to the next token: temperature, then top-k (Fan et al. 2018), then top-p (Holtzman et al. 2020), then a draw.</summary>
static class TokenChoice
{
    /// <param name="logits">(B, vocabulary)</param>
    /// <returns>One token a row.</returns>
    public static int[] Next(Tensor logits, GenerationOptions options)
    {
        using var scope = new TensorScope();
        if (options.Temperature == 0) return logits.ArgMax(-1).ToArray<int>();
        var likelihood = Filter(logits.To(Device.Cpu, DType.Float32) / options.Temperature, options).Softmax();
        return Op.Call("aten::multinomial", likelihood, 1, false, options.Generator).ToArray<int>();
    }

    /// <summary>What may not be drawn is at -∞.</summary>
    internal static Tensor Filter(Tensor logits, GenerationOptions options)
    {
        if (options.TopK > 0 && options.TopK < logits.Size(-1))
        {
            var least = logits.TopK(options.TopK).Values.Slice(-1, -1); // (B, 1)
            logits = logits.MaskedFill(logits.Lt(least), double.NegativeInfinity);
        }
        if (options.TopP < 1)
        {
            var (sorted, order) = logits.Sort(); // least likely first
            var left = sorted.Softmax().CumSum(-1).Le(1 - options.TopP); // too unlikely, with all that are less likely
            left.Slice(-1, -1).Fill_(0); // the likeliest stays
            logits = logits.MaskedFill(left.Scatter(-1, order, left), double.NegativeInfinity);
        }
        return logits;
    }
}
