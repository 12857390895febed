using System.Runtime.InteropServices;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Bench;

/// <summary>A model of full size with random weights, in the published layout: no download tells how fast the program is.</summary>
static class FullSizeModel
{
    /// <summary>The folder of a Stable Diffusion 1.5 in float16 (2.1 GB), made on first use.</summary>
    public static string StableDiffusion15() =>
        Make("stable-diffusion-v1-5", "StableDiffusionPipeline", "DDIMScheduler", ["v1"], ["text_encoder"]);

    /// <summary>The folder of a Stable Diffusion XL in float16 (7 GB), made on first use.</summary>
    public static string StableDiffusionXL() =>
        Make("stable-diffusion-xl", "StableDiffusionXLPipeline", "EulerDiscreteScheduler", ["v1", "xl"],
        ["text_encoder", "text_encoder_2"]);

    /// <param name="configurations">Folders of published configurations; a later one goes before an earlier.</param>
    static string Make(string name, string pipeline, string scheduler, string[] configurations, string[] encoders)
    {
        var root = Environment.CurrentDirectory;
        var folder = Path.Combine(root, "build", "bench-models", name);
        var done = Path.Combine(folder, "done");
        if (File.Exists(done)) return folder;
        foreach (var configuration in configurations)
        {
            var published = Path.Combine(root, "src", "Diffusion", "ModelFolders", "Published", configuration);
            foreach (var file in Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories))
                Copy(file, Path.Combine(folder, Path.GetRelativePath(published, file)));
        }
        var components = encoders.Select(it => $"\"{it}\": [\"transformers\", \"CLIPTextModel\"]")
            .Concat(encoders.Select(it => $"\"{Tokenizer(it)}\": [\"transformers\", \"CLIPTokenizer\"]"));
        File.WriteAllText(Path.Combine(folder, "model_index.json"), $$"""
            {
              "_class_name": "{{pipeline}}",
              "scheduler": ["diffusers", "{{scheduler}}"],
              {{string.Join(",\n  ", components)}},
              "unet": ["diffusers", "UNet2DConditionModel"],
              "vae": ["diffusers", "AutoencoderKL"]
            }
            """);
        var vocabulary = Path.Combine(root, "tests", "Reference", "cases", "pipeline_sd15", "model", "tokenizer");
        foreach (var encoder in encoders)
        {
            foreach (var file in Directory.EnumerateFiles(vocabulary))
                Copy(file, Path.Combine(folder, Tokenizer(encoder), Path.GetFileName(file)));
            using var text = new ClipTextModel(ClipTextConfig.Read(Path.Combine(folder, encoder, "config.json")),
                withProjection: encoder != encoders[0]);
            Write(text, Path.Combine(folder, encoder, "model.safetensors"));
        }
        using (var unet = new UNet2DConditionModel(UNet2DConditionConfig.Read(Path.Combine(folder, "unet", "config.json"))))
            Write(unet, Path.Combine(folder, "unet", "diffusion_pytorch_model.safetensors"));
        using (var vae = new AutoencoderKL(AutoencoderKLConfig.Read(Path.Combine(folder, "vae", "config.json"))))
            Write(vae, Path.Combine(folder, "vae", "diffusion_pytorch_model.safetensors"));
        File.WriteAllText(done, "");
        return folder;

        static string Tokenizer(string encoder) => encoder.Replace("text_encoder", "tokenizer", StringComparison.Ordinal);
    }

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
    }

    /// <summary>Weights small enough that nothing overflows; norms at one.</summary>
    static void Write(Module module, string path)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        const int block = 1 << 20;
        var noise = MemoryMarshal.AsBytes<Half>((generator.Normal([block]) * 0.02).To(DType.Float16).ToArray<Half>()).ToArray();
        var ones = MemoryMarshal.AsBytes<Half>(Enumerable.Repeat((Half)1, 1 << 14).ToArray()).ToArray();
        SafetensorsWriter.Write(path,
            module.NamedParameters().Select(it => new SafetensorsSource(it.Name, SafetensorsDType.F16, it.Parameter.Shape, stream =>
        {
            var source = it.Name.Contains("norm", StringComparison.Ordinal) && it.Name.EndsWith(".weight", StringComparison.Ordinal)
                && it.Parameter.Shape.Length == 1 ? ones : noise;
            for (var left = 2 * it.Parameter.Shape.Aggregate(1L, (a, b) => a * b); left > 0; left -= source.Length)
                stream.Write(source.AsSpan(0, (int)Math.Min(left, source.Length)));
        })));
    }
}
