using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>Gradients.</summary>
public static unsafe class Autograd
{
    /// <summary>Whether operators on this thread record what <see cref="Tensor.Backward"/> needs.</summary>
    public static bool IsRecording
    {
        get
        {
            TorchLibrary.EnsureLoaded();
            return Bridge.GradMode() != 0;
        }
    }

    /// <summary>Records nothing on this thread until disposed: <c>using var _ = Autograd.NoGrad();</c></summary>
    public static GradMode NoGrad() => new(record: false);

    /// <summary>Records again inside <see cref="NoGrad"/>, until disposed.</summary>
    public static GradMode WithGrad() => new(record: true);

    /// <summary>Gradients of the sum of <paramref name="outputs"/> with respect to <paramref name="inputs"/>, without touching <see
    /// cref="Tensor.Grad"/>.</summary>
    /// <param name="outputs">Scalars, unless <paramref name="outputGradients"/> are given.</param>
    /// <param name="inputs">Tensors that require gradients.</param>
    /// <param name="outputGradients">One per output, of its shape.</param>
    /// <param name="keepGraph">Leaves what was recorded for another pass.</param>
    /// <param name="createGraph">Records this pass, for gradients of gradients.</param>
    /// <param name="allowUnused">Gives null for an input that no output depends on, where otherwise that is an error.</param>
    public static Tensor?[] Gradients(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> inputs,
        ReadOnlySpan<Tensor> outputGradients = default,
        bool keepGraph = false, bool createGraph = false, bool allowUnused = false)
    {
        if (!outputGradients.IsEmpty && outputGradients.Length != outputs.Length)
            throw new ArgumentException($"Expected {outputs.Length} output gradients, got {outputGradients.Length}.",
                nameof(outputGradients));
        nint[] from = Handles(outputs), at = Handles(inputs), given = Handles(outputGradients), results = new nint[inputs.Length];
        fixed (nint* f = from, a = at, g = given, r = results)
        {
            Bridge.Check(Bridge.Gradients(f, given.Length == 0 ? null : g, from.Length, a, at.Length,
                keepGraph || createGraph ? 1 : 0, createGraph ? 1 : 0, allowUnused ? 1 : 0, r));
        }
        return Array.ConvertAll(results, it => it == 0 ? null : Tensor.Own(it));
    }

    /// <inheritdoc cref="Gradients"/>
    public static Tensor Gradient(Tensor output, Tensor input, Tensor? outputGradient = null) =>
        Gradients([output], [input], outputGradient is null ? [] : [outputGradient])[0]!;

    internal static nint[] Handles(ReadOnlySpan<Tensor> tensors)
    {
        var handles = new nint[tensors.Length];
        for (var i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
        return handles;
    }
}

/// <summary>Restores the thread's former recording mode when disposed.</summary>
public readonly struct GradMode : IDisposable
{
    readonly bool before;

    internal GradMode(bool record)
    {
        before = Autograd.IsRecording;
        Bridge.SetGradMode(record ? 1 : 0);
    }

    public void Dispose() => Bridge.SetGradMode(before ? 1 : 0);
}
