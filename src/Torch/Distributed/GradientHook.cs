using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>Tells, in each backward pass, when a leaf's gradient has been added to. Until it is disposed.</summary>
public sealed unsafe class GradientHook : IDisposable
{
    nint hook;
    GCHandle pin;

    /// <param name="leaf">Requires gradients.</param>
    /// <param name="told">Called by the thread that runs the backward pass; must not throw.</param>
    public GradientHook(Tensor leaf, Action told)
    {
        pin = GCHandle.Alloc(told);
        hook = Bridge.OnGradient(leaf.Handle, &Told, GCHandle.ToIntPtr(pin));
        if (hook != 0) return;
        pin.Free();
        throw new TorchException($"GradientHook: {Bridge.LastError()}");
    }

    public void Dispose()
    {
        var owned = Interlocked.Exchange(ref hook, 0);
        if (owned == 0) return;
        Bridge.FreeHook(owned);
        pin.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Told(nint context) => ((Action)GCHandle.FromIntPtr(context).Target!)();
}
