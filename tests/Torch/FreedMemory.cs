using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>What a process keeps of freed tensors: <c>dotnet EmojiGen.Tests.dll --freed</c>.</summary>
static class FreedMemory
{
    const long Megabyte = 1 << 20;

    /// <summary>In MB, after 4 tensors of 100 MB in training, after 3 of 130 MB that fit into none of them, and after training.</summary>
    public static IReadOnlyList<double> Measure() =>
        [.. MeasuredProcess.Run("--freed").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(it => double.Parse(it, CultureInfo.InvariantCulture))];

    public static int Run()
    {
        Use(1, 2); // libtorch and the runtime have what they need
        var before = Resident();
        TorchLibrary.KeepFreedMemory(true);
        Use(4, 100);
        Tell();
        Use(3, 130);
        Tell();
        TorchLibrary.KeepFreedMemory(false);
        Tell();
        return 0;

        void Tell() => Console.Write(string.Create(CultureInfo.InvariantCulture, $"{(double)(Resident() - before) / Megabyte:0.0} "));
    }

    static void Use(int tensors, int megabytes)
    {
        using var scope = new TensorScope();
        for (var i = 0; i < tensors; i++) Tensor.Ones([megabytes * Megabyte / 4]);
    }

    static long Resident()
    {
        var line = File.ReadLines("/proc/self/status").First(it => it.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
