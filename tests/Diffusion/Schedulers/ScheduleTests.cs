using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Schedulers;

public class ScheduleTests
{
    [Fact]
    public void The_cosine_schedule_is_its_formula()
    {
        var bars = NoiseSchedule.Create(new(BetaSchedule: "squaredcos_cap_v2")).AlphasCumprod;
        // Nichol and Dhariwal 2021, eq. 17; no beta is clipped before the last few.
        for (var t = 0; t < 980; t += 97)
        {
            var expected = Math.Pow(Math.Cos((((t + 1) / 1000.0) + 0.008) / 1.008 * Math.PI / 2),
                2) / Math.Pow(Math.Cos(0.008 / 1.008 * Math.PI / 2), 2);
            ((double)bars[t]).ShouldBe(expected, 1e-5);
        }
    }

    [Fact]
    public void A_schedule_rescaled_to_zero_signal_begins_as_before_and_ends_at_none()
    {
        SchedulerConfig config = new(BetaStart: 0.00085, BetaEnd: 0.012, BetaSchedule: "scaled_linear");
        var (plain, rescaled) = (NoiseSchedule.Create(config), NoiseSchedule.Create(config with { RescaleBetasZeroSnr = true }));
        rescaled.AlphasCumprod[0].ShouldBe(plain.AlphasCumprod[0], 1e-6f);
        rescaled.AlphasCumprod[^1].ShouldBe(0);
        using var euler = new Euler(config with { RescaleBetasZeroSnr = true, TimestepSpacing = "trailing" });
        euler.SetTimesteps(10);
        euler.Sigmas[0].ShouldBe(4096, 1f); // sqrt((1 - 2^-24) / 2^-24)
    }

    [Fact]
    public void Trained_betas_take_the_place_of_the_formula()
    {
        var schedule = NoiseSchedule.Create(new(NumTrainTimesteps: 3, TrainedBetas: [0.5, 0.5, 0.2]));
        schedule.AlphasCumprod.ToArray().ShouldBe([0.5f, 0.25f, 0.2f], 1e-7f);
        Should.Throw<InvalidDataException>(() =>
            NoiseSchedule.Create(new(TrainedBetas: [0.5]))).Message.ShouldContain("trained_betas holds 1 numbers");
    }

    [Fact]
    public void Noise_velocity_and_ratio_agree_with_one_another_for_a_batch_of_timesteps()
    {
        using var scope = new TensorScope();
        var schedule = NoiseSchedule.Create(new());
        var (clean, noise) = (Tensor.From([1f, 2, 3, 4], 2, 1, 1, 2), Tensor.From([0.5f, -1, 2, 0], 2, 1, 1, 2));
        var at = Tensor.From([3L, 700]);
        var (noisy, velocity) = (schedule.AddNoise(clean, noise, at), schedule.Velocity(clean, noise, at));
        var bars = Tensor.From([schedule.AlphasCumprod[3], schedule.AlphasCumprod[700]], 2, 1, 1, 1);
        // Salimans and Ho 2022, appendix D
        ((bars.Sqrt() * noisy) - ((1 - bars).Sqrt() * velocity)).IsCloseTo(clean, 1e-5, 1e-5).ShouldBeTrue();
        (((1 - bars).Sqrt() * noisy) + (bars.Sqrt() * velocity)).IsCloseTo(noise, 1e-5, 1e-5).ShouldBeTrue();
        schedule.Snr(at).IsCloseTo((bars / (1 - bars)).Reshape(2), 1e-5).ShouldBeTrue();
        schedule.AddNoise(clean.Narrow(0, 1, 1), noise.Narrow(0, 1, 1), 700).IsCloseTo(noisy.Narrow(0, 1, 1)).ShouldBeTrue();
    }

    [Theory] // I_x(1/2, 1/2) = 2 / π asin(sqrt(x)), so the quantile is sin²(π p / 2) (DLMF 8.17.6)
    [InlineData(0.001)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.9999)]
    public void The_beta_quantile_is_the_arcsine_law_where_that_is_known(double p)
    {
        BetaDistribution.Quantile(p, 0.5, 0.5).ShouldBe(Math.Pow(Math.Sin(Math.PI * p / 2), 2), 1e-12);
        BetaDistribution.Quantile(p, 0.6, 0.6).ShouldBe(1 - BetaDistribution.Quantile(1 - p, 0.6, 0.6), 1e-12);
        BetaDistribution.Cumulative(BetaDistribution.Quantile(p, 0.6, 0.6), 0.6, 0.6).ShouldBe(p, 1e-10);
    }

    [Fact]
    public void Karras_sigmas_run_from_the_largest_to_the_smallest()
    {
        var sigmas = SigmaSchedule.Karras(80, 0.002, 18);
        sigmas[0].ShouldBe(80, 1e-9);
        sigmas[^1].ShouldBe(0.002, 1e-12);
        sigmas[1].ShouldBe(57.5857, 1e-3); // Karras et al. 2022: (80^(1/7) + 1/17 (0.002^(1/7) - 80^(1/7)))^7
    }

    [Theory]
    [InlineData("leading", 1, new[] { 751.0, 501, 251, 1 })]
    [InlineData("trailing", 0, new[] { 999.0, 749, 499, 249 })]
    [InlineData("linspace", 0, new[] { 999.0, 666, 333, 0 })]
    public void Timesteps_are_spaced_as_the_table_has_them(string spacing, int offset, double[] expected)
    {
        using var scheduler = new Ddim(new(TimestepSpacing: spacing, StepsOffset: offset));
        scheduler.SetTimesteps(4);
        scheduler.Timesteps.ShouldBe(expected);
    }

    [Fact]
    public void Every_count_of_steps_is_laid_out_falling_and_within_training()
    {
        foreach (var spacing in (string[])["leading", "trailing", "linspace"])
        {
            foreach (var scheduler in (Scheduler[])[new Ddim(new(TimestepSpacing: spacing)), new Euler(new(TimestepSpacing: spacing)),
                new DpmSolverMultistep(new(TimestepSpacing: spacing))])
            {
                for (var steps = 1; steps <= 1000; steps += steps < 130 ? 1 : 37)
                {
                    scheduler.SetTimesteps(steps);
                    scheduler.Timesteps.Count.ShouldBe(steps, $"{scheduler} {spacing}");
                    scheduler.Timesteps.ShouldAllBe(t => t >= 0 && t < 1000);
                    for (var i = 1; i < steps; i++) scheduler.Timesteps[i].ShouldBeLessThanOrEqualTo(scheduler.Timesteps[i - 1]);
                }
                scheduler.Dispose();
            }
        }
    }

    [Fact]
    public void Clipped_schedules_begin_where_there_is_signal()
    {
        using var scheduler = new DpmSolverMultistep(new(BetaSchedule: "squaredcos_cap_v2", LambdaMinClipped: -5.1));
        scheduler.SetTimesteps(10);
        var first = (int)scheduler.Timesteps[0];
        var bars = scheduler.Noise.AlphasCumprod;
        first.ShouldBeLessThan(999);
        (0.5 * Math.Log(bars[first] / (1 - bars[first]))).ShouldBeGreaterThanOrEqualTo(-5.1);
        (0.5 * Math.Log(bars[first + 1] / (1 - bars[first + 1]))).ShouldBeLessThan(-5.1);
    }

    [Fact]
    public void A_flow_shifted_by_the_pictures_size_takes_mu_from_its_tokens()
    {
        SchedulerConfig config = new(UseDynamicShifting: true, Shift: 3);
        using var scheduler = new FlowMatchEuler(config);
        scheduler.MuFor(256).ShouldBe(0.5);
        scheduler.MuFor(4096)!.Value.ShouldBe(1.15, 1e-12);
        Should.Throw<ArgumentNullException>(() => scheduler.SetTimesteps(4)).Message.ShouldContain("MuFor");
        scheduler.SetTimesteps(3, 1.15);
        // Esser et al. 2024, eq. 23 with shift e^mu, of 1, 0.5005 and 0.001.
        var shift = Math.Exp(1.15);
        scheduler.Sigmas.Select(it => (double)it)
            .ShouldBe([1, shift * 0.5005 / (1 + ((shift - 1) * 0.5005)), shift * 0.001 / (1 + ((shift - 1) * 0.001)), 0], 1e-6);
        using var plain = new FlowMatchEuler(new());
        plain.MuFor(256).ShouldBeNull();
    }

    [Fact]
    public void Inverted_flows_run_from_0_to_1()
    {
        using var scheduler = new FlowMatchEuler(new(InvertSigmas: true));
        scheduler.SetTimesteps(3);
        scheduler.Sigmas[0].ShouldBe(0);
        scheduler.Sigmas[^1].ShouldBe(1);
        scheduler.Timesteps[^1].ShouldBe(999, 1e-3);
    }

    [Theory]
    [InlineData("scheduler_euler_20")]
    [InlineData("scheduler_euler_ancestral_7")]
    [InlineData("scheduler_dpmpp_2m_20")]
    [InlineData("scheduler_unipc_7")]
    public void Sigmas_are_those_of_the_published_library_to_the_last_bit(string name)
    {
        var folder = Repository.File("tests", "Reference", "cases", name);
        using var io = SafetensorsFile.Open(Path.Combine(folder, "io.safetensors"));
        using var scope = new TensorScope();
        using var scheduler = Scheduler.Create(SchedulerConfig.Read(Path.Combine(folder, "model", "scheduler_config.json")));
        var expected = io.Read("out.sigmas").ToArray<double>();
        scheduler.SetTimesteps(expected.Length - 1);
        scheduler.Sigmas.Select(sigma => (double)sigma).ShouldBe(expected);
    }

    [Fact] // np.log(np.float32(x)), numpy 1.24.2; the nearest float32 to the logarithm of the first is another one
    public void The_logarithm_is_NumPys_to_the_last_bit()
    {
        NumPySingle.Log(11.360891f).ShouldBe(2.4301767f);
        NumPySingle.Log(14.614647f).ShouldBe(2.6820242f);
        NumPySingle.Log(0.029167533f).ShouldBe(-3.534699f);
    }
}
