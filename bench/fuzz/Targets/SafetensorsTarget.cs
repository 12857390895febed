using System.Text.Json;
using EmojiGen.Models.Lora;
using EmojiGen.Models.Vae;
using EmojiGen.Tests.Diffusion;
using EmojiGen.Torch;

namespace EmojiGen.Fuzz.Targets;

/// <summary>A safetensors file: every tensor of it, as a LoRA, and as the weights of a network.</summary>
sealed class SafetensorsTarget : FuzzTarget
{
    readonly AutoencoderKL network = new(AutoencoderKLConfig.Read(Case("vae_sd15", "model", "config.json")));

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        File.ReadAllBytes(Case("safetensors_dtypes", "model", "all_dtypes.safetensors")),
        File.ReadAllBytes(Case("vae_sd15", "model", "diffusion_pytorch_model.safetensors")),
        File.ReadAllBytes(Case("lora_sd15", "lora", "kohya.safetensors")),
        File.ReadAllBytes(Case("lora_sd15", "lora", "pytorch_lora_weights.safetensors")),
        File.ReadAllBytes(Case("train_lora", "lora_end.safetensors")),
    ];

    static string Case(params string[] parts) => Tests.Repository.File(["tests", "Reference", "cases", .. parts]);

    public override byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        try
        {
            return random.Next(4) == 0 ? ByteEdits.Spoil(input, other, random) : Mutations.Safetensors(input, random);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return ByteEdits.Spoil(input, other, random); // spoiled already
        }
    }

    public override void Read(byte[] input, string folder)
    {
        var path = Path.Combine(folder, "input.safetensors");
        File.WriteAllBytes(path, input);
        using var scope = new TensorScope();
        Refused.Check(() => Tensors(path), () => LoraFile.Read(path).Dispose(), () =>
        {
            using var file = SafetensorsFile.Open(path);
            network.LoadPublished(file.AsWeights());
        });
    }

    static void Tensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var entry in file.Entries)
        {
            if (entry.DType.IsFloatingPoint()) file.ReadSingles(entry.Name);
            else file.ReadIntegers(entry.Name);
        }
    }

    public override void Dispose() => network.Dispose();
}
