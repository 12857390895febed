using EmojiGen.Training.Loop;

namespace EmojiGen.Tests.Training.Loop;

public class LossEndsTests
{
    [Fact]
    public void Means_are_of_the_first_and_of_the_last_five_hundred_steps()
    {
        var ends = new LossEnds(4500);
        for (var step = 1; step <= 4500; step++) ends.Add(step, step <= 500 ? 2 : step > 4000 ? 4 : 3);
        (ends.Count, ends.First, ends.Last).ShouldBe((500, 2.0, 4.0));
    }

    [Fact]
    public void A_short_run_has_halves_and_a_resumed_one_no_beginning()
    {
        var ends = new LossEnds(5);
        for (var step = 1; step <= 5; step++) ends.Add(step, step);
        (ends.Count, ends.First, ends.Last).ShouldBe((2, 1.5, 4.5));

        var resumed = new LossEnds(5);
        for (var step = 2; step <= 5; step++) resumed.Add(step, step);
        (resumed.First, resumed.Last).ShouldBe((null, 4.5));
    }
}
