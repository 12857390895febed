using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.Lora;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

/// <summary>Tensors are counted in the whole process, so that nothing may run beside.</summary>
[Collection(nameof(MemoryTests))]
public class PipelineMemoryTests
{
    static string Case(string name) => Path.Combine(Repository.Root, "tests", "Reference", "cases", name, "model");

    [Theory]
    [InlineData("pipeline_sd15")]
    [InlineData("pipeline_sdxl")]
    [InlineData("pipeline_sd3")]
    public void Pictures_leave_no_tensor_behind_and_neither_does_the_model(string name)
    {
        var before = TorchLibrary.LiveTensors;
        using (var model = DiffusionModel.Load(Case(name)))
        {
            Draw(model, steps: 2);
            var after = TorchLibrary.LiveTensors;
            for (var i = 0; i < 3; i++) Draw(model, steps: 2);
            TorchLibrary.LiveTensors.ShouldBe(after);
        }
        TorchLibrary.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void A_run_that_is_broken_off_gives_back_what_it_held()
    {
        using var model = DiffusionModel.Load(Case("pipeline_sd15"));
        Draw(model, steps: 1);
        var before = TorchLibrary.LiveTensors;
        using var stop = new CancellationTokenSource();
        using (var run = model.Begin(Request(steps: 5)))
        {
            Should.Throw<OperationCanceledException>(() =>
            {
                foreach (var step in run.Steps(stop.Token))
                    if (step.Number == 2) stop.Cancel();
            });
        }
        TorchLibrary.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void LoRAs_and_another_type_are_let_go_of_with_the_run_but_for_the_last_set_of_LoRAs()
    {
        using var model = DiffusionModel.Load(Case("pipeline_sd15"));
        using var lora = LoraFile.Read(Path.Combine(Repository.Root, "tests", "Reference", "cases", "lora_sd15", "lora"));
        var plain = TorchLibrary.LiveTensors;
        var request = Request(steps: 2) with { Loras = [new(lora, 0.5)] };
        Draw(model, request);
        var after = TorchLibrary.LiveTensors;
        after.ShouldBeGreaterThan(plain);
        for (var i = 0; i < 3; i++) Draw(model, request);
        Draw(model, Request(steps: 2) with { DType = DType.Float32 });
        TorchLibrary.LiveTensors.ShouldBe(after);
        Draw(model, request with { Loras = [new(lora, 0.7)] });
        TorchLibrary.LiveTensors.ShouldBe(after); // another set takes the place of the last
    }

    static GenerationRequest Request(int steps) =>
        new() { Prompt = "a cat", NegativePrompt = "red", Steps = steps, Width = 128, Height = 128, MaxSequenceLength = 16 };

    static void Draw(DiffusionModel model, int steps) => Draw(model, Request(steps));

    static void Draw(DiffusionModel model, GenerationRequest request)
    {
        using var scope = new TensorScope();
        using var run = model.Begin(request);
        foreach (var _ in run.Steps()) { }
        run.Decode();
    }
}
