using EmojiGen.Diffusion.Schedulers;

namespace EmojiGen.Tests.Diffusion.Schedulers;

public class WebUiSamplersTests
{
    static readonly SchedulerConfig model =
        new(ClassName: "PNDMScheduler", BetaSchedule: "scaled_linear", TimestepSpacing: "leading", StepsOffset: 1);

    /// <summary>Names of stable-diffusion-webui 1.10, modules/sd_samplers_*.py and sd_schedulers.py.</summary>
    [Theory]
    [InlineData("ddim", "DDIM", null)]
    [InlineData("euler-a", "Euler a", "DDIM")]
    [InlineData("euler-karras", "Euler", "Karras")]
    [InlineData("dpm++2m", "DPM++ 2M", "DDIM")]
    [InlineData("dpm++2m-karras", "DPM++ 2M", "Karras")]
    [InlineData("dpmpp_2m_karras", "DPM++ 2M", "Karras")]
    [InlineData("dpm++sde-karras", "DPM++ 2M SDE", "Karras")]
    [InlineData("unipc", "UniPC", "DDIM")]
    [InlineData("lcm", "LCM", null)]
    [InlineData(null, "PLMS", null)]
    public void Samplers_have_the_names_that_the_web_UIs_have_for_them(string? name, string sampler, string? scheduleType) =>
        Scheduler.InWebUis(name, model).ShouldBe((sampler, scheduleType));

    [Theory]
    [InlineData("trailing", "Simple")]
    [InlineData("linspace", "Uniform")]
    [InlineData(null, "Uniform")] // which is Euler's own
    public void A_spacing_is_named_by_where_its_steps_begin(string? spacing, string scheduleType) =>
        Scheduler.InWebUis("euler", model with { TimestepSpacing = spacing }).ScheduleType.ShouldBe(scheduleType);

    [Theory]
    [InlineData("DPM++ 2M", "Karras", "dpm++2m-karras")]
    [InlineData("DPM++ 2M Karras", null, "dpm++2m-karras")]
    [InlineData("DPM++ 2M SDE", "Karras", "dpm++sde-karras")]
    [InlineData("Euler a", "Automatic", "euler-a")]
    [InlineData("DDIM", "DDIM", "ddim")]
    [InlineData("Restart", null, null)]
    public void What_a_web_UI_wrote_is_found_again(string sampler, string? scheduleType, string? name) =>
        Scheduler.FromWebUis(sampler, scheduleType).ShouldBe(name);
}
