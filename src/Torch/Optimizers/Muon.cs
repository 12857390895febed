namespace EmojiGen.Torch;

/// <summary>Jordan et al. 2024: a step moves every direction of a weight matrix by the same length, instead of every number. Vectors are
/// trained by AdamW.</summary>
/// <remarks>Kernels of convolutions are matrices of (out, in · height · width), as Jordan's are. Steps have the size of Liu et al. 2025
/// (equation 4), so that AdamW's learning rate and
/// weight decay are of the right size for both kinds.</remarks>
/// <param name="groups">What to train.</param>
/// <param name="vectors">Weights of two dimensions that are rows of vectors, as embeddings are: trained by AdamW too.</param>
/// <param name="momentum">Decay of the sum of gradients, Nesterov's; 0 to 1.</param>
/// <param name="beta1">AdamW's.</param>
/// <param name="beta2">AdamW's.</param>
/// <param name="epsilon">AdamW's.</param>
public sealed class Muon(IEnumerable<ParameterGroup> groups, IReadOnlyCollection<Tensor>? vectors = null, double momentum = 0.95,
    double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    : AdamW(groups, beta1, beta2, epsilon)
{
    const int Iterations = 5;

    /// <summary>Jordan's quintic: it brings singular values to 0.7 to 1.2, which is near enough, in as few products as he found.</summary>
    const double A = 3.4445, B = -4.775, C = 2.0315;

    /// <summary>Root mean square of AdamW's steps as they are found in practice, which Liu et al. match.</summary>
    const double StepSize = 0.2;

    protected override void Update(Slot slot, Tensor gradient)
    {
        var weight = slot.Tensor;
        if (weight.Rank < 2 || vectors?.Contains(weight) is true)
        {
            base.Update(slot, gradient);
            return;
        }

        var sum = slot.Remember("momentum_buffer", weight.ZerosLike);
        sum.Lerp_(gradient, 1 - momentum);
        var (direction, rows) = (InMemoryOrder(gradient.Lerp(sum, momentum)), weight.Size(0));
        var size = StepSize * Math.Sqrt(Math.Max(rows, weight.ElementCount / rows));
        if (slot.Group.WeightDecay != 0) weight.Mul_(1 - (slot.Group.LearningRate * slot.Group.WeightDecay));
        InMemoryOrder(weight).Add_(Orthogonalized(direction.Reshape(rows, -1)).Reshape(direction.Shape), -slot.Group.LearningRate * size);
    }

    /// <summary>The order of columns is the same to a matrix of directions, but a copy from one layout to the other is slow.</summary>
    static Tensor InMemoryOrder(Tensor kernel) => kernel is { Rank: 4, IsChannelsLast: true } ? kernel.Permute(0, 2, 3, 1) : kernel;

    /// <summary>The nearest matrix with orthogonal rows or columns, about: U·Vᵀ where the matrix is U·S·Vᵀ.</summary>
    /// <param name="matrix">(M, N)</param>
    /// <returns>(M, N), singular values 0.7 to 1.2.</returns>
    internal static Tensor Orthogonalized(Tensor matrix) => TensorScope.Run(() =>
    {
        var tall = matrix.Size(0) > matrix.Size(1);
        var x = (tall ? matrix.Transpose(0, 1) : matrix) / (matrix.Norm() + 1e-7);
        if (matrix.Device.FastType == DType.BFloat16) x = x.To(DType.BFloat16);
        for (var i = 0; i < Iterations; i++)
        {
            using var scope = new TensorScope();
            var square = x.Matmul(x.Transpose(0, 1));
            x = scope.MoveOut(x.AddMM(square.AddMM(square, square, B, C), x, A));
        }
        return (tall ? x.Transpose(0, 1) : x).To(matrix.DType);
    });
}
