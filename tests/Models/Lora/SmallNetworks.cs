using EmojiGen.Models.Clip;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Lora;

/// <summary>Networks of a few thousand parameters with random values.</summary>
static class SmallNetworks
{
    static string File(TemporaryFolder folder, string json)
    {
        var path = folder.File($"{Guid.NewGuid():n}.json");
        System.IO.File.WriteAllText(path, json);
        return path;
    }

    static T Initialised<T>(T network) where T : Module
    {
        using var generator = new Generator(1);
        network.Initialise(generator);
        return network;
    }

    /// <summary>Three levels, two layers, transformers on the outer two; projections into them are convolutions.</summary>
    public static UNet2DConditionModel Unet(TemporaryFolder folder) => Initialised(new UNet2DConditionModel(UNet2DConditionConfig.Read(File(folder, """
        {"block_out_channels": [8, 16, 16], "layers_per_block": 2, "norm_num_groups": 4, "attention_head_dim": 4, "cross_attention_dim": 12,
         "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]}
        """))));

    public static SD3Transformer2DModel Transformer(TemporaryFolder folder) => Initialised(new SD3Transformer2DModel(SD3TransformerConfig.Read(File(folder, """
        {"num_layers": 2, "attention_head_dim": 4, "num_attention_heads": 2, "caption_projection_dim": 8, "joint_attention_dim": 6, "pooled_projection_dim": 10,
         "in_channels": 4, "out_channels": 4, "patch_size": 2, "sample_size": 8, "pos_embed_max_size": 6}
        """))));

    public static ClipTextModel Text(TemporaryFolder folder) => Initialised(new ClipTextModel(ClipTextConfig.Read(File(folder, """
        {"architectures": ["CLIPTextModel"], "vocab_size": 20, "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 9}
        """))));

    public static UNetConditions Prompt(ulong seed = 3)
    {
        using var generator = new Generator(seed);
        return new UNetConditions(generator.Normal([1, 5, 12]));
    }

    public static Tensor Run(UNet2DConditionModel unet)
    {
        using var generator = new Generator(2);
        var type = unet.NamedParameters().First().Parameter.Tensor.DType;
        return unet.Forward(generator.Normal([1, 4, 8, 8]).To(type), Tensor.From(new long[] { 500 }),
            new UNetConditions(Prompt().States.To(type)));
    }
}
