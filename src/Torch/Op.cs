using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>An operator of libtorch's dispatcher, by the name its schema has: <c>aten::add.Tensor</c>, <c>aten::conv2d</c>.</summary>
/// <remarks>Arguments go by position; those missing at the end, and <see cref="Value.Default"/>, take the schema's defaults. An integer is
/// taken where the schema wants a float, a flag, or a list of as many of it.</remarks>
public sealed unsafe class Op
{
    const int MaxResults = 8;
    static readonly ConcurrentDictionary<string, Op> known = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<string, bool> existing = new(StringComparer.Ordinal);

    readonly string name;
    readonly nint handle;

    Op(string name)
    {
        TorchLibrary.EnsureLoaded();
        this.name = name;
        handle = Find(name);
        if (handle == 0) throw new TorchException($"{name}: {Bridge.LastError()}.");
    }

    /// <summary>The operator of that name.</summary>
    /// <exception cref="TorchException">This libtorch has none of that name.</exception>
    public static Op Named(string name) => known.GetOrAdd(name, static it => new Op(it));

    /// <summary>Whether this libtorch has an operator of that name.</summary>
    public static bool Exists(string name)
    {
        TorchLibrary.EnsureLoaded(); // or "no libtorch" would look like "no such operator"
        return existing.GetOrAdd(name, static it => Find(it) != 0);
    }

    /// <summary>The schema, as libtorch writes it.</summary>
    public string Schema => Bridge.Schema(handle);

    /// <summary>Calls an operator that gives one tensor.</summary>
    /// <exception cref="TorchException">libtorch refused; says the operator and the shapes.</exception>
    public static Tensor Call(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        var op = Named(name);
        var count = op.Invoke(arguments, &result, 1);
        if (count != 1 || result.Kind != ValueKind.Tensor || result.Pointer == 0)
            throw new TorchException(name, Describe(arguments), "expected one tensor as the result");
        return Tensor.Own(result.Pointer);
    }

    /// <summary>Calls an operator that changes its first argument and gives it back.</summary>
    /// <returns>The first argument.</returns>
    /// <inheritdoc cref="Call"/>
    public static Tensor CallInPlace(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        if (Named(name).Invoke(arguments, &result, 1) == 1) Bridge.FreeTensor(result.Pointer);
        return (Tensor)arguments[0].Reference!;
    }

    /// <summary>Calls an operator that gives several tensors or a list of them; those it leaves undefined are left out.</summary>
    /// <inheritdoc cref="Call"/>
    public static Tensor[] CallTensors(string name, params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MaxResults];
        var count = Named(name).Invoke(arguments, results, MaxResults);
        var tensors = new List<Tensor>(count);
        for (var i = 0; i < count; i++)
        {
            if (results[i].Kind == ValueKind.Tensor) Take(results[i].Pointer);
            if (results[i].Kind != ValueKind.TensorList) continue;
            foreach (var handle in new ReadOnlySpan<nint>((void*)results[i].Pointer, results[i].Count)) Take(handle);
            Bridge.Free(results[i].Pointer);
        }
        return [.. tensors];

        void Take(nint handle)
        {
            if (handle != 0) tensors.Add(Tensor.Own(handle));
        }
    }

    /// <summary>Calls an operator that gives a number or a flag (1 or 0).</summary>
    /// <inheritdoc cref="Call"/>
    public static double CallNumber(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Named(name).Invoke(arguments, &result, 1);
        return result.Kind == ValueKind.Double ? result.Real : result.Integer;
    }

    /// <summary>Calls an operator for its effect.</summary>
    /// <inheritdoc cref="Call"/>
    public static void CallFor(string name, params ReadOnlySpan<Value> arguments)
    {
        foreach (var tensor in CallTensors(name, arguments)) tensor.Dispose();
    }

    static nint Find(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? Bridge.Find(name, "") : Bridge.Find(name[..dot], name[(dot + 1)..]);
    }

    int Invoke(ReadOnlySpan<Value> arguments, NativeValue* results, int capacity)
    {
        Interruption.ThrowIfRequested();
        var natives = stackalloc NativeValue[arguments.Length];
        var scratch = new Scratch(stackalloc long[96]);
        try
        {
            for (var i = 0; i < arguments.Length; i++) natives[i] = scratch.Convert(arguments[i]);
            var profile = OpProfile.Current;
            var start = profile is null ? 0 : System.Diagnostics.Stopwatch.GetTimestamp();
            var count = Bridge.Call(handle, natives, arguments.Length, results, capacity);
            profile?.Add(name, Describe(arguments), System.Diagnostics.Stopwatch.GetTimestamp() - start);
            if (count < 0) throw Refused(arguments);
            return count;
        }
        finally
        {
            scratch.Free();
        }
    }

    Exception Refused(ReadOnlySpan<Value> arguments)
    {
        var reason = Bridge.LastError().TrimEnd();
        return (Exception?)DeviceMemoryException.Of(reason) ?? new TorchException(name, Describe(arguments), reason);
    }

    static string Describe(ReadOnlySpan<Value> arguments)
    {
        var parts = new string[arguments.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = arguments[i] is { Kind: ValueKind.Tensor, Reference: Tensor { IsDisposed: true } } ? "disposed tensor"
                : arguments[i].ToString();
        return string.Join(", ", parts);
    }

    /// <summary>Unmoving memory for lists and texts during one call: the caller's stack first, then the heap.</summary>
    ref struct Scratch(Span<long> stack)
    {
        Span<long> free = stack;
        List<nint>? heap;

        public NativeValue Convert(in Value value)
        {
            var native = new NativeValue { Kind = value.Kind, Integer = value.Bits };
            switch (value.Reference)
            {
                case Tensor tensor: native.Pointer = tensor.Handle; break;
                case Generator generator: native.Pointer = generator.Handle; break;
                case long[] numbers: (native.Pointer, native.Count) = Copy<long>(numbers); break;
                case double[] numbers: (native.Pointer, native.Count) = Copy<double>(numbers); break;
                case bool[] flags: (native.Pointer, native.Count) = Copy<bool>(flags); break;
                case string text: (native.Pointer, native.Count) = Copy<byte>(System.Text.Encoding.UTF8.GetBytes(text)); break;
                case Tensor?[] tensors:
                    (native.Pointer, native.Count) = (Reserve(tensors.Length), tensors.Length);
                    for (var i = 0; i < tensors.Length; i++) ((nint*)native.Pointer)[i] = tensors[i]?.Handle ?? 0;
                    break;
            }
            return native;
        }

        public readonly void Free()
        {
            if (heap is null) return;
            foreach (var block in heap) NativeMemory.Free((void*)block);
        }

        (nint Pointer, int Count) Copy<T>(ReadOnlySpan<T> items) where T : unmanaged
        {
            var pointer = Reserve((items.Length * sizeof(T) + 7) / 8);
            items.CopyTo(new Span<T>((void*)pointer, items.Length));
            return (pointer, items.Length);
        }

        /// <summary>Room for so many 8-byte words.</summary>
        nint Reserve(int words)
        {
            if (words <= free.Length)
            {
                var pointer = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(free));
                free = free[words..];
                return pointer;
            }
            var block = (nint)NativeMemory.Alloc((nuint)words, 8);
            (heap ??= []).Add(block);
            return block;
        }
    }
}
