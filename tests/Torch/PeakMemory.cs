using System.Globalization;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>A training step in a process of its own, so that the most memory it ever had is the step's: <c>dotnet EmojiGen.Tests.dll --peak on|off</c>.</summary>
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
        unet.Forward(generator.Normal([4, 4, 64, 64]), Tensor.From<long>([500]), new UNetConditions(generator.Normal([4, 8, 32]))).Square().Mean().Backward();
        Console.WriteLine(File.ReadLines("/proc/self/status").First(it => it.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        return 0;
    }

    /// <summary>MB at most.</summary>
    public static double Of(string checkpointing)
    {
        return double.Parse(MeasuredProcess.Run("--peak", checkpointing), CultureInfo.InvariantCulture) / 1024;
    }
}
