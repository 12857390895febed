using EmojiGen.Models.Blocks;
using EmojiGen.Torch;

namespace EmojiGen.Models.Vae;

/// <summary>The fields of a published <c>vae/config.json</c>.</summary>
/// <param name="InChannels">3: RGB; 4: RGBA.</param>
/// <param name="LatentChannels">4 in Stable Diffusion 1 to XL, 16 in 3.</param>
/// <param name="BlockOutChannels">Channels of each level, the finest first; each but the last halves the size.</param>
/// <param name="LayersPerBlock">Of the encoder; the decoder has one more.</param>
/// <param name="ScalingFactor">Latents times this are of about unit variance.</param>
/// <param name="ShiftFactor">Taken from latents before scaling.</param>
/// <param name="LatentsMean">Mean of each latent channel, where the model gives it.</param>
/// <param name="LatentsStd">Deviation of each latent channel, where the model gives it.</param>
/// <param name="PatchSize">Pixels along a side that the first layer takes as one, their channels side by side; 1 in published models. The
/// layers at full size take most of an autoencoder's time.
/// A field of ours.</param>
/// <param name="PremultipliedAlpha">Whether colours are multiplied by alpha, so that what cannot be seen counts for nothing. A field of
/// ours.</param>
public sealed record AutoencoderKLConfig(
    int InChannels = 3,
    int OutChannels = 3,
    int LatentChannels = 4,
    int[]? BlockOutChannels = null,
    int LayersPerBlock = 2,
    int NormNumGroups = 32,
    string ActFn = "silu",
    int SampleSize = 512,
    double ScalingFactor = 0.18215,
    double ShiftFactor = 0,
    double[]? LatentsMean = null,
    double[]? LatentsStd = null,
    bool UseQuantConv = true,
    bool UsePostQuantConv = true,
    bool MidBlockAddAttention = true,
    int PatchSize = 1,
    bool PremultipliedAlpha = false)
{
    /// <summary>Channels of each level, the finest first.</summary>
    public int[] Channels => BlockOutChannels ?? [128, 256, 512, 512];

    /// <summary>How many times smaller than the picture latents are, along each side.</summary>
    public int Downscale => PatchSize << (Channels.Length - 1);

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A field is of the wrong type or asks for what is not known here.</exception>
    public static AutoencoderKLConfig Read(string path)
    {
        var (file, published) = (ModelConfig.Read(path), new AutoencoderKLConfig());
        foreach (var (field, known) in new[] { ("down_block_types", "DownEncoderBlock2D"), ("up_block_types", "UpDecoderBlock2D") })
        {
            if (Array.Find(file.Texts(field, []), it => it != known) is { } other)
                throw new InvalidDataException($"Configuration '{path}': {field} '{other}' is not known here; known: {known}.");
        }
        var config = new AutoencoderKLConfig(
            file.Whole("in_channels", published.InChannels),
            file.Whole("out_channels", published.OutChannels),
            file.Whole("latent_channels", published.LatentChannels),
            file.Wholes("block_out_channels", [64]),
            file.Whole("layers_per_block", 1),
            file.Whole("norm_num_groups", published.NormNumGroups),
            file.Text("act_fn", published.ActFn),
            file.Has("sample_size") ? file.WholesOrOne("sample_size", 2, 32)[0] : 32,
            file.Number("scaling_factor", published.ScalingFactor),
            file.Number("shift_factor", 0),
            file.Numbers("latents_mean"),
            file.Numbers("latents_std"),
            file.Flag("use_quant_conv", true),
            file.Flag("use_post_quant_conv", true),
            file.Flag("mid_block_add_attention", true),
            file.Whole("patch_size", 1),
            file.Flag("premultiplied_alpha", false));
        config.Validate(path);
        return ConfigSizes.Checked(path, config, it => Activation.Named(it.ActFn));
    }

    void Validate(string path)
    {
        foreach (var (name, sizes) in new (string, int[])[] { ("in_channels", [InChannels]), ("out_channels", [OutChannels]),
            ("latent_channels", [LatentChannels]),
            ("block_out_channels", Channels), ("layers_per_block", [LayersPerBlock]), ("norm_num_groups", [NormNumGroups]) })
        {
            if (sizes.Length is 0 or > 16 || Array.Exists(sizes, it => it is < 1 or > 1 << 16))
                throw Wrong(name, "between 1 and 65536", string.Join(", ", sizes));
        }
        if (PatchSize is < 1 or > 64) throw Wrong("patch_size", "between 1 and 64", $"{PatchSize}");
        if (LayersPerBlock > 64) throw Wrong("layers_per_block", "at most 64", $"{LayersPerBlock}");
        if (Array.Find(Channels, it => it % NormNumGroups != 0) is var odd and not 0)
            throw Wrong("block_out_channels", $"multiples of norm_num_groups ({NormNumGroups})", $"{odd}");
        if (ScalingFactor == 0 || !double.IsFinite(ScalingFactor))
            throw Wrong("scaling_factor", "a number other than 0", $"{ScalingFactor}");
        foreach (var (name, numbers) in new[] { ("latents_mean", LatentsMean), ("latents_std", LatentsStd) })
        {
            if (numbers is not null && numbers.Length != LatentChannels)
                throw Wrong(name, $"{LatentChannels} numbers", $"{numbers.Length}");
        }

        InvalidDataException Wrong(string field, string expected, string got) =>
            new($"Configuration '{path}': {field} must be {expected}, not {got}.");
    }
}

/// <summary>A variational autoencoder: pictures to latents that are eight times smaller, and back.</summary>
/// <remarks>Kingma and Welling 2014; Rombach et al. 2022, section 3.1. Parameter names are those of diffusers' AutoencoderKL.</remarks>
public sealed class AutoencoderKL : Module
{
    readonly Encoder encoder;
    readonly Decoder decoder;
    readonly Conv2d? quant, postQuant;

    public AutoencoderKL(AutoencoderKLConfig config)
    {
        Config = config;
        encoder = Child("encoder", new Encoder(config));
        decoder = Child("decoder", new Decoder(config));
        if (config.UseQuantConv) quant = Child("quant_conv", new Conv2d(2 * config.LatentChannels, 2 * config.LatentChannels, 1));
        if (config.UsePostQuantConv) postQuant = Child("post_quant_conv", new Conv2d(config.LatentChannels, config.LatentChannels, 1));
    }

    public AutoencoderKLConfig Config { get; }

    /// <summary>The element type that the network computes in.</summary>
    public DType DType => decoder.Input.Weight.DType;

    /// <param name="pictures">(B, in_channels, H, W) in [-1, 1]; H and W multiples of <see cref="AutoencoderKLConfig.Downscale"/></param>
    /// <returns>Mean and log variance of the latents, each (B, latent_channels, H/8, W/8), unscaled</returns>
    public LatentDistribution Encode(Tensor pictures)
    {
        using var scope = new TensorScope();
        var x = pictures.To(DType);
        if (Config.PatchSize > 1) x = x.PixelUnshuffle(Config.PatchSize); // (B, in_channels p p, H / p, W / p)
        var moments = encoder.Forward(x.ChannelsLast());
        if (quant is not null) moments = quant.Forward(moments);
        var parts = moments.Chunk(2, 1);
        return new(scope.MoveOut(parts[0]), scope.MoveOut(parts[1].Clamp(-30, 20)));
    }

    /// <param name="latents">(B, latent_channels, h, w), unscaled</param>
    /// <returns>(B, out_channels, 8h, 8w), about in [-1, 1]</returns>
    public Tensor Decode(Tensor latents)
    {
        using var scope = new TensorScope();
        var x = latents.To(DType).ChannelsLast();
        var decoded = decoder.Forward(postQuant is null ? x : postQuant.Forward(x));
        return scope.MoveOut(Config.PatchSize > 1 ? decoded.PixelShuffle(Config.PatchSize) : decoded);
    }

    /// <summary>Latents as the denoising network sees them, of about unit variance.</summary>
    public Tensor Scale(Tensor latents) => TensorScope.Run(() => Config.LatentsMean is { } mean && Config.LatentsStd is { } std
        ? (latents - PerChannel(mean, latents)) * Config.ScalingFactor / PerChannel(std, latents)
        : (latents - Config.ShiftFactor) * Config.ScalingFactor);

    /// <summary>The inverse of <see cref="Scale"/>.</summary>
    public Tensor Unscale(Tensor latents) => TensorScope.Run(() => Config.LatentsMean is { } mean && Config.LatentsStd is { } std
        ? latents * PerChannel(std, latents) / Config.ScalingFactor + PerChannel(mean, latents)
        : latents / Config.ScalingFactor + Config.ShiftFactor);

    /// <summary>Reads published weights, with the attention's former names (<c>query</c>, <c>proj_attn</c>, as 1x1 convolutions
    /// too).</summary>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType? dtype = null) => Load(new FormerAttentionNames(weights), dtype: dtype);

    static Tensor PerChannel(double[] numbers, Tensor like) =>
        Tensor.From(Array.ConvertAll(numbers, it => (float)it), [1, numbers.Length, 1, 1]).ToSameAs(like);

    sealed class Encoder : Module
    {
        readonly Conv2d input, output;
        readonly ModuleList<Level> levels;
        readonly Middle middle;
        readonly GroupNorm norm;
        readonly Func<Tensor, Tensor> activation;

        public Encoder(AutoencoderKLConfig config)
        {
            var channels = config.Channels;
            activation = Activation.Named(config.ActFn);
            input = Child("conv_in", new Conv2d(config.InChannels * config.PatchSize * config.PatchSize, channels[0], 3, padding: 1));
            levels = Child("down_blocks", new ModuleList<Level>(channels.Select((outputs, i) =>
                new Level(config, channels[Math.Max(i - 1, 0)], outputs, config.LayersPerBlock, down: i < channels.Length - 1, up: false))));
            middle = Child("mid_block", new Middle(config, channels[^1]));
            norm = Child("conv_norm_out", new GroupNorm(config.NormNumGroups, channels[^1], 1e-6));
            output = Child("conv_out", new Conv2d(channels[^1], 2 * config.LatentChannels, 3, padding: 1));
        }

        public Tensor Forward(Tensor x)
        {
            x = input.Forward(x);
            foreach (var level in levels)
            {
                var before = x;
                x = level.Forward(before);
                if (!Autograd.IsRecording) before.Dispose(); // at full size the largest of all
            }
            return output.Forward(activation(norm.Forward(middle.Forward(x))));
        }
    }

    sealed class Decoder : Module
    {
        readonly Conv2d output;
        readonly ModuleList<Level> levels;
        readonly Middle middle;
        readonly GroupNorm norm;
        readonly Func<Tensor, Tensor>? activation;

        public Decoder(AutoencoderKLConfig config)
        {
            int[] channels = [.. config.Channels.Reverse()];
            activation = config.ActFn is "silu" or "swish" ? null : Activation.Named(config.ActFn);
            Input = Child("conv_in", new Conv2d(config.LatentChannels, channels[0], 3, padding: 1));
            middle = Child("mid_block", new Middle(config, channels[0]));
            levels = Child("up_blocks", new ModuleList<Level>(channels.Select((outputs, i) =>
                new Level(config, channels[Math.Max(i - 1, 0)], outputs, config.LayersPerBlock + 1, down: false, up: i < channels.Length - 1))));
            norm = Child("conv_norm_out", new GroupNorm(config.NormNumGroups, channels[^1], 1e-6));
            output = Child("conv_out", new Conv2d(channels[^1], config.OutChannels * config.PatchSize * config.PatchSize, 3, padding: 1));
        }

        public Conv2d Input { get; }

        public Tensor Forward(Tensor x)
        {
            x = middle.Forward(Input.Forward(x));
            foreach (var level in levels)
            {
                var before = x;
                x = level.Forward(before);
                if (!Autograd.IsRecording) before.Dispose(); // at full size the largest of all
            }
            return output.Forward(activation is null ? norm.ForwardSilu(x) : activation(norm.Forward(x)));
        }
    }

    /// <summary>Residual blocks of one size, and a change of size after them.</summary>
    sealed class Level : Module
    {
        readonly ModuleList<ResnetBlock> resnets;
        readonly ModuleList<Downsample> downsamplers;
        readonly ModuleList<Upsample> upsamplers;

        public Level(AutoencoderKLConfig config, int inputs, int outputs, int layers, bool down, bool up)
        {
            resnets = Child("resnets",
                new ModuleList<ResnetBlock>(Enumerable.Range(0, layers).Select(i => Resnet(config, i == 0 ? inputs : outputs, outputs))));
            downsamplers = Child("downsamplers", new ModuleList<Downsample>(down ? [new Downsample(outputs, padding: 0)] : []));
            upsamplers = Child("upsamplers", new ModuleList<Upsample>(up ? [new Upsample(outputs)] : []));
        }

        public Tensor Forward(Tensor x)
        {
            using var scope = new TensorScope();
            for (var i = 0; i < resnets.Count; i++)
            {
                var before = x;
                x = resnets[i].Forward(before);
                if (i > 0 && !Autograd.IsRecording) before.Dispose();
            }
            foreach (var downsample in downsamplers) x = downsample.Forward(x);
            foreach (var upsample in upsamplers) x = upsample.Forward(x);
            return scope.MoveOut(x);
        }

        public static ResnetBlock Resnet(AutoencoderKLConfig config, int inputs, int outputs) =>
            new(inputs, outputs, null, config.NormNumGroups, 1e-6, config.ActFn);
    }

    sealed class Middle : Module
    {
        readonly ModuleList<ResnetBlock> resnets;
        readonly ModuleList<PixelAttention> attentions;

        public Middle(AutoencoderKLConfig config, int channels)
        {
            attentions = Child("attentions",
                new ModuleList<PixelAttention>(config.MidBlockAddAttention ? [new PixelAttention(channels, config.NormNumGroups)] : []));
            resnets = Child("resnets",
                new ModuleList<ResnetBlock>([Level.Resnet(config, channels, channels), Level.Resnet(config, channels, channels)]));
        }

        public Tensor Forward(Tensor x)
        {
            using var scope = new TensorScope();
            x = resnets[0].Forward(x);
            foreach (var attention in attentions) x = attention.Forward(x);
            return scope.MoveOut(resnets[1].Forward(x));
        }
    }

    /// <summary>Attention of every pixel to every other, with a single head.</summary>
    sealed class PixelAttention : Module
    {
        readonly GroupNorm norm;
        readonly CrossAttention attention;

        public PixelAttention(int channels, int groups)
        {
            norm = Child("group_norm", new GroupNorm(groups, channels, 1e-6));
            attention = Child("", new CrossAttention(channels, 1, channels, bias: true));
        }

        public Tensor Forward(Tensor x) => GradientCheckpoint.Run(this, it => Compute(it[0]!), x);

        Tensor Compute(Tensor x) => TensorScope.Run(() =>
        {
            var tokens = norm.Forward(x).Permute(0, 2, 3, 1).Reshape(x.Size(0), -1, x.Size(1));                              // (B, H W, C)
            return attention.Forward(tokens).Reshape(x.Size(0), x.Size(2), x.Size(3), -1).Permute(0, 3, 1, 2) + x; // (B, C, H, W)
        });
    }

    /// <summary>The first published autoencoders call the attention's projections query, key, value and proj_attn, and CompVis stored them
    /// as 1x1 convolutions.</summary>
    sealed class FormerAttentionNames(IWeights weights) : IWeights
    {
        // Of two spellings of one name, which no published file has, the later counts.
        readonly Dictionary<string, string> stored = weights.Names.GroupBy(Rename, StringComparer.Ordinal)
            .ToDictionary(it => it.Key, it => it.Last(), StringComparer.Ordinal);

        public IReadOnlyCollection<string> Names => stored.Keys;

        public string? Source => weights.Source;

        public DType? TypeOf(string name) => weights.TypeOf(stored[name]);

        public long[] ShapeOf(string name) => weights.ShapeOf(stored[name]) is [var outputs, var inputs, 1, 1] && IsAttention(name)
            ? [outputs, inputs] : weights.ShapeOf(stored[name]);

        public Tensor Read(string name) =>
            ShapeOf(name) is { Length: 2 } shape ? weights.Read(stored[name]).Reshape(shape) : weights.Read(stored[name]);

        public void Forget(string name) => weights.Forget(stored[name]);

        static bool IsAttention(string name) => name.Contains(".attentions.", StringComparison.Ordinal);

        static string Rename(string name) => !IsAttention(name) ? name
            : name.Replace(".query.", ".to_q.", StringComparison.Ordinal).Replace(".key.", ".to_k.", StringComparison.Ordinal)
                .Replace(".value.", ".to_v.", StringComparison.Ordinal).Replace(".proj_attn.", ".to_out.0.", StringComparison.Ordinal);
    }
}

/// <summary>Independent normal distributions over latents.</summary>
/// <param name="Mean">(B, C, h, w)</param>
/// <param name="LogVariance">(B, C, h, w)</param>
public readonly record struct LatentDistribution(Tensor Mean, Tensor LogVariance)
{
    /// <summary>A draw: mean + deviation · noise, the noise float32 as PyTorch's pipelines draw it.</summary>
    public Tensor Sample(Generator generator) => Mean + (LogVariance * 0.5).Exp() * generator.Normal(Mean.Shape).ToSameAs(Mean);
}
