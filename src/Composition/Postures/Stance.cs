using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition.Postures;

/// <summary>How the limbs of an upright body are held. Degrees from hanging down, outwards.</summary>
/// <param name="Lean">Of the whole, clockwise.</param>
/// <param name="Above">How high it is over the ground, a share of its own height.</param>
readonly record struct Stance(double LeftArm, double RightArm, double LeftLeg, double RightLeg, double Lean = 0, double Above = 0)
{
    /// <returns>Null for what lies or is rolled up.</returns>
    public static Stance? Of(PostureKind kind) => kind switch
    {
        PostureKind.Standing => new(24, 24, 3, 3),
        PostureKind.Sitting => new(10, 10, 78, 78),
        PostureKind.Jumping => new(138, 138, 42, 42, Above: 0.16),
        PostureKind.Dancing => new(150, 82, 4, 48, Lean: -7),
        PostureKind.Running => new(72, 64, 62, 50, Lean: -9, Above: 0.03),
        PostureKind.Flying => new(84, 84, 16, 16, Lean: -14, Above: 0.2),
        PostureKind.Falling => new(128, 112, 46, 30, Lean: 158),
        PostureKind.Hanging => new(172, 172, 6, 12),
        PostureKind.LyingOnBack => new(62, 62, 38, 38, Lean: -82),
        _ => null,
    };
}
