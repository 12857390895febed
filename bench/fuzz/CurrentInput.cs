using System.IO.MemoryMappedFiles;

namespace EmojiGen.Fuzz;

/// <summary>What a child is reading at this moment, in memory that outlives it: so a crash or a hang leaves its input.</summary>
sealed unsafe class CurrentInput : IDisposable
{
    const int Header = 32, Largest = 64 << 20;

    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;
    readonly byte* memory;

    CurrentInput(MemoryMappedFile file)
    {
        this.file = file;
        view = file.CreateViewAccessor();
        memory = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle();
    }

    public static CurrentInput Open(string path) =>
        new(MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Header + Largest));

    /// <summary>Milliseconds since the machine started at which the reading began; 0 between two inputs.</summary>
    public long Since => Volatile.Read(ref ((long*)memory)[0]);

    /// <summary>The number of the input in its campaign.</summary>
    public long Number => Volatile.Read(ref ((long*)memory)[1]);

    public byte[] Bytes => new Span<byte>(memory + Header, (int)((long*)memory)[2]).ToArray();

    public void Begin(long number, ReadOnlySpan<byte> input)
    {
        input[..Math.Min(input.Length, Largest)].CopyTo(new Span<byte>(memory + Header, Largest));
        ((long*)memory)[2] = Math.Min(input.Length, Largest);
        Volatile.Write(ref ((long*)memory)[1], number);
        Volatile.Write(ref ((long*)memory)[0], Environment.TickCount64);
    }

    public void End() => Volatile.Write(ref ((long*)memory)[0], 0);

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
