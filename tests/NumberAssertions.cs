namespace EmojiGen.Tests;

/// <summary>Shouldly's comparisons order NaN below every number, so that an error which is not a number would pass; these come first and
/// refuse it.</summary>
static class NumberAssertions
{
    public static void ShouldBeLessThan(this double actual, double expected, string? customMessage = null) =>
        Holds(actual < expected, actual, "less than", expected, customMessage);

    public static void ShouldBeLessThan(this float actual, double expected, string? customMessage = null) =>
        ((double)actual).ShouldBeLessThan(expected, customMessage);

    public static void ShouldBeLessThanOrEqualTo(this double actual, double expected, string? customMessage = null) =>
        Holds(actual <= expected, actual, "at most", expected, customMessage);

    static void Holds(bool holds, double actual, string relation, double expected, string? message) =>
        holds.ShouldBeTrue(FormattableString.Invariant($"{actual:g9} should be {relation} {expected:g9}. {message}"));
}
