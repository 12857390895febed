using EmojiGen.Models.Blocks;
using EmojiGen.Torch;

namespace EmojiGen.Models.VqVae;

/// <summary>The fields of <c>config.json</c>, with the published sizes as defaults: 64 x 64 pixels to 16 x 16 of 512 codes.</summary>
/// <param name="SampleSize">Pixels of a picture's side.</param>
/// <param name="Channels">3: RGB on white, as published; 4: RGBA, premultiplied.</param>
/// <param name="PatchSize">Pixels of a side that go into the channels before the first convolution: layers at full size eat most of the
/// time.</param>
/// <param name="BlockOutChannels">Width of each level; from one to the next the side is halved.</param>
/// <param name="LayersPerBlock">Residual blocks of a level; the decoder has one more.</param>
/// <param name="LatentChannels">Width of a latent, and of a code's vector.</param>
/// <param name="CodebookSize">Codes.</param>
/// <param name="Decay">Of the codebook's moving averages.</param>
/// <param name="Epsilon">Laplace smoothing of its counts.</param>
/// <param name="CommitmentCost">β: weight of the latents' distance from their codes in the loss.</param>
/// <param name="NormGroups">Groups of the norms; divides every width.</param>
public sealed record VqVaeConfig(
    int SampleSize = 64,
    int Channels = 3,
    int PatchSize = 2,
    int[]? BlockOutChannels = null,
    int LayersPerBlock = 2,
    int LatentChannels = 256,
    int CodebookSize = 512,
    double Decay = 0.99,
    double Epsilon = 1e-5,
    double CommitmentCost = 0.25,
    int NormGroups = 32)
{
    public int[] Widths => BlockOutChannels ?? [128, 256];

    /// <summary>Codes of a picture's side.</summary>
    public int LatentSize => SampleSize / PatchSize >> (Widths.Length - 1);

    /// <exception cref="InvalidDataException">A size is out of its range, or sizes do not go together.</exception>
    public void Validate()
    {
        ConfigSizes.Check("The VQ-VAE", ("sample_size", SampleSize), ("patch_size", PatchSize),
            ("block_out_channels' length", Widths.Length), ("layers_per_block layers", LayersPerBlock),
            ("latent_channels", LatentChannels), ("codebook_size", CodebookSize), ("norm_num_groups", NormGroups));
        if (Channels is not (3 or 4))
            throw new InvalidDataException($"The VQ-VAE's channels must be 3 (RGB on white) or 4 (RGBA), not {Channels}.");
        if (Widths.Length > 8 || PatchSize > 64)
            throw new InvalidDataException("The VQ-VAE has at most 8 levels, and patches of at most 64 pixels.");
        if (Array.Exists(Widths, width => width < 1 || width % NormGroups != 0))
            throw new InvalidDataException(
                $"The VQ-VAE's block_out_channels ({string.Join(", ", Widths)}) must be multiples of norm_num_groups ({NormGroups}).");
        if (LatentSize < 1 || LatentSize * (PatchSize << (Widths.Length - 1)) != SampleSize)
            throw new InvalidDataException(
                $"The VQ-VAE's sample_size ({SampleSize}) must be a multiple of patch_size ({PatchSize}) times 2 for each level after the first.");
        if (!(Decay is >= 0 and < 1)) throw new InvalidDataException($"The VQ-VAE's decay must be at least 0 and below 1, not {Decay}.");
        if (!(Epsilon > 0 && double.IsFinite(Epsilon)))
            throw new InvalidDataException($"The VQ-VAE's epsilon must be above 0, not {Epsilon}.");
        if (!(CommitmentCost >= 0 && double.IsFinite(CommitmentCost)))
            throw new InvalidDataException($"The VQ-VAE's commitment_cost must be 0 or more, not {CommitmentCost}.");
        if (CodebookSize < 2) throw new InvalidDataException("The VQ-VAE's codebook_size must be 2 or more.");
    }
}

/// <summary>What <see cref="VqVaeModel"/> makes of pictures in training; the tensors are of the current scope.</summary>
/// <param name="Reconstruction">(B, channels, H, W)</param>
/// <param name="Codes">(B, h, w) int64</param>
/// <param name="Latents">(B h w, d) before they were quantised, without a gradient: what the codebook learns from</param>
/// <param name="ReconstructionLoss">Mean squared error over all numbers.</param>
/// <param name="CommitmentLoss">Mean squared distance of latents from their codes, not weighted yet.</param>
public sealed record VqVaePass(Tensor Reconstruction, Tensor Codes, Tensor Latents, Tensor ReconstructionLoss, Tensor CommitmentLoss);

/// <summary>An autoencoder whose latents are entries of a codebook.</summary>
/// <remarks>van den Oord et al. 2017. Gradients go straight through the choice of code: what the decoder asks of a code is asked of the
/// latent.</remarks>
public sealed class VqVaeModel : Module
{
    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public VqVaeModel(VqVaeConfig config)
    {
        config.Validate();
        Config = config;
        Encoder = Child("encoder", new VqVaeEncoder(config));
        Codebook = Child("quantize", new Codebook(config.CodebookSize, config.LatentChannels, config.Decay, config.Epsilon));
        Decoder = Child("decoder", new VqVaeDecoder(config));
    }

    public VqVaeConfig Config { get; }

    public VqVaeEncoder Encoder { get; }

    public Codebook Codebook { get; }

    public VqVaeDecoder Decoder { get; }

    /// <param name="pictures">(B, channels, S, S) in [-1, 1]</param>
    /// <returns>(B, d, s, s)</returns>
    /// <exception cref="ArgumentException">The pictures are of another shape.</exception>
    public Tensor EncodeLatents(Tensor pictures)
    {
        if (pictures.Rank != 4 || pictures.Size(1) != Config.Channels || pictures.Size(2) != Config.SampleSize
            || pictures.Size(3) != Config.SampleSize)
            throw new ArgumentException(
                $"This VQ-VAE takes pictures (batch, {Config.Channels}, {Config.SampleSize}, {Config.SampleSize}), got {pictures}.", nameof(pictures));
        return Encoder.Forward(pictures);
    }

    /// <param name="pictures">(B, channels, S, S) in [-1, 1]</param>
    /// <returns>(B, s, s) int64</returns>
    public Tensor Encode(Tensor pictures) => TensorScope.Run(() =>
    {
        using var noGrad = Autograd.NoGrad();
        return Choose(EncodeLatents(pictures.To(Device))).Codes;
    });

    /// <param name="codes">(B, s, s), or (B, s²) in reading order; int64</param>
    /// <returns>(B, channels, S, S), about in [-1, 1]</returns>
    public Tensor Decode(Tensor codes) => TensorScope.Run(() => DecodeLatents(VectorsOf(codes)));

    /// <summary>The vectors of codes, as latents.</summary>
    /// <param name="codes">(B, s, s), or (B, s²) in reading order; int64</param>
    /// <returns>(B, d, s, s)</returns>
    public Tensor VectorsOf(Tensor codes) => TensorScope.Run(() =>
        Codebook.Lookup(codes.To(Device).Reshape(-1, Config.LatentSize, Config.LatentSize)).Permute(0, 3, 1, 2));

    /// <param name="latents">(B, d, s, s), codes' vectors or anything between them</param>
    /// <returns>(B, channels, S, S)</returns>
    public Tensor DecodeLatents(Tensor latents) => Decoder.Forward(latents);

    /// <summary>The codes nearest to latents.</summary>
    /// <param name="latents">(B, d, s, s)</param>
    /// <returns>Codes (B, s, s); latents as rows (B s s, d)</returns>
    public (Tensor Codes, Tensor Rows) Choose(Tensor latents)
    {
        var rows = latents.Permute(0, 2, 3, 1).Reshape(-1, Config.LatentChannels); // (B s s, d)
        return (Codebook.Nearest(rows).Reshape(-1, latents.Size(2), latents.Size(3)), rows);
    }

    /// <summary>Through the whole network, with what training needs. The codebook stays as it is: <see cref="Codebook.Update"/> takes codes
    /// and latents afterwards.</summary>
    /// <param name="pictures">(B, channels, S, S) in [-1, 1]</param>
    public VqVaePass Forward(Tensor pictures)
    {
        using var scope = new TensorScope();
        var latents = EncodeLatents(pictures);
        var (codes, rows) = Choose(latents);
        var chosen = Codebook.Lookup(codes).Permute(0, 3, 1, 2).Detach(); // (B, d, s, s)
        var wide = latents.To(chosen.DType);
        var commitment = wide.MseLoss(chosen);
        var straight = wide + (chosen - wide).Detach(); // the value of the code, the gradient of the latent
        var reconstruction = Decoder.Forward(straight);
        var error = reconstruction.To(chosen.DType).MseLoss(pictures.To(chosen.DType));
        scope.MoveOut([reconstruction, codes, rows = rows.Detach(), error, commitment]);
        return new VqVaePass(reconstruction, codes, rows, error, commitment);
    }
}

/// <summary>Pictures to latents.</summary>
public sealed class VqVaeEncoder : Module
{
    readonly int patch;
    readonly Conv2d first, last;
    readonly ModuleList<Level> levels;
    readonly GroupNorm norm;

    internal VqVaeEncoder(VqVaeConfig config)
    {
        var widths = config.Widths;
        patch = config.PatchSize;
        first = Child("conv_in", new Conv2d(config.Channels * patch * patch, widths[0], 3, padding: 1));
        levels = Child("down_blocks",
            new ModuleList<Level>(widths.Select((width, i) => new Level(config, i == 0 ? width : widths[i - 1], width, shrinks: i < widths.Length - 1))));
        norm = Child("conv_norm_out", new GroupNorm(config.NormGroups, widths[^1]));
        last = Child("conv_out", new Conv2d(widths[^1], config.LatentChannels, 1));
    }

    /// <param name="pictures">(B, channels, S, S)</param>
    /// <returns>(B, d, s, s)</returns>
    public Tensor Forward(Tensor pictures)
    {
        using var scope = new TensorScope();
        var x = pictures.To(first.Weight.DType);
        if (patch > 1) x = x.PixelUnshuffle(patch); // (B, channels p², S / p, S / p)
        x = first.Forward(x.ChannelsLast());
        foreach (var level in levels) x = level.Forward(x);
        return scope.MoveOut(last.Forward(norm.ForwardSilu(x)));
    }

    sealed class Level : Module
    {
        readonly ModuleList<ResnetBlock> blocks;
        readonly Downsample? shrink;

        public Level(VqVaeConfig config, int inputs, int outputs, bool shrinks)
        {
            blocks = Child("resnets", new ModuleList<ResnetBlock>(Enumerable.Range(0, config.LayersPerBlock)
                .Select(i => new ResnetBlock(i == 0 ? inputs : outputs, outputs, null, config.NormGroups, 1e-6))));
            if (shrinks) shrink = Child("downsamplers.0", new Downsample(outputs));
        }

        public Tensor Forward(Tensor x)
        {
            foreach (var block in blocks) x = block.Forward(x);
            return shrink?.Forward(x) ?? x;
        }
    }
}

/// <summary>Latents to pictures.</summary>
public sealed class VqVaeDecoder : Module
{
    readonly int patch;
    readonly Conv2d first, last;
    readonly ModuleList<Level> levels;
    readonly GroupNorm norm;

    internal VqVaeDecoder(VqVaeConfig config)
    {
        var widths = config.Widths.Reverse().ToArray();
        patch = config.PatchSize;
        first = Child("conv_in", new Conv2d(config.LatentChannels, widths[0], 3, padding: 1));
        levels = Child("up_blocks",
            new ModuleList<Level>(widths.Select((width, i) => new Level(config, i == 0 ? width : widths[i - 1], width, grows: i < widths.Length - 1))));
        norm = Child("conv_norm_out", new GroupNorm(config.NormGroups, widths[^1]));
        last = Child("conv_out", new Conv2d(widths[^1], config.Channels * patch * patch, 3, padding: 1));
    }

    /// <param name="latents">(B, d, s, s)</param>
    /// <returns>(B, channels, S, S)</returns>
    public Tensor Forward(Tensor latents)
    {
        using var scope = new TensorScope();
        var x = first.Forward(latents.To(first.Weight.DType).ChannelsLast());
        foreach (var level in levels) x = level.Forward(x);
        x = last.Forward(norm.ForwardSilu(x));
        return scope.MoveOut(patch > 1 ? x.PixelShuffle(patch) : x); // (B, channels, S, S)
    }

    sealed class Level : Module
    {
        readonly ModuleList<ResnetBlock> blocks;
        readonly Upsample? grow;

        public Level(VqVaeConfig config, int inputs, int outputs, bool grows)
        {
            blocks = Child("resnets", new ModuleList<ResnetBlock>(Enumerable.Range(0, config.LayersPerBlock + 1)
                .Select(i => new ResnetBlock(i == 0 ? inputs : outputs, outputs, null, config.NormGroups, 1e-6))));
            if (grows) grow = Child("upsamplers.0", new Upsample(outputs));
        }

        public Tensor Forward(Tensor x)
        {
            foreach (var block in blocks) x = block.Forward(x);
            return grow?.Forward(x) ?? x;
        }
    }
}
