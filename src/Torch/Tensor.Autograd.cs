using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

// What autograd keeps with a tensor.
public sealed unsafe partial class Tensor
{
    /// <summary>Whether operators on the tensor are recorded. Can be set on leaves only.</summary>
    public bool RequiresGrad
    {
        get => Describe().Flags.HasFlag(TensorFlags.RequiresGrad);
        set => Bridge.Check(Bridge.SetRequiresGrad(Handle, value ? 1 : 0));
    }

    /// <summary>Whether the tensor is no operator's recorded result.</summary>
    public bool IsLeaf => Describe().Flags.HasFlag(TensorFlags.Leaf);

    /// <summary>The gradient that <see cref="Backward"/> has accumulated here: a new handle to it, of the current scope. Null where there
    /// is none.</summary>
    public Tensor? Grad
    {
        get
        {
            nint grad;
            Bridge.Check(Bridge.Grad(Handle, &grad));
            return grad == 0 ? null : Own(grad);
        }
        set => Bridge.Check(Bridge.SetGrad(Handle, value?.Handle ?? 0));
    }

    /// <summary>Adds the gradient of this tensor with respect to every leaf that requires one to the leaf's <see cref="Grad"/>.</summary>
    /// <param name="gradient">Of this tensor's shape; may be absent for a scalar.</param>
    /// <param name="keepGraph">Leaves what was recorded for another pass.</param>
    public void Backward(Tensor? gradient = null, bool keepGraph = false)
    {
        nint self = Handle, given = gradient?.Handle ?? 0;
        Bridge.Check(Bridge.Backward(&self, gradient is null ? null : &given, 1, keepGraph ? 1 : 0, 0));
    }

    /// <summary>The same values, unrecorded; shares the memory.</summary>
    public Tensor Detach() => Op.Call("aten::detach", this);

    /// <summary>Sets <see cref="RequiresGrad"/>.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor WithGrad(bool requiresGrad = true)
    {
        RequiresGrad = requiresGrad;
        return this;
    }
}
