namespace EmojiGen.Diffusion.Drafts;

/// <summary>How far a diffusion model may leave the composed draft, and how much the retrieved emoji count, from how sure parsing and
/// retrieval are.</summary>
/// <remarks>
/// The one place of these constants. Both maps are linear between two certainties and constant outside them. A draft that shows all that
/// the
/// prompt says, found by exact names, is only redrawn: at <see cref="StrengthWhenSure"/> the first half of the steps, which decide the
/// layout, are left out. One that was guessed by meaning keeps little more than its colours. A reference counts in proportion to its
/// similarity, as in the EmojiGen report, up to the 0.8 from which on IP-Adapters begin to copy it.
/// </remarks>
public static class DraftGuidance
{
    /// <summary>Certainty below which nothing is expected of the draft.</summary>
    public const double UnsureBelow = 0.4;

    /// <summary>Certainty from which on the draft is taken for what was meant.</summary>
    public const double SureFrom = 0.95;

    public const double StrengthWhenUnsure = 0.9;
    public const double StrengthWhenSure = 0.5;

    /// <summary>Similarity below which a reference would only mislead.</summary>
    public const double UnlikeBelow = 0.35;

    /// <summary>Similarity from which on a reference counts in full.</summary>
    public const double AlikeFrom = 0.9;

    public const double ScaleWhenUnlike = 0;
    public const double ScaleWhenAlike = 0.8;

    /// <summary>How sure a draft is: its least certain part counts, and what is not shown at all counts against it.</summary>
    /// <param name="scores">Of its parts, 0 to 1.</param>
    /// <param name="notShown">What the prompt says and the draft does not show.</param>
    public static double Certainty(IReadOnlyCollection<double> scores, int notShown) => scores.Count == 0 ? 0
        : scores.Min() * scores.Count / (scores.Count + notShown);

    /// <summary>The strength of image-to-image over a draft of this certainty.</summary>
    public static double Strength(double certainty) => Map(certainty, UnsureBelow, SureFrom, StrengthWhenUnsure, StrengthWhenSure);

    /// <summary>The IP-Adapter's scale for a reference of this similarity.</summary>
    public static double Scale(double similarity) => Map(similarity, UnlikeBelow, AlikeFrom, ScaleWhenUnlike, ScaleWhenAlike);

    static double Map(double x, double from, double to, double at, double end) =>
        at + (end - at) * Math.Clamp((x - from) / (to - from), 0, 1);
}
