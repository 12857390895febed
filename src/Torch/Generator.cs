using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>A stream of random numbers: PyTorch's on the CPU, number for number. Seed 0 is a seed.</summary>
/// <remarks>Mersenne Twister 19937. A generator serves one thread at a time.</remarks>
public sealed unsafe partial class Generator : IDisposable
{
    [ThreadStatic] static Generator? ofLayers;

    nint handle;

    /// <param name="seed">As given to <c>torch.Generator("cpu").manual_seed</c>.</param>
    public Generator(ulong seed)
    {
        TorchLibrary.EnsureLoaded();
        handle = Bridge.CreateGenerator(seed);
        if (handle == 0) throw new TorchException($"Generator: {Bridge.LastError()}");
    }

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle == 0, this);
            return handle;
        }
    }

    /// <summary>What layers draw from on this thread, as dropout does, so that a run can be repeated and resumed; null: libtorch's own
    /// stream.</summary>
    public static Generator? OfLayers
    {
        get => ofLayers;
        set => ofLayers = value;
    }

    /// <summary>Where several processes draw from streams of the same state for a batch that they share: each draws all rows and keeps its
    /// own, so that together they
    /// have what one process would draw. Null: what is drawn is all there is.</summary>
    public BatchShare? Share { get; set; }

    /// <summary>Starts the stream again at a seed.</summary>
    public void Reseed(ulong seed) => Bridge.Check(Bridge.SeedGenerator(Handle, seed));

    /// <summary>All that the stream's future depends on, to be saved in a checkpoint.</summary>
    public Tensor SaveState()
    {
        var state = Bridge.GeneratorState(Handle);
        return state != 0 ? Tensor.Own(state) : throw new TorchException($"SaveState: {Bridge.LastError()}");
    }

    /// <summary>Continues where <see cref="SaveState"/> was called.</summary>
    public void RestoreState(Tensor state) => Bridge.Check(Bridge.SetGeneratorState(Handle, state.Handle));

    /// <summary>The next raw 32-bit numbers of the stream.</summary>
    public void Draw(Span<uint> numbers)
    {
        fixed (uint* target = numbers) Bridge.Check(Bridge.Draw(Handle, target, numbers.Length));
    }

    public void Dispose()
    {
        var owned = Interlocked.Exchange(ref handle, 0);
        if (owned != 0) Bridge.FreeGenerator(owned);
    }
}

/// <summary>The rows of a batch that are one process's.</summary>
/// <param name="Index">From 0, below <paramref name="Count"/>.</param>
/// <param name="Count">Shares, all of the same number of rows.</param>
public sealed record BatchShare(int Index, int Count);
