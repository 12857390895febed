using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;

namespace EmojiGen.Fuzz;

/// <summary>Which branches an input took, counted by SharpFuzz's instrumentation of the rooms.</summary>
static unsafe class Coverage
{
    const int Edges = 1 << 16;

    static byte* counted;
    static readonly byte[] known = new byte[Edges];

    /// <summary>Rooms that read nothing by themselves, or are called far too often.</summary>
    static readonly string[] notCounted = ["EmojiGen.Torch.dll", "EmojiGen.Language.dll"];

    /// <summary>Before any room is called: instrumented code writes into this memory without asking.</summary>
    public static void Begin()
    {
        counted = (byte*)NativeMemory.AllocZeroed(Edges);
        Trace.SharedMem = counted;
    }

    public static void Forget()
    {
        new Span<byte>(counted, Edges).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether a branch was taken, or was taken more often than ever before, by powers of two, since <see cref="Forget"/>.</summary>
    public static bool IsNew()
    {
        var isNew = false;
        for (var i = 0; i < Edges; i++)
        {
            if (counted[i] == 0) continue;
            var often = (byte)(1 << System.Numerics.BitOperations.Log2(counted[i]));
            isNew |= (known[i] & often) == 0;
            known[i] |= often;
        }
        return isNew;
    }

    public static int Branches => known.Count(it => it > 0);

    public static int Instrument(string folder)
    {
        foreach (var room in Directory.EnumerateFiles(folder, "EmojiGen.*.dll").Where(it => !notCounted.Contains(Path.GetFileName(it))))
            Fuzzer.Instrument(room, _ => true, Options.Value);
        return 0;
    }
}
