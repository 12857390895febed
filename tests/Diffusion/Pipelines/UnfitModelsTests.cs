using System.Text.Json.Nodes;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

/// <summary>Models, and wishes, that are well-formed and cannot be met: a sentence says why.</summary>
public sealed class UnfitModelsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static string Case(params string[] path) => Repository.File(["tests", "Reference", "cases", .. path]);

    [Theory]
    [InlineData("pipeline_sd15")]
    [InlineData("pipeline_sdxl")]
    [InlineData("pipeline_sd3")]
    public void More_layers_than_the_text_encoder_has_cannot_be_skipped(string model)
    {
        using var loaded = DiffusionModel.Load(Case(model, "model"));
        var request = new GenerationRequest { Prompt = "a cat", Steps = 1, ClipSkip = 12 };
        Should.Throw<ArgumentException>(() => loaded.Begin(request)).Message.ShouldContain("smaller clip skip");
    }

    [Fact]
    public void A_network_that_edits_pictures_is_called_so_and_not_one_that_paints_into_a_mask()
    {
        foreach (var file in Directory.EnumerateFiles(Case("pipeline_sd15", "model"), "*", SearchOption.AllDirectories))
        {
            var copy = folder.File(Path.GetRelativePath(Case("pipeline_sd15", "model"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var config = JsonNode.Parse(File.ReadAllText(folder.File("unet/config.json")))!;
        config["in_channels"] = 8; // instruct-pix2pix: the latent, and the picture's
        File.WriteAllText(folder.File("unet/config.json"), config.ToJsonString());
        Widen("unet/diffusion_pytorch_model.safetensors", Case("pipeline_sd15", "model", "unet", "diffusion_pytorch_model.safetensors"),
            "conv_in.weight");
        Refusal(folder.Path).ShouldContain(folder.Path);
    }

    [Fact]
    public void So_is_one_in_a_single_file()
    {
        Widen("edit.safetensors", Case("single_file_sd15", "model", "checkpoint.safetensors"),
            "model.diffusion_model.input_blocks.0.0.weight");
        Refusal(folder.File("edit.safetensors")).ShouldContain("edit.safetensors");
    }

    static string Refusal(string path)
    {
        var message = Should.Throw<InvalidDataException>(() => DiffusionModel.Load(path).Dispose()).Message;
        message.ShouldContain("8 channels");
        message.ShouldContain("InstructPix2Pix");
        return message;
    }

    /// <summary>The same weights, but for those of the first convolution, which take everything twice.</summary>
    void Widen(string name, string from, string weight)
    {
        using var scope = new TensorScope();
        using var file = SafetensorsFile.Open(from);
        SafetensorsWriter.Write(folder.File(name), file.Entries.Select(it =>
        {
            var tensor = file.Read(it.Name);
            return (it.Name == weight ? Tensor.Cat([tensor, tensor], 1) : tensor).ToSource(it.Name);
        }), file.Metadata);
    }
}
