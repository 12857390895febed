using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Training.VqVae;

/// <summary>Which codes a reset takes for unused.</summary>
public enum UnusedCodes
{
    /// <summary>Those that stood for nothing in the last epoch: most codes die only after they were used.</summary>
    InTheLastEpoch,

    /// <summary>Those that stood for nothing since the reset before, as published.</summary>
    SinceTheLastReset,
}

/// <summary>What the vectors of a codebook begin as.</summary>
public enum CodebookStart
{
    /// <summary>Latents of the first batch.</summary>
    Latents,

    /// <summary>Normally distributed numbers, as published: most codes die at once, and the resets bring them back.</summary>
    Noise,
}

/// <summary>How a VQ-VAE is trained, beside what the trainer is told.</summary>
public sealed record VqVaeTaskOptions
{
    public static NamedChoices<UnusedCodes> UnusedNames { get; } = new("last-epoch", "since-reset");

    public static NamedChoices<CodebookStart> StartNames { get; } = new("latents", "noise");

    /// <summary>Epochs between resets of unused codes; 1 or more, 5 as published.</summary>
    public int ResetEvery { get; init; } = 5;

    public UnusedCodes Unused { get; init; }

    public CodebookStart Start { get; init; }

    /// <summary>Whether pictures are mirrored and moved by a few pixels; published without.</summary>
    public bool Augments { get; init; } = true;

    /// <summary>What 1 - <see cref="StructuralSimilarity"/> counts beside the squared error; 0, as published: nothing.</summary>
    public double StructureWeight { get; init; }

    /// <summary>Share of the training pictures that are turned and zoomed, 0 to 1; wants the dataset at twice the size.</summary>
    public double Turned { get; init; }

    /// <summary>What <see cref="PerceptualDistance"/> counts beside the squared error; 0, as published: nothing.</summary>
    public double PerceptualWeight { get; init; }

    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ResetEvery, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(StructureWeight);
        ArgumentOutOfRangeException.ThrowIfNegative(PerceptualWeight);
        if (!(Turned is >= 0 and <= 1)) throw new ArgumentException($"The share of turned pictures must be 0 to 1, not {Turned}.");
    }
}
