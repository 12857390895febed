using EmojiGen.Evaluation.Statistics;

namespace EmojiGen.Tests.Evaluation;

public class StatisticsTests
{
    [Fact]
    public void An_interval_holds_the_truth_about_19_times_of_20()
    {
        var random = new Random(5);
        var held = 0;
        const int tries = 200;
        for (var i = 0; i < tries; i++)
        {
            double[] drawn = [.. Enumerable.Range(0, 60).Select(_ => (double)random.Next(2))];
            var interval = Bootstrap.Mean(drawn, (ulong)i).Interval!.Value;
            if (interval.Low <= 0.5 && 0.5 <= interval.High) held++;
        }
        held.ShouldBeInRange((int)(0.9 * tries), (int)(0.99 * tries));
    }

    [Fact]
    public void Values_that_are_the_same_leave_no_doubt_and_one_alone_tells_nothing()
    {
        Bootstrap.Mean([3, 3, 3]).ShouldBe(new(3, new(3, 3), 3));
        Bootstrap.Mean([3]).Interval.ShouldBeNull();
        Should.Throw<ArgumentException>(() => Bootstrap.Mean([]));
    }

    [Fact]
    public void The_jackknife_of_a_mean_is_its_standard_error()
    {
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())];
        var interval = Jackknife.Of(values.Length, values.Average(), kept => kept.Average(i => values[i]))!.Value;
        // Uniform numbers have a deviation of 1 / sqrt(12); ten groups tell it to within some 23 %.
        var expected = 1.96 * Math.Sqrt(1 / 12.0 / values.Length);
        ((interval.High - interval.Low) / 2).ShouldBe(expected, 0.6 * expected);
        Jackknife.Of(19, 0, _ => 0).ShouldBeNull();
    }
}
