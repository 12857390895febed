using System.Globalization;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>A training step in a process of its own, so that what it had at most, over what it had before, is the step's: <c>dotnet
/// EmojiGen.Tests.dll --peak on|off</c>.</summary>
static class PeakMemory
{
    public static int Run(string checkpointing)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        using var unet = new UNet2DConditionModel(new UNet2DConditionConfig
        {
            BlockOutChannels = [32, 32],
            LayersPerBlock = [2, 2],
            CrossAttentionDim = [32, 32],
            Heads = [4, 4],
            DownBlocks = [false, true], // attention over 32 x 32 places: over 64 x 64 it would cost 16 times the time and show no more
            UpBlocks = [true, false],
            TransformerDepth = [[1], [1]],
            OnlyCrossAttention = [false, false],
        });
        unet.Initialise(generator);
        unet.RequireGrad();
        unet.UseGradientCheckpointing(checkpointing == "on");
        var before = Kilobytes("VmRSS");
        unet.Forward(generator.Normal([4, 4, 64, 64]), Tensor.From<long>([500]), new UNetConditions(generator.Normal([4, 8, 32]))).Square()
            .Mean().Backward();
        Console.WriteLine(Kilobytes("VmHWM") - before);
        return 0;
    }

    static long Kilobytes(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(it => it.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>MB at most, over what there was before the step.</summary>
    public static double Of(string checkpointing) =>
        double.Parse(MeasuredProcess.Run("--peak", checkpointing), CultureInfo.InvariantCulture) / 1024;
}
