namespace EmojiGen.Torch;

/// <summary>libtorch refused an operation, or cannot be used at all.</summary>
public sealed class TorchException : InvalidOperationException
{
    public TorchException(string message) : base(message)
    {
    }

    internal TorchException(string op, string arguments, string reason) : base($"{op}({arguments}): {reason}")
    {
        Operator = op;
        Arguments = arguments;
    }

    /// <summary>The operator that failed, as <c>aten::matmul</c>; null where none was called.</summary>
    public string? Operator { get; }

    /// <summary>The arguments it was given, tensors by element type and shape: <c>float32[2, 3], float32[4, 5]</c>.</summary>
    public string? Arguments { get; }
}
