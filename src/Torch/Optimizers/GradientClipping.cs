namespace EmojiGen.Torch;

/// <summary>Keeps a single bad batch from throwing the weights far off.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients down together until their common Euclidean norm is at most <paramref name="limit"/>.</summary>
    /// <returns>The norm before; not finite where a gradient is not.</returns>
    public static double ByNorm(IEnumerable<Tensor> tensors, double limit)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Tensor[] gradients = [.. tensors.Select(it => it.Grad).OfType<Tensor>()];
        if (gradients.Length == 0) return 0;
        var norm = Tensor.Stack(Array.ConvertAll(gradients, it => it.Norm().To(DType.Float32))).Norm().ToDouble();
        // The small number is PyTorch's, against a division by zero.
        var factor = Math.Min(1, limit / (norm + 1e-6));
        if (factor < 1)
        {
            foreach (var gradient in gradients) gradient.Mul_(factor);
        }
        return norm;
    }

    /// <summary>Cuts every number of every gradient to at most <paramref name="limit"/> in size.</summary>
    public static void ByValue(IEnumerable<Tensor> tensors, double limit)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        foreach (var tensor in tensors) tensor.Grad?.Clamp_(-limit, limit);
    }
}
