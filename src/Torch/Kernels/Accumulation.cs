namespace EmojiGen.Torch;

/// <summary>Products of bf16 on the CPU add up in float32, at every size and level.</summary>
/// <remarks>libtorch promises less: it has oneDNN compute them where the processor has AVX-512 and the product is not small, and adds up in
/// bf16 elsewhere, where 256 ones and
/// one more are 256. Those products are computed on float32 copies, which is faster there too.</remarks>
static class Accumulation
{
    /// <summary>Products of so many multiplications and fewer are too small for oneDNN (<c>checksize</c> in ATen's
    /// mkldnn/Matmul.cpp).</summary>
    const long Small = 16 * 16 * 16;

    /// <summary>What <paramref name="product"/> gives, of copies in float32 where libtorch would add up in less.</summary>
    public static Tensor Matrices(Tensor a, Tensor b, Tensor? added, Func<Tensor, Tensor, Tensor?, Tensor> product, long multiplications) =>
        Applies(a, b) && (multiplications <= Small || !HasOneDnn) ? Widened(a, b, added, product) : product(a, b, added);

    /// <inheritdoc cref="Matrices"/>
    public static Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, Func<Tensor, Tensor, Tensor?, Tensor> convolution) =>
        Applies(x, weight) && !HasOneDnn ? Widened(x, weight, bias, convolution) : convolution(x, weight, bias);

    /// <summary>Multiplications in the product of (..., m, k) and (..., k, n), or of vectors in their places.</summary>
    public static long Count(Tensor a, Tensor b) =>
        Math.Max(a.ElementCount * (b.Rank > 1 ? b.Size(-1) : 1), b.ElementCount * (a.Rank > 1 ? a.Size(-2) : 1));

    static bool HasOneDnn => Kernels.Level >= KernelLevel.Avx512;

    static bool Applies(Tensor a, Tensor b) => a.DType == DType.BFloat16 && b.DType == DType.BFloat16 && a.Device.IsCpu;

    static Tensor Widened(Tensor a, Tensor b, Tensor? added, Func<Tensor, Tensor, Tensor?, Tensor> product) =>
        product(a.To(DType.Float32), b.To(DType.Float32), added?.To(DType.Float32)).To(DType.BFloat16);
}
