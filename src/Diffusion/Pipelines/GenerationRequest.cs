using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>What is asked of a diffusion model.</summary>
public sealed record GenerationRequest
{
    /// <summary>The longest side of a picture, in pixels.</summary>
    public const int MaxSide = 4096;

    /// <summary>What the picture shows; words may carry weights, as in <c>a (red:1.3) hat</c>.</summary>
    public required string Prompt { get; init; }

    /// <summary>What it should not show; null: as the model has it for an empty one.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The art style, for a model that has styles as classes; null: none. Others are told of it in the prompt.</summary>
    public string? Style { get; init; }

    /// <summary>Denoising steps, 1 to 1000; 30 by default.</summary>
    public int Steps { get; init; } = 30;

    /// <summary>How much the prompt counts; 1: no guidance. 7.5 by default.</summary>
    public double GuidanceScale { get; init; } = 7.5;

    /// <summary>0 to 1, see <see cref="Guidance.ClassifierFreeGuidance.Combine"/>; 0 by default.</summary>
    public double GuidanceRescale { get; init; }

    /// <summary>Pixels; null: what the model was trained at, or the picture's own.</summary>
    public int? Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public int? Height { get; init; }

    /// <summary>Of the noise: the same as <c>torch.Generator("cpu").manual_seed(seed)</c> gives.</summary>
    public ulong Seed { get; init; }

    /// <summary>Pictures made at once, of one stream of noise; 1 by default.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Layers of CLIP to leave out at the end, 0 by default. The web UIs count from 1.</summary>
    public int ClipSkip { get; init; }

    /// <summary>A scheduler by name (see <see cref="Schedulers.Scheduler.Create(string, Schedulers.SchedulerConfig)"/>); null: the model's
    /// own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Noise that DDIM adds, 0 (none) to 1; 0 by default.</summary>
    public double Eta { get; init; }

    /// <summary>(1, 3 or 4, H, W) in [0, 1]: where the picture starts from; null: from noise.</summary>
    public Tensor? Image { get; init; }

    /// <summary>(1, 1, H, W), 1 where <see cref="Image"/> is to be painted anew; null: everywhere.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>How much of <see cref="Image"/> is noised away, above 0 (hardly any) to 1 (all); 0.8 by default.</summary>
    public double Strength { get; init; } = 0.8;

    /// <summary>LoRAs that the networks carry in this run; none by default.</summary>
    public IReadOnlyList<LoraUse> Loras { get; init; } = [];

    /// <summary>Pictures that are referred to beside the prompt; they stay the caller's, and must outlive the run. Null: none.</summary>
    public ReferencePictures? References { get; init; }

    /// <summary>The element type to compute in: float32 or bfloat16; null: the model's own. Another one costs a copy of the weights for the
    /// length of the run.</summary>
    public DType? DType { get; init; }

    /// <summary>Tokens that T5 sees of the prompt, of SD 3; 256 by default.</summary>
    public int MaxSequenceLength { get; init; } = 256;

    /// <exception cref="ArgumentException">A value is out of its range; says which.</exception>
    internal void Validate(int multiple)
    {
        Check(Steps is >= 1 and <= 1000, "Steps must be 1 to 1000", Steps);
        Check(double.IsFinite(GuidanceScale) && GuidanceScale >= 0, "The guidance scale must be 0 or more", GuidanceScale);
        Check(GuidanceRescale is >= 0 and <= 1, "The guidance rescale must be 0 to 1", GuidanceRescale);
        Check(BatchSize is >= 1 and <= 64, "The batch must be of 1 to 64 pictures", BatchSize);
        Check(ClipSkip is >= 0 and <= 12, "Clip skip must leave out 0 to 12 layers", ClipSkip);
        Check(Strength is > 0 and <= 1, "The strength must be above 0 and at most 1", Strength);
        Check(Eta is >= 0 and <= 1, "Eta must be 0 to 1", Eta);
        Check(DType is null or Torch.DType.Float32 or Torch.DType.BFloat16, "A run computes in float32 or bfloat16", DType);
        Check(MaxSequenceLength is >= 1 and <= 512, "The sequence must be of 1 to 512 tokens", MaxSequenceLength);
        foreach (var (name, side) in new[] { ("width", Width), ("height", Height) })
            Check(side is null || (side >= multiple && side <= MaxSide && side % multiple == 0),
                $"The {name} must be a multiple of {multiple} up to {MaxSide} pixels", side);
        if (Mask is not null && Image is null)
            throw new ArgumentException("A mask says what of a picture to paint anew: give the picture too.");

        static void Check(bool holds, string rule, object? got)
        {
            if (!holds) throw new ArgumentException(FormattableString.Invariant($"{rule}, not {got}."));
        }
    }
}
