using System.Globalization;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

/// <summary>Loads a model in a process of its own, so that what it had at most, over what it had before, is the loading's: <c>dotnet
/// EmojiGen.Tests.dll --loading FOLDER TYPE</c>.</summary>
static class LoadingMemory
{
    public static int Run(string folder, string type)
    {
        // What libtorch takes once for itself, and the code of loading.
        using (DiffusionModel.Load(Repository.File("tests", "Reference", "cases", "pipeline_sd15", "model"),
            new() { DType = Enum.Parse<DType>(type), Device = Device.Cpu })) { }
        GC.Collect();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the highest mark is from here on
        var before = Kilobytes("VmRSS");
        using var model = DiffusionModel.Load(folder, new() { DType = Enum.Parse<DType>(type), Device = Device.Cpu });
        var weights = model.Networks.Values.Append(model.Vae).Sum(it => it.ParameterCount) * model.DType.Size();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{weights} {(Kilobytes("VmHWM") - before) * 1024}"));
        return 0;
    }

    /// <summary>Bytes of the weights, and the most that loading took.</summary>
    public static (long Weights, long Most) Of(string folder, DType type)
    {
        var told = MeasuredProcess.Run("--loading", folder, $"{type}").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (long.Parse(told[0], CultureInfo.InvariantCulture), long.Parse(told[1], CultureInfo.InvariantCulture));
    }

    static long Kilobytes(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(it => it.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
