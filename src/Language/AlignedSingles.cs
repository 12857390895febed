using System.Runtime.InteropServices;

namespace EmojiGen.Language;

/// <summary>Native memory for float32 numbers, whose first one begins a cache line. Not cleared.</summary>
sealed unsafe class AlignedSingles(nint count) : IDisposable
{
    const nuint CacheLine = 64;

    public float* Pointer { get; private set; } = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), CacheLine);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
