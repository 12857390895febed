using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Models.IpAdapter;

namespace EmojiGen.ModelEngines;

/// <summary>What is asked of a diffusion model; null where the model, or the draft's certainty, decides.</summary>
public sealed record DiffusionRequest(string Prompt) : EmojiRequest(Prompt)
{
    public const string EngineName = "diffusion";

    public const int DefaultSteps = 30;

    public static WholeRange StepsRange { get; } = new(1, 1000);
    public static NumberRange GuidanceRange { get; } = new(0, 100);
    public static WholeRange ClipSkipRange { get; } = new(1, 12);
    public static NumberRange StrengthRange { get; } = new(0, 1, IsAbove: true);
    public static NumberRange ReferenceScaleRange { get; } = new(0, 2);

    public override string Engine => EngineName;

    /// <summary>What the picture should not show.</summary>
    public string? Negative { get; init; }

    /// <summary>Denoising steps, 1 to 1000; 30 by default.</summary>
    public int Steps { get; init; } = DefaultSteps;

    /// <summary>How much the prompt counts, 0 to 100; 1: no guidance; null: as the model's kind is used.</summary>
    public double? Guidance { get; init; }

    /// <summary>The sampler, one of <see cref="EmojiGen.Diffusion.Schedulers.Scheduler.Names"/>; null: the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Which of CLIP's layers is taken, counted from the last: 1 to 12; 1 by default.</summary>
    public int ClipSkip { get; init; } = 1;

    /// <summary>Adapters and their weights.</summary>
    public IReadOnlyList<Lora> Loras { get; init; } = [];

    /// <summary>A picture to start from; its transparency is kept.</summary>
    public NamedPicture? Image { get; init; }

    /// <summary>White where <see cref="Image"/> is painted anew.</summary>
    public NamedPicture? Mask { get; init; }

    /// <summary>How much of the picture or draft is drawn anew, above 0 to 1; null: 0.8, or of a draft as sure as it is.</summary>
    public double? Strength { get; init; }

    /// <summary>Whether the composed scene is where the picture starts; null: unless a picture was given, or a LoRA knows better what the
    /// words mean.</summary>
    public bool? Draft { get; init; }

    /// <summary>Of people and hands in the draft; the yellow of the art by default.</summary>
    public SkinTone SkinTone { get; init; } = SkinTone.None;

    /// <summary>Pictures or emoji to take after; none: the emoji of the draft.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>How much references count, 0 to 2; null: as alike as they are.</summary>
    public double? ReferenceScale { get; init; }

    /// <summary>What to take from references; all by default.</summary>
    public ReferenceLayers Layers { get; init; }

    /// <summary>An IP-Adapter's file; null: the one that goes with the model, where there is one.</summary>
    public string? IpAdapter { get; init; }

    /// <summary>Whether the ground is cut out where the model paints none.</summary>
    public bool Transparent { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        StepsRange.Check(nameof(Steps), Steps);
        GuidanceRange.Check(nameof(Guidance), Guidance);
        ClipSkipRange.Check(nameof(ClipSkip), ClipSkip);
        StrengthRange.Check(nameof(Strength), Strength);
        ReferenceScaleRange.Check(nameof(ReferenceScale), ReferenceScale);
        foreach (var lora in Loras)
            if (!double.IsFinite(lora.Weight))
                throw new RequestException($"{Of(nameof(Loras))} has '{lora.File}' with a weight that is no number.");
        if (Draft == true && Image is not null)
            throw new RequestException(
                $"{Of(nameof(Draft))} and {Of(nameof(Image))} exclude each other: the picture begins from one of them.");
        if (Mask is not null && Image is null)
            throw new RequestException(
                $"{Of(nameof(Mask))} says what of a picture to paint anew: give the picture with {Of(nameof(Image))}.");
    }

    internal static RequestProperty Of(string property) => new(property);
}
