using EmojiGen.Models.Blocks;
using EmojiGen.Torch;

namespace EmojiGen.Models.Classifier;

/// <summary>The fields of <c>config.json</c>.</summary>
/// <param name="Emoji">Hexcodes of the classes, in their order.</param>
/// <param name="SampleSize">Pixels of a picture's side.</param>
/// <param name="BlockOutChannels">Width of each level; from one to the next the side is halved.</param>
/// <param name="PatchSize">Pixels of a side that go into the channels before the first convolution.</param>
public sealed record EmojiClassifierConfig(string[] Emoji, int SampleSize = 64, int[]? BlockOutChannels = null, int PatchSize = 2,
    int NormGroups = 16)
{
    const string ClassName = "EmojiClassifier";

    public int[] Widths => BlockOutChannels ?? [48, 96, 192];

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A field is wrong; says which.</exception>
    public static EmojiClassifierConfig Read(string path)
    {
        var file = ModelConfig.Read(path);
        file.Expect("_class_name", null, ClassName);
        var published = new EmojiClassifierConfig([]);
        var config = new EmojiClassifierConfig(file.Texts("emoji", []), file.Whole("sample_size", published.SampleSize),
            file.Wholes("block_out_channels", published.Widths),
            file.Whole("patch_size", published.PatchSize), file.Whole("norm_num_groups", published.NormGroups));
        return config.Emoji.Length > 1 ? config
            : throw new InvalidDataException($"Configuration '{path}': emoji must name two classes or more.");
    }

    public void Write(string path) => ConfigFile.Write(path, ClassName, json =>
    {
        json.WriteNumber("sample_size", SampleSize);
        json.WriteNumber("patch_size", PatchSize);
        json.WriteNumber("norm_num_groups", NormGroups);
        json.WriteStartArray("block_out_channels");
        foreach (var width in Widths) json.WriteNumberValue(width);
        json.WriteEndArray();
        json.WriteStartArray("emoji");
        foreach (var hexcode in Emoji) json.WriteStringValue(hexcode);
        json.WriteEndArray();
    });
}

/// <summary>Tells which emoji a picture shows: a residual network (He et al. 2016) with group norms. It judges other models and takes part
/// in none.</summary>
public sealed class EmojiClassifier : Module
{
    readonly Conv2d first;
    readonly ModuleList<Level> levels;
    readonly GroupNorm norm;
    readonly Linear classes;

    public EmojiClassifier(EmojiClassifierConfig config)
    {
        Config = config;
        var widths = config.Widths;
        first = Child("conv_in", new Conv2d(4L * config.PatchSize * config.PatchSize, widths[0], 3, padding: 1));
        levels = Child("down_blocks",
            new ModuleList<Level>(widths.Select((width, i) => new Level(i == 0 ? width : widths[i - 1], width, config.NormGroups, shrinks: i < widths.Length - 1))));
        norm = Child("conv_norm_out", new GroupNorm(config.NormGroups, widths[^1]));
        classes = Child("classifier", new Linear(widths[^1], config.Emoji.Length));
    }

    public EmojiClassifierConfig Config { get; }

    /// <param name="pictures">(B, 4, S, S) premultiplied, in [-1, 1]</param>
    /// <returns>(B, classes) logits</returns>
    /// <exception cref="ArgumentException">The pictures are of another shape.</exception>
    public Tensor Forward(Tensor pictures) => TensorScope.Run(() => classes.Forward(Features(pictures)));

    /// <summary>What it tells emoji apart by.</summary>
    /// <param name="pictures">(B, 4, S, S) premultiplied, in [-1, 1]</param>
    /// <returns>(B, width of the last level)</returns>
    /// <exception cref="ArgumentException">The pictures are of another shape.</exception>
    public Tensor Features(Tensor pictures)
    {
        if (pictures.Rank != 4 || pictures.Size(1) != 4 || pictures.Size(2) != Config.SampleSize || pictures.Size(3) != Config.SampleSize)
            throw new ArgumentException(
                $"The classifier takes pictures (batch, 4, {Config.SampleSize}, {Config.SampleSize}), got {pictures}.", nameof(pictures));
        using var scope = new TensorScope();
        var x = first.Forward(pictures.To(first.Weight.DType).PixelUnshuffle(Config.PatchSize).ChannelsLast());
        foreach (var level in levels) x = level.Forward(x);
        return scope.MoveOut(norm.ForwardSilu(x).Mean([2, 3]));
    }

    sealed class Level : Module
    {
        readonly ModuleList<ResnetBlock> blocks;
        readonly Downsample? shrink;

        public Level(int inputs, int outputs, int groups, bool shrinks)
        {
            blocks = Child("resnets", new ModuleList<ResnetBlock>([new ResnetBlock(inputs, outputs, null, groups, 1e-6)]));
            if (shrinks) shrink = Child("downsamplers.0", new Downsample(outputs));
        }

        public Tensor Forward(Tensor x)
        {
            foreach (var block in blocks) x = block.Forward(x);
            return shrink?.Forward(x) ?? x;
        }
    }
}
