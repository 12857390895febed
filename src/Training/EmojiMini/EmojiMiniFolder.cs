using System.Text.Json;
using EmojiGen.Models;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Writes <c>emoji-mini</c> in diffusers' layout.</summary>
static class EmojiMiniFolder
{
    const string Config = "config.json";

    public static string WeightsOf(string folder, string network) =>
        Path.Combine(folder, network, network == EmojiMiniStages.ImageEncoder ? "model.safetensors" : "diffusion_pytorch_model.safetensors");

    /// <param name="scale">Of its latents, which the configuration says.</param>
    public static void WriteVae(string folder, AutoencoderKL vae, LatentScale scale)
    {
        var config = vae.Config;
        ConfigFile.Write(Path.Combine(Prepared(folder, EmojiMiniStages.Vae), Config), "AutoencoderKL", json =>
        {
            json.WriteNumber("in_channels", config.InChannels);
            json.WriteNumber("out_channels", config.OutChannels);
            json.WriteNumber("latent_channels", config.LatentChannels);
            Write(json, "block_out_channels", config.Channels);
            Write(json, "down_block_types", config.Channels.Select(_ => "DownEncoderBlock2D"));
            Write(json, "up_block_types", config.Channels.Select(_ => "UpDecoderBlock2D"));
            json.WriteNumber("layers_per_block", config.LayersPerBlock);
            json.WriteNumber("norm_num_groups", config.NormNumGroups);
            json.WriteString("act_fn", config.ActFn);
            json.WriteNumber("sample_size", config.SampleSize);
            json.WriteNumber("scaling_factor", config.ScalingFactor);
            Write(json, "latents_mean", scale.Mean);
            Write(json, "latents_std", scale.Deviation);
            json.WriteBoolean("use_quant_conv", config.UseQuantConv);
            json.WriteBoolean("use_post_quant_conv", config.UsePostQuantConv);
            json.WriteBoolean("mid_block_add_attention", config.MidBlockAddAttention);
            json.WriteNumber("patch_size", config.PatchSize);
            json.WriteBoolean("premultiplied_alpha", config.PremultipliedAlpha);
        });
        WriteWeights(folder, EmojiMiniStages.Vae, vae);
    }

    /// <summary>Half the size; nothing of what was learned is in the digits that go.</summary>
    static void WriteWeights(string folder, string network, Module module)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        SafetensorsWriter.Write(WeightsOf(folder, network), module.NamedParameters().Select(it => it.Parameter.Tensor.To(DType.Float16).ToSource(it.Name)).ToList(),
            new Dictionary<string, string> { ["format"] = "pt" });
    }

    static string Prepared(string folder, string network) => Directory.CreateDirectory(Path.Combine(folder, network)).FullName;

    static void Write(Utf8JsonWriter json, string name, IEnumerable<int> numbers) => WriteAll(json, name, numbers, json.WriteNumberValue);

    static void Write(Utf8JsonWriter json, string name, IEnumerable<double> numbers) => WriteAll(json, name, numbers, it => json.WriteNumberValue(Math.Round(it, 6)));

    static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts) => WriteAll(json, name, texts, json.WriteStringValue);

    static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }
}
