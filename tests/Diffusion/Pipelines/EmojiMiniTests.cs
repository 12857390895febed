using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Diffusion.Schedulers;

namespace EmojiGen.Tests.Diffusion.Pipelines;

public class EmojiMiniTests
{
    static string Folder => Repository.File("models", "emoji-mini");

    static SchedulerConfig Config => SchedulerConfig.Read(Path.Combine(Folder, "scheduler", "scheduler_config.json"));

    /// <summary>Its cosine ends at a sigma of 20,291, and Karras' spacing laid 15 of 20 steps above 27, where there is nothing but
    /// noise.</summary>
    [Theory]
    [InlineData("euler-karras")]
    [InlineData("dpm++2m-karras")]
    [InlineData("dpm++sde-karras")]
    public void Spacings_of_their_own_begin_where_the_model_says(string name)
    {
        using var scheduler = Scheduler.Create(name, Config);
        scheduler.SetTimesteps(20);
        scheduler.Sigmas[0].ShouldBe(13, 1e-3);
        scheduler.Sigmas.Count(it => it > 5).ShouldBeLessThan(8); // Karras et al. 2022, eq. 5, from 13 to 0.012
    }

    /// <summary>Half of the cosine schedule, timestep 499, has as much signal as noise but for its offset:
    /// tan(pi / 2 (0.5 + 0.008) / 1.008) = 1.01.</summary>
    [Theory]
    [InlineData("ddim")]
    [InlineData("euler")]
    [InlineData("euler-karras")]
    [InlineData("dpm++2m-karras")]
    [InlineData("dpm++sde-karras")]
    [InlineData("unipc")]
    [InlineData("euler-a")]
    public void A_strength_begins_at_its_noise_whatever_the_sampler(string name)
    {
        using var model = DiffusionModel.Load(Folder);
        using var scheduler = Scheduler.Create(name, model.SchedulerConfig);
        scheduler.SetTimesteps(40);
        var first = model.FirstStep(scheduler, 40, 0.5);
        scheduler.NoiseAt(first).ShouldBeInRange(0.75, 1.02);
        scheduler.NoiseAt(first - 1).ShouldBeGreaterThan(1.01); // and no step later than need be
        model.FirstStep(scheduler, 40, 1).ShouldBe(0);
    }

    [Fact]
    public void On_its_own_spacing_a_strength_begins_at_its_share_of_the_steps()
    {
        using var model = DiffusionModel.Load(Folder);
        using var scheduler = Scheduler.Create(model.SchedulerConfig);
        foreach (var steps in new[] { 20, 30, 50 })
        {
            scheduler.SetTimesteps(steps);
            foreach (var share in new[] { 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9 })
                model.FirstStep(scheduler, steps, share).ShouldBe(steps - (int)(steps * share));
        }
    }

    [Fact]
    public void Its_index_names_no_folder_that_is_not_there()
    {
        using var index = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "model_index.json")));
        var components = index.RootElement.EnumerateObject().Where(it => it.Value.ValueKind == System.Text.Json.JsonValueKind.Array
            && it.Value.GetArrayLength() == 2).Select(it => it.Name).ToArray();
        components.ShouldContain("unet");
        components.ShouldAllBe(it => Directory.Exists(Path.Combine(Folder, it)));
    }
}
