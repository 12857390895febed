namespace EmojiGen.ModelFiles;

/// <summary>The activation functions that published networks have.</summary>
public enum ActivationName
{
    /// <summary>x times the share of a unit normal below x.</summary>
    Gelu,

    /// <summary>Gelu with tanh in the place of the error function.</summary>
    GeluTanh,

    /// <summary>x sigmoid(1.702 x)</summary>
    QuickGelu,
    Relu,

    /// <summary>x sigmoid(x)</summary>
    Silu,
    Tanh,
    Sigmoid,
    Linear,
}

/// <summary>The names that published configurations give them.</summary>
public static class ActivationNames
{
    /// <exception cref="InvalidDataException">No activation is known by that name.</exception>
    public static ActivationName Parse(string name) => name switch
    {
        "gelu" or "gelu_python" => ActivationName.Gelu,
        "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh" or "gelu_accurate" => ActivationName.GeluTanh,
        "quick_gelu" => ActivationName.QuickGelu,
        "relu" => ActivationName.Relu,
        "silu" or "swish" => ActivationName.Silu,
        "tanh" => ActivationName.Tanh,
        "sigmoid" => ActivationName.Sigmoid,
        "linear" => ActivationName.Linear,
        _ => throw new InvalidDataException($"Activation '{name}' of the configuration is not known here; "
            + "known are gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, silu, tanh, sigmoid and linear."),
    };
}
