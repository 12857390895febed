using EmojiGen.Evaluation.Metrics;

namespace EmojiGen.Tests.Evaluation.Metrics;

public class ContinuityTests
{
    [Fact]
    public void Even_steps_have_a_ratio_of_one_and_a_jump_that_of_the_number_of_steps()
    {
        Continuity.Of([[0, 0], [3, 4], [6, 8], [9, 12]]).ShouldBe(new(5, 5));
        var jump = Continuity.Of([[0], [0], [8], [8], [8]]);
        (jump.Largest, jump.Mean, jump.Ratio).ShouldBe((8, 2, 4));
        Continuity.Of([[1], [1]]).Ratio.ShouldBeNull();
        Should.Throw<ArgumentException>(() => Continuity.Of([[1]]));
    }
}
