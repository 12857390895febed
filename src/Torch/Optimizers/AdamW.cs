namespace EmojiGen.Torch;

/// <summary>Loshchilov and Hutter 2019: Adam with weight decay apart from the gradient.</summary>
/// <param name="groups">What to train.</param>
/// <param name="beta1">Decay of the mean of gradients; 0 to 1.</param>
/// <param name="beta2">Decay of the mean of their squares; 0 to 1.</param>
/// <param name="epsilon">Added to the denominator; above 0.</param>
public class AdamW(IEnumerable<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : Optimizer(groups)
{
    public AdamW(IReadOnlyList<Tensor> tensors, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0.01)
        : this([new ParameterGroup(tensors, learningRate, weightDecay)], beta1, beta2, epsilon)
    {
    }

    protected override void Update(Slot slot, Tensor gradient)
    {
        var (weight, rate) = (slot.Tensor, slot.Group.LearningRate);
        var mean = slot.Remember("exp_avg", weight.ZerosLike);
        var square = slot.Remember("exp_avg_sq", weight.ZerosLike);

        if (weight is { DType: DType.Float32, Device.IsCpu: true } && gradient.DType == DType.Float32)
        {
            // In one pass over memory, which is all that a step costs.
            Op.CallInPlace("emojigen::adamw_", weight, mean, square, gradient, rate, beta1, beta2, epsilon, slot.Group.WeightDecay,
                slot.Steps);
            return;
        }

        if (slot.Group.WeightDecay != 0) weight.Mul_(1 - rate * slot.Group.WeightDecay);
        mean.Lerp_(gradient, 1 - beta1);
        square.Mul_(beta2).AddCMul_(gradient, gradient, 1 - beta2);

        // Both means start at zero; these are what they fall short by.
        var correction1 = 1 - Math.Pow(beta1, slot.Steps);
        var correction2 = 1 - Math.Pow(beta2, slot.Steps);
        var denominator = square.Sqrt().Div_(Math.Sqrt(correction2)).Add_(epsilon);
        weight.AddCDiv_(mean, denominator, -rate / correction1);
    }
}
