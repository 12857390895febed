using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Pipelines;

/// <summary>Eight runs that have little in common on one small model, against each alone on a model of its own.</summary>
public sealed class MixedRequestsTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly DiffusionModel model = Load();
    readonly List<IDisposable> held = [];

    public void Dispose()
    {
        foreach (var it in held) it.Dispose();
        model.Dispose();
        folder.Dispose();
    }

    static string Case(params string[] path) => Path.Combine([Repository.Root, "tests", "Reference", "cases", "ip_adapter_base", .. path]);

    static DiffusionModel Load() => DiffusionModel.Load(Case("model"), new LoadOptions { DType = DType.BFloat16 });

    [Fact]
    public void Eight_mixed_requests_by_turns_give_what_each_gives_alone()
    {
        var requests = Requests();
        var alone = Array.ConvertAll(requests, Alone);
        alone.Select(it => it.Latents).Distinct(ByteArrays.Same).Count().ShouldBe(8); // each of them counts
        alone.Select(it => it.Widened).ShouldBe([false, false, false, false, false, false, false, true]);

        var runs = Array.ConvertAll(requests, model.Begin);
        var steps = Array.ConvertAll(runs, it => it.Steps().GetEnumerator());
        for (var going = true; going;)
        {
            going = false;
            foreach (var step in steps) going |= step.MoveNext();
        }
        var together = runs.Select((it, i) => Result.Of(it, requests[i])).ToArray();
        foreach (var run in runs) run.Dispose();

        together.ShouldBe(alone);
        model.DType.ShouldBe(DType.BFloat16);
        Drawn(model, requests[0]).ShouldBe(alone[0]);
    }

    [Fact]
    public async Task Eight_mixed_requests_at_once_on_the_models_thread_give_what_each_gives_alone()
    {
        var requests = Requests();
        var alone = Array.ConvertAll(requests, Alone);
        using var thread = new ModelThread("mixed requests");

        var together = await Task.WhenAll(requests.Select(request => Task.Run(() => thread.Run(stop => Drawn(model, request, stop)))));

        together.ShouldBe(alone);
    }

    [Fact]
    public async Task A_request_that_is_broken_off_in_a_step_leaves_the_others_as_they_are()
    {
        var request = Requests()[1]; // with a LoRA
        var alone = Alone(request);
        using var thread = new ModelThread("mixed requests");
        using var stop = new CancellationTokenSource();

        var broken = thread.Run(cancel => Drawn(model, request with { Steps = 900 }, cancel), stop.Token);
        var other = thread.Run(cancel => Drawn(model, request, cancel));
        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);
        (await other).ShouldBe(alone);
    }

    [Fact]
    public void Two_loads_of_one_LoRA_share_what_they_do_not_change()
    {
        using var scope = new TensorScope();
        var lora = Lora("attn1.to_q", seed: 1);
        using var with = model.With([new(lora)]);
        var (changed, shared) = (0, 0);
        foreach (var (ours, theirs) in with.Network.NamedParameters().Zip(model.Network.NamedParameters()))
        {
            using var held = ours.Parameter.Hold();
            using var other = theirs.Parameter.Hold();
            if (ReferenceEquals(held, other)) shared++;
            else changed++;
        }
        changed.ShouldBe(lora.Layers.Count);
        shared.ShouldBeGreaterThan(10 * changed);
    }

    [Fact]
    public void A_LoRA_of_another_architecture_is_refused_and_the_model_goes_on()
    {
        using var scope = new TensorScope();
        var request = Requests()[0];
        var before = Drawn(model, request);
        var path = folder.File("other.safetensors");
        const string layer = "unet.nowhere.to_q";
        SafetensorsWriter.Write(path,
        [
            Tensor.Ones([2, 8]).ToSource($"{layer}.lora_A.weight"),
            Tensor.Ones([8, 2]).ToSource($"{layer}.lora_B.weight"),
        ]);
        using var lora = LoraFile.Read(path);

        Should.Throw<InvalidDataException>(() => model.Begin(request with { Loras = [new(lora)] })).Message.ShouldContain("fits no layer");
        Drawn(model, request).ShouldBe(before);
    }

    /// <summary>Different prompts, LoRAs, references, schedulers, seeds, sizes, beginnings and types; the last one overflows.</summary>
    GenerationRequest[] Requests()
    {
        using var scope = new TensorScope();
        var queries = Lora("attn1.to_q", seed: 1);
        var convolutions = Lora("conv1", seed: 2);
        var words = Lora("self_attn.v_proj", seed: 3, component: "text_encoder");
        var whole = References(seed: 1, 0.7, null);
        var style = References(seed: 2, 1, LayerScales.For(ReferenceLayers.Style, 3));
        using var generator = new Generator(9);
        var image = generator.Uniform([1, 3, 64, 64]);
        var mask = generator.Uniform([1, 1, 64, 64]).Gt(0.5).To(DType.Float32);
        held.AddRange([image.Unscoped(), mask.Unscoped()]);
        var plain = new GenerationRequest { Prompt = "a cat", Steps = 4, Seed = 1, Width = 64, Height = 64 };
        GenerationRequest[] requests =
        [
            plain,
            plain with { Loras = [new(queries, 0.8)] },
            plain with { References = whole },
            plain with { Steps = 3, BatchSize = 2, DType = DType.Float32, References = whole, Loras = [new(convolutions)] },
            new()
            {
                Prompt = "a red fox",
                NegativePrompt = "blue",
                Steps = 5,
                Seed = 2,
                Width = 64,
                Height = 128,
                Scheduler = "EulerAncestralDiscreteScheduler",
                Loras = [new(convolutions, 1.2), new(queries, -0.5), new(words)],
            },
            new()
            {
                Prompt = "a robot",
                Steps = 3,
                Seed = 3,
                Width = 128,
                Height = 64,
                GuidanceScale = 1,
                References = style,
                Loras = [new(queries, 0.8)],
            },
            new()
            {
                Prompt = "a cake",
                Steps = 6,
                Seed = 4,
                Image = image,
                Mask = mask,
                Strength = 0.7,
                Scheduler = "DPMSolverMultistepScheduler",
            },
        ];
        return [.. requests, Overflowing(image)];
    }

    /// <summary>
    /// A run whose network answers numbers of which float32 has just room for the largest, and bfloat16 rounds it to infinity: a LoRA
    /// makes the last layer's outputs so large. Which weight it takes depends on the kernels; it lies right below the one at which float32
    /// overflows too.
    /// </summary>
    GenerationRequest Overflowing(Tensor image)
    {
        var path = folder.File("overflow.safetensors");
        var inputs = model.Unet!.NamedParameters().Single(it => it.Name == "conv_out.weight").Parameter.Shape[1];
        SafetensorsWriter.Write(path,
        [
            Tensor.Ones([1, inputs, 3, 3]).ToSource("unet.conv_out.lora_A.weight"),
            Tensor.Ones([4, 1, 1, 1]).ToSource("unet.conv_out.lora_B.weight"),
        ]);
        var lora = Read(path);
        for (var seed = 0ul; seed < 20; seed++)
        {
            // One step with hardly any noise left, so that the latents are finite too.
            GenerationRequest With(double weight) => new()
            {
                Prompt = "a star",
                Steps = 50,
                Seed = seed,
                Image = image,
                Strength = 0.02,
                GuidanceScale = 1,
                Scheduler = "EulerDiscreteScheduler",
                Loras = [new(lora, weight)],
            };
            var (fits, tooMuch) = (1e33, 3e38);
            while (tooMuch / fits > 1.0002)
            {
                var middle = Math.Sqrt(fits * tooMuch);
                if (Fits(With(middle))) fits = middle;
                else tooMuch = middle;
            }
            if (Fits(With(fits), out var widened) && widened) return With(fits);
        }
        throw new InvalidOperationException("No run overflows in bfloat16 alone.");
    }

    bool Fits(GenerationRequest request) => Fits(request, out _);

    bool Fits(GenerationRequest request, out bool widened)
    {
        using var inner = new TensorScope();
        using var run = model.Begin(request);
        try
        {
            foreach (var _ in run.Steps()) { }
            widened = run.Widened;
            return true;
        }
        catch (InvalidDataException)
        {
            widened = run.Widened;
            return false;
        }
    }

    static Result Alone(GenerationRequest request)
    {
        using var own = Load();
        return Drawn(own, request);
    }

    static Result Drawn(DiffusionModel model, GenerationRequest request, CancellationToken stop = default)
    {
        using var inner = new TensorScope();
        using var run = model.Begin(request);
        foreach (var _ in run.Steps(stop)) { }
        return Result.Of(run, request);
    }

    /// <summary>Random matrices for all layers whose name ends so.</summary>
    LoraWeights Lora(string ending, ulong seed, string component = "unet")
    {
        using var generator = new Generator(seed);
        var path = folder.File($"{Guid.NewGuid():n}.safetensors");
        var layers = model.Networks[component].NamedModules()
            .Where(it => it.Module is IAdaptable && it.Name.EndsWith(ending, StringComparison.Ordinal));
        SafetensorsWriter.Write(path, layers.SelectMany(it =>
        {
            var shape = ((IAdaptable)it.Module).Weight.Shape;
            return new[]
            {
                (generator.Normal([2, .. shape[1..]]) * 0.3).ToSource($"{component}.{it.Name}.lora_A.weight"),
                (generator.Normal([shape[0], 2, .. shape[2..].Select(_ => 1L)]) * 0.3).ToSource($"{component}.{it.Name}.lora_B.weight"),
            };
        }));
        return Read(path);
    }

    LoraWeights Read(string path)
    {
        var lora = LoraFile.Read(path);
        held.Add(lora);
        return lora;
    }

    ReferencePictures References(ulong seed, double scale, Func<string, double>? of)
    {
        using var generator = new Generator(seed);
        using var file = SafetensorsFile.Open(Case("ip_adapter", "ip.safetensors"));
        var adapter = IpAdapter.Load(model.Unet!, file.AsWeights());
        var embeddings = generator.Normal([1, file["image_proj.proj.weight"].Shape[1]]);
        var pictures = new ReferencePictures(adapter, embeddings, embeddings.ZerosLike(), scale, of);
        held.Add(pictures);
        return pictures;
    }

    /// <summary>What a run came to, to the bit. A picture of latents that are next to infinite is none.</summary>
    sealed record Result(byte[] Latents, byte[] Picture, bool Widened)
    {
        public static Result Of(DenoisingRun run, GenerationRequest request)
        {
            using var scope = new TensorScope();
            var latents = run.Latents.Contiguous().AsBytes().ToArray();
            if (run.Widened) return new(latents, [], run.Widened);
            var decoded = run.Decode();
            var pictures = Enumerable.Range(0, request.BatchSize).SelectMany(it => decoded.ToRaster(it).Pixels.ToArray());
            return new(latents, [.. pictures], run.Widened);
        }

        public bool Equals(Result? other) => other is not null && Widened == other.Widened
            && Latents.AsSpan().SequenceEqual(other.Latents) && Picture.AsSpan().SequenceEqual(other.Picture);

        public override int GetHashCode() => Latents.Length;
    }

    sealed class ByteArrays : IEqualityComparer<byte[]>
    {
        public static readonly ByteArrays Same = new();

        public bool Equals(byte[]? a, byte[]? b) => a.AsSpan().SequenceEqual(b);

        public int GetHashCode(byte[] bytes) => bytes.Length;
    }
}
