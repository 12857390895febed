namespace EmojiGen.Torch;

/// <summary>Stochastic gradient descent, with Polyak's or Nesterov's momentum where asked for.</summary>
/// <param name="groups">What to train; the weight decay is added to the gradient.</param>
/// <param name="momentum">Share of the former step that is kept; 0 to 1.</param>
/// <param name="nesterov">Looks one step of momentum ahead.</param>
public sealed class Sgd(IEnumerable<ParameterGroup> groups, double momentum = 0, bool nesterov = false) : Optimizer(groups)
{
    public Sgd(IReadOnlyList<Tensor> tensors, double learningRate, double momentum = 0, double weightDecay = 0, bool nesterov = false)
        : this([new ParameterGroup(tensors, learningRate, weightDecay)], momentum, nesterov)
    {
    }

    protected override void Update(Slot slot, Tensor gradient)
    {
        var direction = slot.Group.WeightDecay != 0 ? gradient.Add(slot.Tensor, slot.Group.WeightDecay) : gradient;
        if (momentum != 0)
        {
            // The first velocity is the gradient itself.
            var velocity = slot.Steps == 1 ? slot.Remember("momentum_buffer", direction.Clone)
                : slot.Remember("momentum_buffer", slot.Tensor.ZerosLike).Mul_(momentum).Add_(direction);
            direction = nesterov ? direction.Add(velocity, momentum) : velocity;
        }
        slot.Tensor.Add_(direction, -slot.Group.LearningRate);
    }
}
