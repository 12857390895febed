using System.Text.Json;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Classifier;
using EmojiGen.Models.Clip;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Writes <c>emoji-mini</c> in diffusers' layout.</summary>
static class EmojiMiniFolder
{
    const string Config = "config.json";

    /// <summary>A twentieth of the schedule lies above.</summary>
    const int LargestSigma = 13;

    public static string WeightsOf(string folder, string network) =>
        Path.Combine(folder, network, network == EmojiMiniStages.ImageEncoder ? "model.safetensors"
            : "diffusion_pytorch_model.safetensors");

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

    public static void WriteImageEncoder(string folder, ClipVisionModel encoder)
    {
        var config = encoder.Config;
        ConfigFile.Write(Path.Combine(Prepared(folder, EmojiMiniStages.ImageEncoder), Config), "CLIPVisionModelWithProjection", json =>
        {
            Write(json, "architectures", ["CLIPVisionModelWithProjection"]);
            json.WriteString("model_type", "clip_vision_model");
            json.WriteNumber("hidden_size", config.HiddenSize);
            json.WriteNumber("intermediate_size", config.IntermediateSize);
            json.WriteNumber("num_hidden_layers", config.NumHiddenLayers);
            json.WriteNumber("num_attention_heads", config.NumAttentionHeads);
            json.WriteNumber("num_channels", config.NumChannels);
            json.WriteNumber("image_size", config.ImageSize);
            json.WriteNumber("patch_size", config.PatchSize);
            json.WriteString("hidden_act", config.HiddenAct);
            json.WriteNumber("layer_norm_eps", config.LayerNormEps);
            json.WriteNumber("projection_dim", config.ProjectionDim);
        });
        WriteWeights(folder, EmojiMiniStages.ImageEncoder, encoder);
    }

    /// <summary>The denoising network and, beside it, the IP-Adapter that was trained with it.</summary>
    public static void WriteUnet(string folder, UNet2DConditionModel unet, IpAdapter adapter)
    {
        var config = unet.Config;
        ConfigFile.Write(Path.Combine(Prepared(folder, EmojiMiniStages.Unet), Config), "UNet2DConditionModel", json =>
        {
            json.WriteNumber("in_channels", config.InChannels);
            json.WriteNumber("out_channels", config.OutChannels);
            json.WriteNumber("sample_size", config.SampleSize);
            Write(json, "block_out_channels", config.BlockOutChannels);
            Write(json, "down_block_types", config.DownBlocks.Select(it => it ? "CrossAttnDownBlock2D" : "DownBlock2D"));
            json.WriteString("mid_block_type", config.MidBlock is false ? "UNetMidBlock2D" : "UNetMidBlock2DCrossAttn");
            Write(json, "up_block_types", config.UpBlocks.Select(it => it ? "CrossAttnUpBlock2D" : "UpBlock2D"));
            json.WriteNumber("layers_per_block", config.LayersPerBlock[0]);
            Write(json, "attention_head_dim", config.Heads);
            json.WriteNumber("cross_attention_dim", config.CrossAttentionDim[0]);
            json.WriteBoolean("use_linear_projection", config.UseLinearProjection);
            json.WriteNumber("norm_num_groups", config.NormNumGroups);
            json.WriteNumber("time_embedding_dim", config.TimeWidth);
            json.WriteNumber("num_class_embeds", config.NumClassEmbeds!.Value);
        });
        WriteWeights(folder, EmojiMiniStages.Unet, unet);
        WriteWeights(Path.Combine(Prepared(folder, "ip_adapter"), "ip-adapter-plus_emoji-mini.safetensors"), adapter.NamedParameters());
    }

    public static void WriteClassifier(string folder, EmojiClassifier classifier)
    {
        classifier.Config.Write(Path.Combine(Prepared(folder, EmojiMiniStages.Classifier), Config));
        WriteWeights(folder, EmojiMiniStages.Classifier, classifier);
    }

    /// <summary>What no training makes: which networks there are, and the schedule.</summary>
    /// <param name="sentences">The sentence encoder's folder, which the model links to.</param>
    public static void WriteRest(string folder, string sentences)
    {
        var link = Path.Combine(folder, "text_encoder");
        if (!Directory.Exists(link)) Directory.CreateSymbolicLink(link, sentences);
        ConfigFile.Write(Path.Combine(Prepared(folder, "scheduler"), "scheduler_config.json"), "DDIMScheduler", json =>
        {
            json.WriteNumber("num_train_timesteps", 1000);
            json.WriteNumber("beta_start", 0.0001);
            json.WriteNumber("beta_end", 0.02);
            json.WriteString("beta_schedule", "squaredcos_cap_v2"); // latents are small: the linear ones would drown them too early
            json.WriteString("prediction_type", "v_prediction");
            json.WriteString("timestep_spacing", "trailing");
            json.WriteBoolean("clip_sample", false);
            json.WriteBoolean("set_alpha_to_one", true);
            json.WriteNumber("steps_offset", 0);
            // Where spacings of their own begin: the cosine ends at 20,291, and above 13 there is nothing but noise.
            json.WriteNumber("sigma_max", LargestSigma);
        });
        ConfigFile.Write(Path.Combine(Prepared(folder, ""), "model_index.json"), "EmojiMiniPipeline", json =>
        {
            Write(json, "vae", ["diffusers", "AutoencoderKL"]);
            Write(json, "text_encoder", ["transformers", "BertModel"]);
            Write(json, "image_encoder", ["transformers", "CLIPVisionModelWithProjection"]);
            Write(json, "unet", ["diffusers", "UNet2DConditionModel"]);
            Write(json, "scheduler", ["diffusers", "DDIMScheduler"]);
            Write(json, "styles", EmojiMiniNetworks.Styles);
            json.WriteNumber("caption_tokens", EmojiMiniNetworks.CaptionTokens);
        });
    }

    static void WriteWeights(string folder, string network, Module module) =>
        WriteWeights(WeightsOf(folder, network), module.NamedParameters());

    /// <summary>Half the size; nothing of what was learned is in the digits that go.</summary>
    static void WriteWeights(string path, IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        SafetensorsWriter.Write(path, parameters.Select(it => it.Parameter.Tensor.To(DType.Float16).ToSource(it.Name)).ToList(),
            new Dictionary<string, string> { ["format"] = "pt" });
    }

    static string Prepared(string folder, string network) => Directory.CreateDirectory(Path.Combine(folder, network)).FullName;

    static void Write(Utf8JsonWriter json, string name, IEnumerable<int> numbers) => WriteAll(json, name, numbers, json.WriteNumberValue);

    static void Write(Utf8JsonWriter json, string name, IEnumerable<double> numbers) =>
        WriteAll(json, name, numbers, it => json.WriteNumberValue(Math.Round(it, 6)));

    static void Write(Utf8JsonWriter json, string name, IEnumerable<string> texts) => WriteAll(json, name, texts, json.WriteStringValue);

    static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }
}
