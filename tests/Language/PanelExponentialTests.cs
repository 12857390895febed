using System.Runtime.Intrinsics;
using EmojiGen.Language;

namespace EmojiGen.Tests.Language;

public class PanelExponentialTests
{
    [Fact]
    public void Exponentials_are_those_of_double_precision_to_a_few_roundings()
    {
        for (var x = -86.9f; x < 87.9f; x += 0.00317f)
        {
            var got = (double)PanelExponential.Exp(Vector256.Create(x))[3];
            (got / Math.Exp(x)).ShouldBe(1, 4e-7, $"of {x}");
        }
    }

    [Fact]
    public void What_is_far_below_is_next_to_nothing_and_zero_gives_one()
    {
        PanelExponential.Exp(Vector256.Create(0f))[0].ShouldBe(1);
        PanelExponential.Exp(Vector256.Create(-1e30f))[0].ShouldBeInRange(0, 1e-37f);
        PanelExponential.Exp(Vector256.Create(float.NegativeInfinity))[0].ShouldBeInRange(0, 1e-37f);
    }
}
