using EmojiGen.Diffusion.Guidance;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>A step that was taken.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Count">Steps in all.</param>
/// <param name="Timestep">What the network was called with.</param>
public readonly record struct DenoisingStep(int Number, int Count, double Timestep);

/// <summary>A picture in the making: its latents, stepped from noise to the end by whoever walks <see cref="Steps"/>.</summary>
/// <remarks>
/// Progress, preview and cancelling belong to the caller. Numbers that overflow (a black picture, in other programs) are noticed: the
/// step is repeated in float32, and <see cref="Widened"/> says so. What LoRAs, references and float32 change are copies of the run's own:
/// the model stays as it is.
/// </remarks>
public sealed class DenoisingRun : IDisposable
{
    readonly DiffusionModel shared;
    readonly GenerationRequest request;
    readonly Scheduler scheduler;
    readonly Generator generator;
    readonly DenoisingConditions conditions;
    readonly Repainting? repainting;
    readonly OverflowGuard overflow = new();
    readonly FittingRows rows = new();
    readonly bool guided;
    readonly int first;
    DiffusionModel model;
    int next;
    Tensor latents;

    internal DenoisingRun(DiffusionModel model, GenerationRequest request)
    {
        request.Validate(model.SizeMultiple);
        if (request.References is not null && model.Unet is null)
            throw new ArgumentException($"{model.Family} refers to no pictures: it has no UNet, and with it no IP-Adapter.");
        (shared, this.model, this.request) = (model, model, request);
        (Width, Height) = Size(model, request);
        scheduler = request.Scheduler is { } name ? Scheduler.Create(name, model.SchedulerConfig) : Scheduler.Create(model.SchedulerConfig);
        scheduler.Eta = request.Eta;
        scheduler.SetTimesteps(request.Steps, scheduler.MuFor(model.Patches(Width, Height)));
        first = request.Image is null ? 0
            : Math.Min(model.FirstStep(scheduler, request.Steps, request.Strength), scheduler.Timesteps.Count - 1);
        guided = request.GuidanceScale > 1 && !model.TakesGuidance;
        generator = new Generator(request.Seed);
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        try
        {
            Equip();
            conditions = Prepare().Unscoped();
            (latents, repainting) = Begin();
            latents.Unscoped();
        }
        catch
        {
            conditions?.Dispose();
            generator.Dispose();
            scheduler.Dispose();
            LetGo();
            throw;
        }
    }

    /// <summary>Pixels of the picture.</summary>
    public int Width { get; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; }

    /// <summary>Steps that <see cref="Steps"/> takes.</summary>
    public int Count => scheduler.Timesteps.Count - first;

    /// <summary>What is denoised in: float32 once numbers have overflowed.</summary>
    public DType DType => model.DType;

    /// <summary>Whether numbers overflowed and the rest was computed in float32.</summary>
    public bool Widened => overflow.Widened;

    /// <summary>(B, C, h, w) the latents as they are now, scaled; belong to the run.</summary>
    public Tensor Latents => latents;

    /// <summary>(B, C, h, w) the latents as the network would see them next: of about unit variance at any noise.</summary>
    internal Tensor ScaledLatents => next < scheduler.Timesteps.Count ? scheduler.ScaleModelInput(latents, next) : latents;

    /// <summary>Takes the steps, one for each that is asked for.</summary>
    /// <exception cref="OperationCanceledException">Between two steps, or in the middle of one, after which none can be taken.</exception>
    public IEnumerable<DenoisingStep> Steps(CancellationToken cancel = default)
    {
        for (var i = first; i < scheduler.Timesteps.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var timestep = scheduler.Timesteps[i];
            using (Interruption.Within(cancel)) Step(i);
            next = i + 1;
            yield return new DenoisingStep(i - first + 1, Count, timestep);
        }
    }

    /// <summary>The picture that the latents stand for.</summary>
    /// <returns>(B, 3 or 4, H, W) in [0, 1], float32, on the CPU</returns>
    /// <exception cref="InvalidDataException">What is decoded is no numbers, even in float32: the model is damaged.</exception>
    public Tensor Decode() => Decode(latents);

    internal Tensor Decode(Tensor latents) => TensorScope.Run(() =>
    {
        using var noGrad = Autograd.NoGrad();
        var unscaled = model.Vae.Unscale(latents);
        var picture = overflow.Finite(() => Decoded(unscaled), WidenDecoder, $"Model '{model.Location}' decodes");
        picture = (picture / 2 + 0.5).Clamp(0, 1).To(Device.Cpu).Contiguous();
        return model.Vae.Config.PremultipliedAlpha ? picture.Straight() : picture;
    });

    Tensor Decoded(Tensor unscaled)
    {
        using var visit = model.Vae.Visiting(model.Device);
        return model.Vae.DecodeWithin(unscaled);
    }

    public void Dispose()
    {
        latents.Dispose();
        repainting?.Dispose();
        conditions.Dispose();
        generator.Dispose();
        scheduler.Dispose();
        LetGo();
    }

    /// <summary>Takes a share of the model's weights where this run changes some.</summary>
    void Equip()
    {
        var dtype = request.DType ?? shared.DType;
        if (request.Loras.Count == 0 && request.References is null && dtype == shared.DType) return;
        model = shared.With(request.Loras);
        if (dtype != shared.DType) model.Convert(dtype);
        request.References?.Attach(model.Unet!);
    }

    bool Widen()
    {
        if (model.DType == DType.Float32) return false;
        Own().Widen();
        return true;
    }

    bool WidenDecoder()
    {
        if (model.Vae.DType == DType.Float32) return false;
        Own().WidenDecoder();
        return true;
    }

    /// <summary>A share of the model's weights, which this run may change.</summary>
    DiffusionModel Own() => ReferenceEquals(model, shared) ? model = shared.Share() : model;

    void LetGo()
    {
        if (!ReferenceEquals(model, shared)) model.Dispose();
    }

    static (int Width, int Height) Size(DiffusionModel model, GenerationRequest request)
    {
        var multiple = model.SizeMultiple;
        int width = Side(request.Width, 3), height = Side(request.Height, 2);
        foreach (var (name, tensor) in new[] { ("picture", request.Image), ("mask", request.Mask) })
        {
            if (tensor is not null && (tensor.Size(3) != width || tensor.Size(2) != height))
                throw new ArgumentException(
                    $"The {name} is {tensor.Size(3)}x{tensor.Size(2)} pixels, the result {width}x{height}: resize it first.");
        }
        return (width, height);

        int Side(int? asked, int dimension) => asked
            ?? (request.Image is { } image ? (int)image.Size(dimension) / multiple * multiple : Math.Max(multiple, model.DefaultSize));
    }

    /// <summary>The conditions of all samples: those without the prompt first, where guided.</summary>
    DenoisingConditions Prepare()
    {
        var (negative, positive) = model.Encode(request, Width, Height, guided);
        if (request.References is { } references)
        {
            // Handles of the run's own, which are let go of with its conditions: the pictures serve other runs.
            positive = positive with { Pictures = [references.Tokens.Share()] };
            if (negative is not null) negative = negative with { Pictures = [references.NoTokens.Share()] };
        }
        positive = positive.Repeat(request.BatchSize);
        return negative is null ? positive : DenoisingConditions.Both(negative.Repeat(request.BatchSize), positive);
    }

    /// <summary>Noise, or the picture with so much noise as its strength says. What is drawn comes in the order of the published
    /// pipelines.</summary>
    (Tensor Latents, Repainting? Repainting) Begin()
    {
        var downscale = model.Vae.Config.Downscale;
        long[] shape = [request.BatchSize, model.Vae.Config.LatentChannels, Height / downscale, Width / downscale];
        var fromNoise = request.Image is null || (request.Mask is not null && request.Strength == 1);
        var paintsIntoMask = model.PaintsIntoMask;
        if (paintsIntoMask && request.Mask is null)
            throw new ArgumentException($"Model '{model.Location}' paints into a mask: give a picture and a mask.");
        var image = request.Image?.To(model.Device);
        if (image is not null && image.Size(0) != request.BatchSize) image = image.Repeat(request.BatchSize, 1, 1, 1);
        var original = image is null || (fromNoise && paintsIntoMask) ? null : model.EncodeImage(image, generator);
        var noise = generator.Normal(shape, device: model.Device);
        var begin = fromNoise ? noise * scheduler.InitNoiseSigma : scheduler.AddNoise(original!, noise, first);
        if (request.Mask is null) return (begin, null);

        var mask = request.Mask.To(model.Device).Ge(0.5).To(DType.Float32);                                                // (1, 1, H, W)
        var small = mask.Interpolate(shape[2], shape[3]).Repeat(request.BatchSize, 1, 1, 1);                    // (B, 1, h, w)
        if (!paintsIntoMask)
        {
            // The published pipelines encode what is outside the mask for networks too that do not look at it, and draw for that: samplers
            // that draw noise go on from there.
            generator.Normal(shape);
            return (begin, new Repainting(small.Unscoped(), original!.Unscoped(), noise.Unscoped(), null));
        }
        // The middle of the range, not black: what the network takes for nothing.
        var kept = PictureTensors.WithChannels(image!, model.Vae.Config.InChannels) * (1 - mask) + mask * 0.5;
        var masked = model.EncodeImage(kept, generator);                                                        // (B, C, h, w)
        var rest = Tensor.Cat([small, masked], 1);                                                              // (B, 1 + C, h, w)
        return (begin, new Repainting(small.Unscoped(), null, null, rest.Unscoped()));
    }

    void Step(int index)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var sample = scheduler.ScaleModelInput(latents, index);
        if (repainting?.Rest is { } rest) sample = Tensor.Cat([sample, rest], 1);
        if (guided) sample = Tensor.Cat([sample, sample]);
        var prediction = Predict(sample, scheduler.Timesteps[index]);
        if (guided) prediction = ClassifierFreeGuidance.Combine(prediction, request.GuidanceScale, request.GuidanceRescale);
        var next = scheduler.Step(prediction, index, latents, generator);
        if (repainting is { Original: { } original, Noise: { } noise })
        {
            // Outside the mask: the picture, with the noise of the next step.
            var outside = index + 1 < scheduler.Timesteps.Count ? scheduler.AddNoise(original, noise, index + 1) : original;
            next = outside * (1 - repainting.Mask) + next * repainting.Mask;
        }
        latents.Dispose();
        latents = next.Unscoped();
    }

    Tensor Predict(Tensor sample, double timestep) => overflow.Finite(
        () => rows.Compute(sample.Size(0), (start, count) => model.Predict(sample.Narrow(0, start, count), timestep,
            conditions.Rows(start, count), request.GuidanceScale)), Widen, $"Model '{model.Location}' answers");

    /// <summary>What repainting into a mask needs at each step.</summary>
    /// <param name="Mask">(B, 1, h, w), 1 where it is painted</param>
    /// <param name="Original">(B, C, h, w) the picture's latents, put back outside the mask after each step</param>
    /// <param name="Noise">(B, C, h, w) their noise</param>
    /// <param name="Rest">(B, 1 + C, h, w) mask and masked picture, for a network that takes them as channels</param>
    sealed record Repainting(Tensor Mask, Tensor? Original, Tensor? Noise, Tensor? Rest) : IDisposable
    {
        public void Dispose()
        {
            foreach (var tensor in new[] { Mask, Original, Noise, Rest }) tensor?.Dispose();
        }
    }
}
