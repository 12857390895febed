using EmojiGen.Diffusion.Schedulers;

namespace EmojiGen.Tests.Diffusion.Schedulers;

public class SchedulerConfigTests
{
    [Fact]
    public void Infinity_as_Python_writes_it_is_read()
    {
        Read("""{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity, "note": "-Infinity \" NaN"}""").LambdaMinClipped.ShouldBe(double.NegativeInfinity);
    }

    [Theory]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_schedule": "cubic"}""", "beta_schedule is 'cubic'; known here are linear")]
    [InlineData("""{"_class_name": "DDIMScheduler", "timestep_spacing": "even"}""", "timestep_spacing is 'even'")]
    [InlineData("""{"_class_name": "DDIMScheduler", "prediction_type": "rgb"}""", "prediction_type is 'rgb'")]
    [InlineData("""{"_class_name": "DDIMScheduler", "num_train_timesteps": 0}""", "num_train_timesteps is '0'; it must be from 1")]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_start": "small"}""", "beta_start must be a number")]
    [InlineData("""{"_class_name": "DDIMScheduler", "beta_end": 1e999}""", "beta_end")]
    [InlineData("""{"_class_name": "DDIMScheduler", "trained_betas": [1, "x"]}""", "trained_betas must be a list of numbers")]
    [InlineData("""{"_class_name": "DDPMScheduler", "variance_type": "huge"}""", "variance_type is 'huge'")]
    [InlineData("""{"_class_name": "DPMSolverMultistepScheduler", "solver_order": 9}""", "solver_order is '9'")]
    [InlineData("""{"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "dpmsolver"}""",
        "final_sigmas_type zero does not go with")]
    [InlineData("""{"_class_name": "EulerDiscreteScheduler", "use_karras_sigmas": true, "use_beta_sigmas": true}""",
        "use_karras_sigmas and use_beta_sigmas")]
    [InlineData("""{"_class_name": "EulerDiscreteScheduler", "interpolation_type": "cubic"}""", "interpolation_type is 'cubic'")]
    [InlineData("""{"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 0}""", "shift is '0'")]
    [InlineData("""{"_class_name": "UniPCMultistepScheduler", "solver_type": "bh3"}""", "solver_type is 'bh3'")]
    [InlineData("""{"_class_name": "FancyScheduler"}""", "_class_name 'FancyScheduler' is not known here; known are DDIMScheduler")]
    [InlineData("{}", "has no _class_name")]
    [InlineData("[]", "must be a JSON object")]
    public void What_is_wrong_in_a_file_is_said_with_its_path_and_field(string json, string said)
    {
        var message = Should.Throw<InvalidDataException>(() => Scheduler.Create(Read(json))).Message;
        message.ShouldContain(said);
        message.ShouldContain("scheduler_config.json");
    }

    [Theory]
    [InlineData("ddim", typeof(Ddim))]
    [InlineData("DPM++ 2M Karras", typeof(DpmSolverMultistep))]
    [InlineData("dpmpp_2m", typeof(DpmSolverMultistep))]
    [InlineData("dpm++sde", typeof(DpmSolverMultistep))]
    [InlineData("Euler a", typeof(EulerAncestral))]
    [InlineData("euler_ancestral", typeof(EulerAncestral))]
    [InlineData("UniPC", typeof(UniPc))]
    [InlineData("PLMS", typeof(Pndm))]
    [InlineData("LCMScheduler", typeof(Lcm))]
    public void Schedulers_answer_to_the_names_that_people_type(string name, Type type)
    {
        using var scheduler = Scheduler.Create(name,
            new(ClassName: "PNDMScheduler", BetaStart: 0.00085, BetaEnd: 0.012, BetaSchedule: "scaled_linear", SkipPrkSteps: true));
        scheduler.ShouldBeOfType(type);
    }

    [Fact]
    public void Another_scheduler_keeps_the_noise_of_the_model()
    {
        SchedulerConfig model = new(ClassName: "PNDMScheduler", BetaStart: 0.00085, BetaEnd: 0.012, BetaSchedule: "scaled_linear");
        using var scheduler = (Ddim)Scheduler.Create("ddim", model);
        scheduler.Noise.AlphasCumprod[^1].ShouldBe(0.0047f, 1e-4f); // of Stable Diffusion, as published
    }

    [Fact]
    public void A_flow_is_not_sampled_as_diffusion_nor_the_reverse()
    {
        SchedulerConfig flow = new(ClassName: "FlowMatchEulerDiscreteScheduler", Shift: 3), diffusion = new(ClassName: "DDIMScheduler");
        Should.Throw<ArgumentException>(() => Scheduler.Create("ddim", flow)).Message.ShouldContain("flow-euler");
        Should.Throw<ArgumentException>(() => Scheduler.Create("flow-euler", diffusion)).Message.ShouldContain("flow matching");
        using var scheduler = Scheduler.Create("dpm++2m", flow);
        scheduler.SetTimesteps(10);
        scheduler.Sigmas[0].ShouldBeLessThan(1);
        Should.Throw<ArgumentException>(() => Scheduler.Create("magic", diffusion)).Message.ShouldContain("ddim, ddpm");
    }

    [Fact]
    public void Too_many_steps_are_refused_in_a_sentence()
    {
        using var lcm = new Lcm(new());
        Should.Throw<ArgumentException>(() => lcm.SetTimesteps(51)).Message.ShouldContain("1 to 50 steps");
        using var ddim = new Ddim(new(StepsOffset: 1));
        Should.Throw<ArgumentException>(() => ddim.SetTimesteps(1000)).Message.ShouldContain("steps_offset of 1");
        Should.Throw<ArgumentException>(() => ddim.SetTimesteps(0));
        Should.Throw<ArgumentException>(() => ddim.SetTimesteps(1001));
    }

    static SchedulerConfig Read(string json)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "scheduler_config.json");
        File.WriteAllText(path, json);
        return SchedulerConfig.Read(path);
    }
}
