using EmojiGen.Torch;

namespace EmojiGen.Models;

/// <summary>Activation functions under the names that published configurations give them.</summary>
static class Activation
{
    /// <exception cref="InvalidDataException">No activation is known by that name.</exception>
    public static Func<Tensor, Tensor> Named(string name) => ActivationNames.Parse(name) switch
    {
        ActivationName.Gelu => x => x.Gelu(),
        ActivationName.GeluTanh => x => x.GeluTanh(),
        ActivationName.QuickGelu => x => x.QuickGelu(),
        ActivationName.Relu => x => x.Relu(),
        ActivationName.Silu => x => x.Silu(),
        ActivationName.Tanh => x => x.Tanh(),
        ActivationName.Sigmoid => x => x.Sigmoid(),
        _ => x => x,
    };
}
