using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Values by hand from the formulas in transformers.optimization (get_linear_schedule_with_warmup and its neighbours).</summary>
public class LearningRateScheduleTests
{
    static readonly Dictionary<string, Func<long, double>> schedules = new(StringComparer.Ordinal)
    {
        ["constant"] = LearningRateSchedule.Constant(),
        ["warm-up"] = LearningRateSchedule.ConstantWithWarmUp(10),
        ["linear"] = LearningRateSchedule.Linear(10, 110),
        ["cosine"] = LearningRateSchedule.Cosine(10, 110),
        ["restarts"] = LearningRateSchedule.CosineWithRestarts(10, 110, 2),
        ["polynomial"] = LearningRateSchedule.Polynomial(10, 110, power: 2, end: 0.1),
        ["cosine without warm-up"] = LearningRateSchedule.Cosine(0, 4),
    };

    [Theory]
    [InlineData("constant", 0, 1)]
    [InlineData("constant", 99, 1)]
    [InlineData("warm-up", 0, 0)]
    [InlineData("warm-up", 5, 0.5)]
    [InlineData("warm-up", 500, 1)]
    [InlineData("linear", 5, 0.5)]
    [InlineData("linear", 10, 1)]
    [InlineData("linear", 60, 0.5)]
    [InlineData("linear", 110, 0)]
    [InlineData("linear", 120, 0)]
    [InlineData("cosine", 5, 0.5)]
    [InlineData("cosine", 10, 1)]
    [InlineData("cosine", 35, 0.8535533905932737)] // (1 + √½) / 2
    [InlineData("cosine", 60, 0.5)]
    [InlineData("cosine", 110, 0)]
    [InlineData("restarts", 10, 1)]
    [InlineData("restarts", 35, 0.5)]
    [InlineData("restarts", 60, 1)]
    [InlineData("restarts", 85, 0.5)]
    [InlineData("restarts", 110, 0)]
    [InlineData("polynomial", 10, 1)]
    [InlineData("polynomial", 60, 0.325)] // 0.9 · 0.25 + 0.1
    [InlineData("polynomial", 110, 0.1)]
    [InlineData("polynomial", 500, 0.1)]
    [InlineData("cosine without warm-up", 0, 1)]
    [InlineData("cosine without warm-up", 2, 0.5)]
    public void Factors_are_those_of_the_formula(string schedule, long step, double factor) =>
        schedules[schedule](step).ShouldBe(factor, 1e-12);
}
