using System.Text.Json.Nodes;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Schedulers;

public class MalformedConfigTests
{
    static readonly string[] values =
    [
        "null", "true", "\"x\"", "\"zero\"", "-1", "0", "1", "2", "7", "0.5", "-0.5", "1e9", "-1e9", "2147483647", "-2147483648", "1e300",
        "1e-300", "1e999", "-1e999", "[]", "[1]", "[\"a\"]", "[[1]]", "{}", "\"\"",
    ];

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(Repository.File("tests", "Reference", "cases"), "scheduler_*_7").Select(Path.GetFileName)
        .OfType<string>()];

    /// <summary>Every field of every published file set to every odd value: it works, or a sentence says what is wrong.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Any_value_of_any_field_works_or_is_refused_in_a_sentence(string name)
    {
        using var folder = new TemporaryFolder();
        using var generator = new Generator(0);
        var refused = 0;
        var text = File.ReadAllText(Repository.File("tests", "Reference", "cases", name, "model", "scheduler_config.json"))
            .Replace("-Infinity", "-1e999", StringComparison.Ordinal);
        foreach (var field in JsonNode.Parse(text)!.AsObject().Select(it => it.Key).Append("trained_betas").Append("sigma_min"))
        {
            foreach (var value in values)
            {
                var json = JsonNode.Parse(text)!.AsObject();
                json[field] = "<value>";
                var path = folder.File("scheduler_config.json");
                File.WriteAllText(path, json.ToJsonString().Replace("\"\\u003Cvalue\\u003E\"", value, StringComparison.Ordinal));
                try
                {
                    Run(path, generator);
                }
                catch (Exception e) when (e is InvalidDataException or ArgumentException)
                {
                    e.Message.Length.ShouldBeGreaterThan(20);
                    refused++;
                }
                catch (Exception e)
                {
                    Assert.Fail($"{field} = {value}: {e.GetType().Name}: {e.Message}");
                }
            }
        }
        refused.ShouldBeGreaterThan(100);
    }

    static void Run(string path, Generator generator)
    {
        using var scope = new TensorScope();
        using var scheduler = Scheduler.Create(SchedulerConfig.Read(path));
        scheduler.SetTimesteps(5, scheduler.MuFor(1024));
        var sample = Tensor.Ones([1, 4, 2, 2]);
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
            sample = scheduler.Step(scheduler.ScaleModelInput(sample, i) * 0.1, i, sample, generator);
        scheduler.AddNoise(sample, sample, 0);
    }
}
