using System.Text.Json.Nodes;

namespace EmojiGen.Tests.Diffusion;

/// <summary>Model folders to spoil: the layout is diffusers', the numbers mean nothing.</summary>
static class SmallModel
{
    public const string Index = """
        {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.30.0", "requires_safety_checker": false, "some_numbers": [1, 2],
         "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"], "text_encoder": ["transformers", "CLIPTextModel"],
         "safety_checker": [null, null], "image_encoder": [null, null], "my_own_part": [null, "MyClass"]}
        """;

    /// <summary>unet with one file and the variant fp16, vae in two shards, text_encoder in one file.</summary>
    public static string Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "model_index.json"), Index);
        Weights(folder, "unet/diffusion_pytorch_model.safetensors", ("conv_in.weight", 1), ("conv_in.bias", 2));
        Weights(folder, "unet/diffusion_pytorch_model.fp16.safetensors", ("conv_in.weight", 3), ("conv_in.bias", 4));
        Weights(folder, "vae/diffusion_pytorch_model-00001-of-00002.safetensors", ("encoder.weight", 5), ("stray", 9));
        Weights(folder, "vae/diffusion_pytorch_model-00002-of-00002.safetensors", ("decoder.weight", 6));
        File.WriteAllText(Path.Combine(folder, "vae/diffusion_pytorch_model.safetensors.index.json"), new JsonObject
        {
            ["metadata"] = new JsonObject { ["total_size"] = 16 },
            ["weight_map"] = new JsonObject
            {
                ["encoder.weight"] = "diffusion_pytorch_model-00001-of-00002.safetensors",
                ["decoder.weight"] = "diffusion_pytorch_model-00002-of-00002.safetensors",
            },
        }.ToJsonString());
        Weights(folder, "text_encoder/model.safetensors", ("text_model.weight", 7));
        return folder;
    }

    /// <summary>A file of tensors of two elements, all of one value each.</summary>
    public static string Weights(string folder, string file, params (string Name, float Value)[] tensors)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafetensorsWriter.Write(path, tensors.Select(it => SafetensorsSource.From(it.Name, new[] { it.Value, it.Value }, 2)));
        return path;
    }
}
