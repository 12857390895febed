using EmojiGen.Models.Unet;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

/// <summary>Of a model of 76 million numbers, most of them in one network. bench/run loading measures one of full size.</summary>
[Collection(nameof(MemoryTests))]
public sealed class LoadingMemoryTests : IDisposable
{
    /// <summary>What small tensors leave of the process's heap, whatever the model's size: they are no tenth of a published model.</summary>
    const double Heap = 24e6;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(DType.Float32, DType.Float32)]
    [InlineData(DType.Float32, DType.BFloat16)]
    [InlineData(DType.Float16, DType.BFloat16)]
    [InlineData(DType.Float16, DType.Float32)]
    [InlineData(DType.BFloat16, DType.BFloat16)]
    public void Loading_takes_the_weights_once_and_no_more_than_a_tenth_beyond(DType stored, DType computed)
    {
        Write(stored);
        var (weights, most) = LoadingMemory.Of(folder.File("model"), computed);
        weights.ShouldBeGreaterThan(80_000_000);
        ((most - Heap) / weights).ShouldBeLessThan(1.1, $"{stored} as {computed}: {most / 1e6:0} MB for {weights / 1e6:0} MB");
    }

    /// <summary>The small model of a reference case with a wider network.</summary>
    void Write(DType stored)
    {
        var original = Repository.File("tests", "Reference", "cases", "pipeline_sd15", "model");
        foreach (var file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
        {
            var copy = folder.File(Path.Combine("model", Path.GetRelativePath(original, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var unet = folder.File("model/unet");
        var config = Path.Combine(unet, "config.json");
        File.WriteAllText(config, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(config),
            @"""block_out_channels"": \[[^\]]*\]", "\"block_out_channels\": [192, 384, 384]"));
        foreach (var file in Directory.EnumerateFiles(unet, "*.safetensors")) File.Delete(file);
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        using var network = new UNet2DConditionModel(UNet2DConditionConfig.Read(config));
        network.Initialise(generator);
        network.To(stored);
        SafetensorsWriter.Write(Path.Combine(unet, "diffusion_pytorch_model.safetensors"),
            network.NamedParameters().Select(it => it.Parameter.Tensor.ToSource(it.Name)).ToList());
    }
}
