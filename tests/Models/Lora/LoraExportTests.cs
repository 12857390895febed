using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Lora;

public sealed class LoraExportTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static string Case(params string[] parts) => Repository.File(["tests", "Reference", "cases", .. parts]);

    /// <summary>Names, shapes and bytes of a file's tensors.</summary>
    static Dictionary<string, (string Shape, byte[] Bytes)> Tensors(string path)
    {
        using var scope = new TensorScope();
        using var file = SafetensorsFile.Open(path);
        return file.Entries.ToDictionary(it => it.Name,
            it => ($"{it.DType} {it.ShapeText}", file.Read(it.Name).Contiguous().AsBytes().ToArray()), StringComparer.Ordinal);
    }

    static void ShouldBeTheSame(string got, string expected)
    {
        var (a, b) = (Tensors(got), Tensors(expected));
        a.Keys.ShouldBe(b.Keys, ignoreOrder: true);
        foreach (var (name, (shape, bytes)) in b)
        {
            a[name].Shape.ShouldBe(shape, name);
            a[name].Bytes.ShouldBe(bytes, name);
        }
    }

    string Export(string source, LoraFormat format, double? alpha = null)
    {
        using var scope = new TensorScope();
        using var lora = LoraFile.Read(source, alpha);
        var path = folder.File($"{Guid.NewGuid():n}.safetensors");
        LoraExport.Write(path, lora, NetworkOutlines.Fitting(lora).ShouldNotBeNull(), format).ShouldBe(lora.Layers.Count);
        return path;
    }

    [Fact]
    public void A_LoRA_of_Stable_Diffusion_1_has_exactly_the_keys_and_values_of_kohya_s()
    {
        // The case has the same adapter under both names; of diffusers' names its alpha is what case.json says.
        var kohya = Export(Case("lora_sd15", "lora", "pytorch_lora_weights.safetensors"), LoraFormat.Kohya, alpha: 8);
        ShouldBeTheSame(kohya, Case("lora_sd15", "lora", "kohya.safetensors"));
    }

    [Theory]
    [InlineData("lora_sd15", LoraFormat.Diffusers)]
    [InlineData("lora_sd15", LoraFormat.Original)]
    [InlineData("lora_dora_sd15", LoraFormat.Diffusers)]
    [InlineData("lora_dora_sd15", LoraFormat.Original)]
    [InlineData("lora_kohya_sdxl", LoraFormat.Diffusers)]
    [InlineData("lora_kohya_sdxl", LoraFormat.Original)]
    public void There_and_back_again_kohya_s_file_is_what_it_was(string name, LoraFormat by)
    {
        var kohya = Case(name, "lora", "kohya.safetensors");
        ShouldBeTheSame(Export(Export(kohya, by), LoraFormat.Kohya), kohya);
    }

    [Fact]
    public void Original_names_are_those_that_ComfyUI_knows()
    {
        // comfy/lora.py: diffusion_model.KEY of the network's own keys, text_encoders.clip_l.transformer.KEY and clip_g of the encoders'.
        var names = Tensors(Export(Case("lora_kohya_sdxl", "lora", "kohya.safetensors"), LoraFormat.Original)).Keys;
        names.ShouldContain("diffusion_model.input_blocks.4.1.transformer_blocks.0.attn1.to_out.0.lora_A.weight");
        names.ShouldContain("diffusion_model.output_blocks.0.0.in_layers.2.lora_B.weight");
        names.ShouldContain("text_encoders.clip_l.transformer.text_model.encoder.layers.0.mlp.fc1.lora_A.weight");
        names.ShouldContain("text_encoders.clip_g.transformer.text_model.encoder.layers.0.mlp.fc1.alpha");
    }

    [Fact]
    public void A_LoRA_of_Stable_Diffusion_3_keeps_its_published_names_under_kohya_s()
    {
        using var scope = new TensorScope();
        using var transformer = SmallNetworks.Transformer(folder);
        using var generator = new Generator(3);
        var networks = new Dictionary<string, Module> { ["transformer"] = transformer };
        using var stack = new LoraStack(networks);
        stack.AddNew("it", 2, (_, layer) => layer.EndsWith("attn.to_q", StringComparison.Ordinal), generator);
        LoraFile.Write(folder.File("sd3.safetensors"), stack.Adapters("it"));
        using var lora = LoraFile.Read(folder.File("sd3.safetensors"));
        LoraExport.Write(folder.File("kohya.safetensors"), lora, networks, LoraFormat.Kohya);
        Tensors(folder.File("kohya.safetensors")).Keys.ShouldContain("lora_transformer_transformer_blocks_1_attn_to_q.lora_down.weight");
        Should.Throw<InvalidDataException>(() => LoraExport.Write(folder.File("no.safetensors"), lora, networks, LoraFormat.Original))
            .Message.ShouldContain("export diffusers or kohya");
        File.Exists(folder.File("no.safetensors")).ShouldBeFalse();
    }

    [Fact]
    public void What_fits_no_published_architecture_is_told()
    {
        using var scope = new TensorScope();
        SafetensorsWriter.Write(folder.File("other.safetensors"), [Tensor.Ones([2, 8]).ToSource("unet.other.to_q.lora_A.weight"),
            Tensor.Ones([8, 2]).ToSource("unet.other.to_q.lora_B.weight")]);
        using var lora = LoraFile.Read(folder.File("other.safetensors"));
        NetworkOutlines.Fitting(lora).ShouldBeNull();
        using var unet = SmallNetworks.Unet(folder);
        var networks = new Dictionary<string, Module> { ["unet"] = unet };
        Should.Throw<InvalidDataException>(() => LoraExport.Write(folder.File("x.safetensors"), lora, networks, LoraFormat.Kohya)).Message
            .ShouldContain("unet.other.to_q");
    }
}
