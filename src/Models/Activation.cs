using EmojiGen.Torch;

namespace EmojiGen.Models;

/// <summary>Activation functions under the names that published configurations give them.</summary>
static class Activation
{
    /// <exception cref="InvalidDataException">No activation is known by that name.</exception>
    public static Func<Tensor, Tensor> Named(string name) => name switch
    {
        "gelu" or "gelu_python" => x => x.Gelu(),
        "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh" or "gelu_accurate" => x => x.GeluTanh(),
        "quick_gelu" => x => x.QuickGelu(),
        "relu" => x => x.Relu(),
        "silu" or "swish" => x => x.Silu(),
        "tanh" => x => x.Tanh(),
        "sigmoid" => x => x.Sigmoid(),
        "linear" => x => x,
        _ => throw new InvalidDataException($"Activation '{name}' of the configuration is not known here; known are gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, silu, tanh, sigmoid and linear."),
    };
}
