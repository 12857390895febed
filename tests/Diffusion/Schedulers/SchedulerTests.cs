using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Schedulers;

public class SchedulerTests
{
    /// <summary>The noise of Stable Diffusion 1 and 2, without what would clip samples.</summary>
    static readonly SchedulerConfig latent = new(BetaStart: 0.00085, BetaEnd: 0.012, BetaSchedule: "scaled_linear", ClipSample: false);

    static readonly Dictionary<string, SchedulerConfig> deterministic = new(StringComparer.Ordinal)
    {
        ["ddim"] = latent with { ClassName = "DDIMScheduler", TimestepSpacing = "trailing" },
        ["ddim leading"] = latent with { ClassName = "DDIMScheduler", StepsOffset = 1, SetAlphaToOne = false },
        ["pndm"] = latent with { ClassName = "PNDMScheduler", SkipPrkSteps = true, StepsOffset = 1 },
        ["pndm with Runge-Kutta"] = latent with { ClassName = "PNDMScheduler", SkipPrkSteps = false },
        ["euler"] = latent with { ClassName = "EulerDiscreteScheduler" },
        ["euler karras"] = latent with { ClassName = "EulerDiscreteScheduler", UseKarrasSigmas = true },
        ["euler exponential"] = latent with { ClassName = "EulerDiscreteScheduler", UseExponentialSigmas = true },
        ["euler beta"] = latent with { ClassName = "EulerDiscreteScheduler", UseBetaSigmas = true },
        ["euler log-linear"] = latent with { ClassName = "EulerDiscreteScheduler", InterpolationType = "log_linear" },
        ["dpm 1"] = latent with { ClassName = "DPMSolverMultistepScheduler", SolverOrder = 1 },
        ["dpm 2 midpoint"] = latent with { ClassName = "DPMSolverMultistepScheduler" },
        ["dpm 2 heun"] = latent with { ClassName = "DPMSolverMultistepScheduler", SolverType = "heun" },
        ["dpm 3"] = latent with { ClassName = "DPMSolverMultistepScheduler", SolverOrder = 3 },
        ["dpm karras"] = latent with { ClassName = "DPMSolverMultistepScheduler", UseKarrasSigmas = true },
        ["dpm lu"] = latent with { ClassName = "DPMSolverMultistepScheduler", UseLuLambdas = true },
        ["dpm noise 2"] = latent with
        {
            ClassName = "DPMSolverMultistepScheduler",
            AlgorithmType = "dpmsolver",
            FinalSigmasType = "sigma_min",
            UseKarrasSigmas = true
        },
        ["dpm noise 2 heun"] = latent with
        {
            ClassName = "DPMSolverMultistepScheduler",
            AlgorithmType = "dpmsolver",
            SolverType = "heun",
            FinalSigmasType = "sigma_min",
            UseKarrasSigmas = true
        },
        ["dpm noise 3"] = latent with
        {
            ClassName = "DPMSolverMultistepScheduler",
            AlgorithmType = "dpmsolver",
            SolverOrder = 3,
            FinalSigmasType = "sigma_min",
            UseKarrasSigmas = true
        },
        ["unipc 1"] = latent with { ClassName = "UniPCMultistepScheduler", SolverOrder = 1 },
        ["unipc 2"] = latent with { ClassName = "UniPCMultistepScheduler" },
        ["unipc 2 bh1"] = latent with { ClassName = "UniPCMultistepScheduler", SolverType = "bh1" },
        ["unipc 3"] = latent with { ClassName = "UniPCMultistepScheduler", SolverOrder = 3 },
        ["unipc 4"] = latent with { ClassName = "UniPCMultistepScheduler", SolverOrder = 4 },
        ["unipc noise"] = latent with
        {
            ClassName = "UniPCMultistepScheduler",
            PredictX0 = false,
            FinalSigmasType = "sigma_min",
            UseKarrasSigmas = true
        },
        ["unipc flow"] = new SchedulerConfig(ClassName: "UniPCMultistepScheduler", UseFlowSigmas: true, FlowShift: 3,
            PredictionType: "flow_prediction"),
        ["dpm flow"] = new SchedulerConfig(ClassName: "DPMSolverMultistepScheduler", UseFlowSigmas: true, FlowShift: 3,
            PredictionType: "flow_prediction"),
        ["flow"] = new SchedulerConfig(ClassName: "FlowMatchEulerDiscreteScheduler", Shift: 3, PredictionType: "flow_prediction"),
    };

    public static TheoryData<string> Deterministic => [.. deterministic.Keys];

    [Theory, MemberData(nameof(Deterministic))]
    public void Steps_follow_the_probability_flow_of_a_Gaussian(string name)
    {
        var config = deterministic[name];
        using var scheduler = Scheduler.Create(config);
        var (few, many) = (GaussianFlow.Error(scheduler, config, 40), GaussianFlow.Error(scheduler, config, 160));
        few.ShouldBeLessThan(0.1);
        many.ShouldBeLessThan(Math.Max(few / 2, 2e-4)); // converges, down to what float32 coefficients and whole timesteps allow
    }

    [Theory] // on sigmas whose logarithms are even, where the orders of the papers hold
    [InlineData("DPMSolverMultistepScheduler", 1, "midpoint", 1)]
    [InlineData("DPMSolverMultistepScheduler", 2, "midpoint", 2)]
    [InlineData("DPMSolverMultistepScheduler", 2, "heun", 2)]
    [InlineData("DPMSolverMultistepScheduler", 3, "midpoint", 3)]
    [InlineData("UniPCMultistepScheduler", 1, "bh1", 2)] // a corrector adds one
    [InlineData("UniPCMultistepScheduler", 1, "bh2", 2)]
    [InlineData("UniPCMultistepScheduler", 2, "bh1", 3)]
    [InlineData("UniPCMultistepScheduler", 2, "bh2", 3)]
    public void Halving_the_steps_divides_the_error_by_the_power_of_the_order(string name, int order, string solver, int expected)
    {
        var config = latent with
        {
            ClassName = name,
            SolverOrder = order,
            SolverType = solver,
            UseExponentialSigmas = true,
            LowerOrderFinal = false
        };
        using var scheduler = Scheduler.Create(config);
        var (few, many) = (GaussianFlow.Error(scheduler, config, 12), GaussianFlow.Error(scheduler, config, 24));
        Math.Log2(few / many).ShouldBeGreaterThan(expected - 0.6);
    }

    [Theory, MemberData(nameof(Deterministic))]
    public void A_run_may_begin_in_the_middle_and_follows_the_flow_from_there(string name)
    {
        var config = deterministic[name];
        if (config is { ClassName: "PNDMScheduler", SkipPrkSteps: false }) return; // its first steps are of another kind
        using var scheduler = Scheduler.Create(config);
        GaussianFlow.Error(scheduler, config, 60, begin: 23).ShouldBeLessThan(0.08);
    }

    [Theory]
    [InlineData("DDPMScheduler", null, "fixed_small", 250)]
    [InlineData("DDPMScheduler", null, "fixed_small_log", 250)]
    [InlineData("DDPMScheduler", null, "fixed_large", 1000)]
    [InlineData("EulerAncestralDiscreteScheduler", null, null, 500)]
    [InlineData("DPMSolverMultistepScheduler", "sde-dpmsolver++", null, 50)]
    [InlineData("DDIMScheduler", null, null, 250)]
    public void Steps_with_fresh_noise_end_at_the_spread_of_the_data(string name, string? algorithm, string? variance, int steps)
    {
        var config = latent with { ClassName = name, AlgorithmType = algorithm, VarianceType = variance, Eta = 1 };
        using var scheduler = Scheduler.Create(config);
        GaussianFlow.Spread(scheduler, config, steps).ShouldBe(1, 0.03);
    }

    [Fact]
    public void Heun_and_third_order_with_fresh_noise_end_there_too()
    {
        foreach (var config in (SchedulerConfig[])[latent with { SolverType = "heun" },
            latent with { UseKarrasSigmas = true, SolverType = "heun" }])
        {
            using var scheduler = new DpmSolverMultistep(config with { AlgorithmType = "sde-dpmsolver++" });
            GaussianFlow.Spread(scheduler, config, 50).ShouldBe(1, 0.03);
        }
    }

    [Theory]
    [InlineData("DDIMScheduler")]
    [InlineData("DDPMScheduler")]
    [InlineData("LCMScheduler")]
    [InlineData("EulerDiscreteScheduler")]
    [InlineData("EulerAncestralDiscreteScheduler")]
    [InlineData("DPMSolverMultistepScheduler")]
    [InlineData("UniPCMultistepScheduler")]
    public void All_kinds_of_answers_that_say_the_same_lead_to_the_same(string name)
    {
        double[] ends = [.. new[] { "epsilon", "v_prediction", "sample" }.Select(prediction =>
        {
            var config = latent with { ClassName = name, PredictionType = prediction };
            using var scheduler = Scheduler.Create(config);
            return GaussianFlow.End(scheduler, config, 10);
        })];
        ends[1].ShouldBe(ends[0], 1e-3);
        ends[2].ShouldBe(ends[0], 1e-3);
    }

    [Theory, MemberData(nameof(Deterministic))]
    public void A_second_run_is_the_first_one_again(string name)
    {
        var config = deterministic[name];
        using var scheduler = Scheduler.Create(config);
        var first = GaussianFlow.End(scheduler, config, 12);
        GaussianFlow.End(scheduler, config, 9);
        GaussianFlow.End(scheduler, config, 12).ShouldBe(first);
    }

    [Fact]
    public void A_run_that_was_broken_off_leaves_nothing_for_the_next()
    {
        using var scope = new TensorScope();
        var ones = Tensor.Ones([1, 1, 2, 2]);
        using var scheduler = new UniPc(latent with { SolverOrder = 3 });
        scheduler.SetTimesteps(10);
        var fresh = scheduler.Step(ones, 4, ones).ToArray<float>();
        for (var i = 0; i < 3; i++) scheduler.Step(ones * 3, i, ones);
        scheduler.Step(ones, 4, ones).ToArray<float>().ShouldBe(fresh); // step 4 does not follow step 2
    }

    [Theory, MemberData(nameof(Deterministic))]
    public void Noise_of_a_step_is_what_a_run_from_it_expects(string name)
    {
        var config = deterministic[name];
        using var scope = new TensorScope();
        using var scheduler = Scheduler.Create(config);
        scheduler.SetTimesteps(20);
        var (clean, noise) = (Tensor.Full([1, 1, 1, 4], 0.3), Tensor.Full([1, 1, 1, 4], -1.2));
        var noisy = scheduler.AddNoise(clean, noise, 13);
        if (scheduler is Pndm) return; // steps of several answers
        // A network that knows the noise leads straight back.
        for (var i = 13; i < scheduler.Timesteps.Count; i++)
            noisy = scheduler.Step(config.PredictionType == "flow_prediction" ? noise - clean : noise, i, noisy);
        noisy.ToArray<float>()[0].ShouldBe(0.3f, 0.08);
    }

    [Fact]
    public void Sixteen_bit_samples_keep_their_type_and_are_computed_in_float32()
    {
        using var scope = new TensorScope();
        using var scheduler = new DpmSolverMultistep(latent);
        scheduler.SetTimesteps(10);
        var sample = Tensor.Full([1, 1, 1, 4], 0.5, DType.BFloat16);
        scheduler.Step(sample, 0, sample).DType.ShouldBe(DType.BFloat16);
    }

    [Fact]
    public void A_step_with_fresh_noise_asks_for_a_generator()
    {
        using var scope = new TensorScope();
        using var scheduler = new EulerAncestral(latent);
        scheduler.SetTimesteps(3);
        Should.Throw<ArgumentNullException>(() => scheduler.Step(Tensor.Ones([1]), 0, Tensor.Ones([1]))).Message.ShouldContain("generator");
    }

    [Fact]
    public void Samples_beyond_their_range_are_thresholded_by_their_own_percentile()
    {
        using var scope = new TensorScope();
        var config = latent with
        {
            Thresholding = true,
            SampleMaxValue = 10,
            DynamicThresholdingRatio = 0.5,
            PredictionType = "sample",
            TimestepSpacing = "trailing"
        };
        using var scheduler = new Ddim(config with { SetAlphaToOne = true });
        scheduler.SetTimesteps(1);
        var answer = Tensor.From([-8f, 1f, 2f, 4f], 1, 1, 2, 2);
        // |x| is 1, 2, 4, 8; its median 3, to which it is clipped and by which it is divided (Saharia et al. 2022). One step ends at the
        // clean sample.
        scheduler.Step(answer, 0, answer).ToArray<float>().ShouldBe([-1f, 1 / 3f, 2 / 3f, 1f], 1e-6f);
    }
}
