using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>The backward pass of a function of one's own.</summary>
/// <param name="outputGradients">One per output; null where it is zero.</param>
/// <param name="saved">What was saved in the forward pass.</param>
/// <param name="needed">For each input whether its gradient is wanted.</param>
/// <returns>One gradient per input, of its shape; null for none.</returns>
public delegate Tensor?[] BackwardRule(Tensor?[] outputGradients, Tensor[] saved, bool[] needed);

/// <summary>Functions that autograd sees as one step: nothing inside is recorded, and their gradient is computed by a rule of their
/// own.</summary>
public static unsafe class RecordedFunction
{
    /// <summary>Computes and, if any input requires a gradient, records.</summary>
    /// <param name="name">What an error in the backward pass calls it.</param>
    /// <param name="inputs">The tensors that gradients flow to.</param>
    /// <param name="forward">Computes outputs, which must be new tensors and no views of the inputs; recording is off meanwhile.</param>
    /// <param name="saved">Given the outputs, what the backward pass needs. An output itself must be detached, or it would keep itself
    /// alive.</param>
    /// <param name="backward">Runs in a scope of its own, recording off, on whatever thread libtorch uses. Gradients of gradients are not
    /// supported.</param>
    public static Tensor[] Apply(string name, Tensor[] inputs, Func<Tensor[]> forward, Func<Tensor[], Tensor[]> saved,
        BackwardRule backward)
    {
        var needed = Array.ConvertAll(inputs, it => it.RequiresGrad);
        var recording = Autograd.IsRecording && needed.Contains(true);
        Tensor[] outputs;
        using (Autograd.NoGrad()) outputs = forward();
        if (!recording) return outputs;

        var context = new Context(Array.ConvertAll(saved(outputs), it => it.Share().Unscoped()), needed, outputs.Length, backward);
        nint[] from = Autograd.Handles(inputs), to = Autograd.Handles(outputs);
        fixed (nint* f = from, t = to)
        {
            // Whatever happens, the native side calls Release exactly once.
            Bridge.Check(Bridge.Record(name, f, from.Length, t, to.Length, &Backward, &Release, GCHandle.ToIntPtr(GCHandle.Alloc(context))),
                name);
        }
        return outputs;
    }

    sealed record Context(Tensor[] Saved, bool[] Needed, int Outputs, BackwardRule Rule);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Backward(nint handle, nint* outputGradients, nint* inputGradients)
    {
        // No exception may cross into C++.
#pragma warning disable CA1031
        try
        {
            var context = (Context)GCHandle.FromIntPtr(handle).Target!;
            using var scope = new TensorScope();
            using var noGrad = Autograd.NoGrad();
            var given = new Tensor?[context.Outputs];
            for (var i = 0; i < given.Length; i++) given[i] = outputGradients[i] == 0 ? null : Tensor.Own(Bridge.Share(outputGradients[i]));
            var results = context.Rule(given, context.Saved, context.Needed);
            if (results.Length != context.Needed.Length)
                throw new InvalidOperationException(
                    $"The backward rule gave {results.Length} gradients for {context.Needed.Length} inputs.");
            for (var i = 0; i < results.Length; i++) inputGradients[i] = results[i] is { } gradient ? Bridge.Share(gradient.Handle) : 0;
            return 0;
        }
        catch (Exception e)
        {
            Bridge.SetError(e.Message);
            return -1;
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Release(nint handle)
    {
        var pin = GCHandle.FromIntPtr(handle);
        var context = (Context)pin.Target!;
        pin.Free();
        foreach (var tensor in context.Saved) tensor.Dispose();
    }
}
