using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Functions of float32 to the last bit as libtorch computes them: the solvers subtract nearly equal numbers, in which the last
/// bit shows.</summary>
static class TorchSingle
{
    public static float Log(float x) => Of(x, "aten::log");

    public static float Exp(float x) => Of(x, "aten::exp");

    /// <summary>exp(x) - 1 without cancellation.</summary>
    public static float Expm1(float x) => Of(x, "aten::expm1");

    static float Of(float x, string function)
    {
        using var scope = new TensorScope();
        return (float)Op.Call(function, Tensor.From([x])).ToDouble();
    }
}
