using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

/// <summary>Runs on the second device; that their numbers are the CPU's, the reference cases say.</summary>
[Collection(nameof(HostDevice))]
public sealed class DeviceRunTests
{
    static string StableDiffusion => Repository.File("tests", "Reference", "cases", "pipeline_sd15", "model");

    static string StableDiffusionXL => Repository.File("tests", "Reference", "cases", "pipeline_sdxl", "model");

    static string StableDiffusion3 => Repository.File("tests", "Reference", "cases", "pipeline_sd3", "model");

    static string EmojiMini => Repository.File("models", "emoji-mini");

    static readonly GenerationRequest request = new() { Prompt = "a cat", Steps = 3, Seed = 7, GuidanceScale = 4 };

    [Theory]
    [InlineData("ddim", 0)]
    [InlineData("euler", 0)]
    [InlineData("dpm++2m", 0)]
    [InlineData("unipc", 0)]
    [InlineData("euler-a", 1)] // its noise is drawn on the CPU, as PyTorch draws it
    public void A_step_brings_nothing_to_the_device_but_noise_and_tells_the_host_one_number(string scheduler, long noise)
    {
        using var scope = new TensorScope();
        using var model = Load(StableDiffusion);
        using var run = model.Begin(request with { Scheduler = scheduler });
        using var steps = run.Steps().GetEnumerator();
        steps.MoveNext().ShouldBeTrue();
        // That the answer is finite: without it the host would run ahead of the device, and progress would tell of nothing.
        HostDevice.Transfers(() => steps.MoveNext()).ShouldBe((noise, 1));
    }

    [Fact]
    public void A_step_of_every_family_stays_on_the_device()
    {
        foreach (var path in new[] { StableDiffusionXL, StableDiffusion3, EmojiMini })
        {
            using var scope = new TensorScope();
            using var model = Load(path);
            using var run = model.Begin(request);
            using var steps = run.Steps().GetEnumerator();
            steps.MoveNext().ShouldBeTrue();
            HostDevice.Transfers(() => steps.MoveNext()).ShouldBe((0, 1), path);
        }
    }

    [Fact]
    public void The_embedded_model_draws_the_CPUs_picture_from_words_a_picture_and_into_a_mask()
    {
        using var scope = new TensorScope();
        using var random = new Generator(2);
        var picture = random.Uniform([1, 4, 128, 128]);
        var mask = random.Uniform([1, 1, 128, 128]);
        foreach (var asked in new[] { request, request with { Image = picture }, request with { Image = picture, Mask = mask } })
            Drawn(EmojiMini, HostDevice.Device, asked).ShouldBe(Drawn(EmojiMini, Device.Cpu, asked), 1e-3);
    }

    [Fact]
    public void Every_family_draws_the_CPUs_picture_from_words_a_picture_and_into_a_mask()
    {
        using var threads = TorchThreads.Limit(1);
        using var scope = new TensorScope();
        using var random = new Generator(2);
        foreach (var path in new[] { StableDiffusion, StableDiffusionXL, StableDiffusion3 })
        {
            using DiffusionModel here = DiffusionModel.Load(path, new() { DType = DType.Float32, Device = Device.Cpu }), there = Load(path);
            var side = here.DefaultSize;
            var picture = random.Uniform([1, 3, side, side]);
            var mask = random.Uniform([1, 1, side, side]);
            foreach (var asked in new[] { request with { BatchSize = 2 }, request with { Image = picture },
                request with { Image = picture, Mask = mask } })
                Drawn(there, asked).ShouldBe(Drawn(here, asked), 2e-3, path);
        }
    }

    [Fact]
    public void A_LoRA_and_a_reference_draw_the_CPUs_picture()
    {
        using var threads = TorchThreads.Limit(1);
        using var scope = new TensorScope();
        var adapted = Repository.File("tests", "Reference", "cases", "ip_adapter_base");
        using var file = EmojiGen.ModelFiles.SafetensorsFile.Open(Path.Combine(adapted, "ip_adapter", "ip.safetensors"));
        using var io = EmojiGen.ModelFiles.SafetensorsFile.Open(Path.Combine(adapted, "io.safetensors"));
        var told = io.Read("in.image_embeds");
        using DiffusionModel here = DiffusionModel.Load(Path.Combine(adapted, "model"), new() { DType = DType.Float32, Device = Device.Cpu }),
            there = Load(Path.Combine(adapted, "model"));
        Referring(there).ShouldBe(Referring(here), 2e-3);
        Referring(here).ShouldNotBe(Drawn(here, request));

        using var lora = EmojiGen.Models.Lora.LoraFile.Read(Directory.EnumerateFiles(
            Repository.File("tests", "Reference", "cases", "lora_sd15", "lora"), "*.safetensors").First());
        var carrying = request with { Loras = [new(lora, 0.7)] };
        Drawn(there, carrying).ShouldBe(Drawn(here, carrying), 2e-3);
        Drawn(here, carrying).ShouldNotBe(Drawn(here, request));

        float[] Referring(DiffusionModel model)
        {
            using var references = new ReferencePictures(EmojiGen.Models.IpAdapter.IpAdapter.Load(model.Unet!, file.AsWeights()),
                told.Select(0, 1), told.Select(0, 0), 0.8);
            return Drawn(model, request with { References = references });
        }
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_denoised_and_decoded_in_parts()
    {
        using var threads = TorchThreads.Limit(1);
        using var scope = new TensorScope();
        using var model = Load(EmojiMini);
        var asked = request with { BatchSize = 4 };
        float[] whole = [];
        var most = HostDevice.MostBytes(() => whole = Drawn(model, asked));
        using (HostDevice.Limit(most * 2 / 3)) Drawn(model, asked).ShouldBe(whole, 2e-3);
    }

    [Fact]
    public void Offloaded_networks_visit_the_device_and_give_the_same_picture()
    {
        foreach (var path in new[] { StableDiffusion, StableDiffusionXL, StableDiffusion3 })
        {
            using var scope = new TensorScope();
            using var model = Load(path, offload: true);
            model.Network.Device.ShouldBe(HostDevice.Device);
            model.Vae.Device.ShouldBe(Device.Cpu);
            model.TextEncoders.Values.ShouldAllBe(it => it.Device == Device.Cpu);
            Drawn(model, request).ShouldBe(Drawn(path, HostDevice.Device, request), 1e-5, path);
            model.Vae.Device.ShouldBe(Device.Cpu);
        }
    }

    [Fact]
    public void A_text_encoder_that_finds_no_room_beside_the_network_encodes_where_it_rests()
    {
        foreach (var path in new[] { StableDiffusion, StableDiffusionXL, StableDiffusion3 })
        {
            using var scope = new TensorScope();
            using var model = Load(path, offload: true);
            var expected = model.Encode(request, 128, 128, guided: true);
            var taken = HostDevice.MostBytes(() => model.Encode(request, 128, 128, guided: true));
            using (HostDevice.Limit(taken * 6 / 10))
            {
                var (negative, positive) = model.Encode(request, 128, 128, guided: true);
                positive.States.Device.ShouldBe(HostDevice.Device);
                positive.States.ToArray<float>().ShouldBe(expected.Positive.States.ToArray<float>(), 1e-4, path);
                negative!.States.ToArray<float>().ShouldBe(expected.Negative!.States.ToArray<float>(), 1e-4, path);
            }
        }
    }

    [Fact]
    public void A_full_device_breaks_a_run_off_and_leaves_the_model_usable()
    {
        using var scope = new TensorScope();
        using var model = Load(StableDiffusion);
        var expected = Drawn(model, request);
        using (HostDevice.Limit(100_000)) Should.Throw<DeviceMemoryException>(() => Drawn(model, request));
        Drawn(model, request).ShouldBe(expected);
    }

    [Fact]
    public void Loading_takes_the_weights_once_and_no_more_than_a_tenth_beyond()
    {
        using var scope = new TensorScope();
        foreach (var path in new[] { EmojiMini, StableDiffusion, StableDiffusion3 })
        {
            DiffusionModel? model = null;
            var before = HostDevice.Bytes;
            var most = HostDevice.MostBytes(() => model = Load(path));
            using (model)
            {
                var weights = HostDevice.Bytes - before;
                weights.ShouldBeGreaterThan(0);
                ((double)most / weights).ShouldBeLessThan(1.1, path);
            }
            HostDevice.Bytes.ShouldBe(before);
        }
    }

    [Fact]
    public void Weights_that_become_16_bits_are_on_the_device_once_too()
    {
        using var scope = new TensorScope();
        DiffusionModel? model = null;
        var before = HostDevice.Bytes;
        var most = HostDevice.MostBytes(() => model = DiffusionModel.Load(StableDiffusion,
            new() { DType = DType.Float16, Device = HostDevice.Device }));
        using (model)
        {
            var weights = model!.Networks.Values.Append(model.Vae).Sum(it => it.ParameterCount) * 2;
            ((double)(HostDevice.Bytes - before) / weights).ShouldBe(1, 0.02);
            ((double)most / weights).ShouldBeLessThan(1.1);
        }
    }

    static DiffusionModel Load(string path, bool offload = false) =>
        DiffusionModel.Load(path, new() { DType = DType.Float32, Device = HostDevice.Device, Offload = offload });

    static float[] Drawn(string path, Device device, GenerationRequest asked)
    {
        using var model = DiffusionModel.Load(path, new() { DType = DType.Float32, Device = device });
        return Drawn(model, asked);
    }

    static float[] Drawn(DiffusionModel model, GenerationRequest asked)
    {
        using var scope = new TensorScope();
        using var run = model.Begin(asked);
        foreach (var _ in run.Steps()) { }
        return run.Decode().ToArray<float>();
    }
}
