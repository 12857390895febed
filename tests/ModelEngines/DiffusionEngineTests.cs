using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;

namespace EmojiGen.Tests.ModelEngines;

/// <summary>One loaded model and one request after the other, as a server has them; with the small models of the reference cases, which
/// draw noise.</summary>
public sealed class DiffusionEngineTests : IDisposable
{
    static readonly LoadOptions exact = new() { DType = DType.Float32 };

    readonly Studio studio = Studio.Open(new Installation(Repository.Root));

    public void Dispose() => studio.Dispose();

    static string Case(params string[] parts) => Repository.File(["tests", "Reference", "cases", .. parts]);

    static DiffusionRequest Noise(string prompt = "a cat") => new(prompt) { Steps = 2, Draft = false, Seed = 3 };

    static byte[] Pixels(DiffusedDrawing drawing) => drawing.Pictures[0].Draw(drawing.Side).Pixels.ToArray();

    [Fact]
    public void What_one_request_adds_to_the_model_the_next_does_not_have()
    {
        using var engine = DiffusionEngine.Load(studio, Case("pipeline_sd15", "model"), exact);
        var lora = Noise() with { Loras = [new(Case("lora_sd15", "lora", "pytorch_lora_weights.safetensors"), 0.5)] };
        var plain = Pixels(engine.Draw(Noise()));
        var adapted = Pixels(engine.Draw(lora));
        adapted.ShouldNotBe(plain);
        Pixels(engine.Draw(Noise())).ShouldBe(plain);
        Pixels(engine.Draw(lora)).ShouldBe(adapted);
        Pixels(engine.Draw(lora)).ShouldBe(adapted); // which it has already
    }

    [Fact]
    public void A_lora_that_cannot_be_read_leaves_the_model_as_it_is()
    {
        using var engine = DiffusionEngine.Load(studio, Case("pipeline_sd15", "model"), exact);
        var plain = Pixels(engine.Draw(Noise()));
        var good = Case("lora_sd15", "lora", "pytorch_lora_weights.safetensors");
        Should.Throw<IOException>(() =>
            engine.Draw(Noise() with { Loras = [new(good), new("gone.safetensors")] })).Message.ShouldContain("gone.safetensors");
        Pixels(engine.Draw(Noise())).ShouldBe(plain);
    }

    [Fact]
    public void What_one_request_refers_to_the_next_does_not()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Case("ip_adapter_base"), "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(Case("ip_adapter_base"), file);
            var to = Path.Combine(folder.Path, relative.StartsWith("model/", StringComparison.Ordinal) ? relative["model/".Length..]
                : relative);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        using var engine = DiffusionEngine.Load(studio, folder.Path, exact);
        var plain = engine.Draw(Noise());
        var referring = engine.Draw(Noise() with { References = [new("🍕")], Layers = ReferenceLayers.All });
        referring.References.ShouldBe(["pizza"]);
        Pixels(referring).ShouldNotBe(Pixels(plain));
        var again = engine.Draw(Noise());
        again.References.ShouldBeEmpty();
        Pixels(again).ShouldBe(Pixels(plain));
    }

    [Fact]
    public void Every_step_is_reported_in_order_with_a_picture_to_look_at()
    {
        using var engine = DiffusionEngine.Load(studio, Case("pipeline_sd15", "model"), exact);
        var steps = new List<(int, int, int, int)>();
        var drawing = engine.Draw(Noise() with { Steps = 3, Count = 2 }, new Progress(it =>
        {
            steps.Add((it.Picture, it.Pictures, it.Step, it.Steps));
            it.Preview().Width.ShouldBeGreaterThan(0);
        }));
        steps.ShouldBe([(1, 2, 1, 3), (1, 2, 2, 3), (1, 2, 3, 3), (2, 2, 1, 3), (2, 2, 2, 3), (2, 2, 3, 3)]);
        Pixels(drawing).ShouldBe(Pixels(engine.Draw(Noise() with { Steps = 3 }))); // looking changes nothing
    }

    [Fact]
    public void Whoever_stops_is_heard_within_a_step_and_the_engine_goes_on()
    {
        using var engine = DiffusionEngine.Load(studio, Case("pipeline_sd15", "model"), exact);
        var before = Pixels(engine.Draw(Noise()));
        using var stop = new CancellationTokenSource();
        var taken = 0;
        Should.Throw<OperationCanceledException>(() => engine.Draw(Noise() with { Steps = 50 }, new Progress(it =>
        {
            taken = it.Step;
            if (it.Step == 2) stop.Cancel();
        }), stop.Token));
        taken.ShouldBe(2);
        Pixels(engine.Draw(Noise())).ShouldBe(before);
    }

    sealed class Progress(Action<GenerationProgress> report) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => report(value);
    }
}
