using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Lora;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>A published model, ready to draw: what turns words into conditions, denoises latents and decodes them.</summary>
/// <remarks>
/// It does not change after it was loaded: LoRAs, references, scale, precision and random numbers are a run's. So runs may be taken in any
/// order and by turns, each
/// gives what it would alone, and one set of weights in memory serves them all. Networks use all cores: <see cref="ModelThread"/> lets runs
/// follow one another.
/// Training alone changes <see cref="Networks"/>, and is then the only one that uses the model.
/// </remarks>
public abstract class DiffusionModel : IDisposable
{
    readonly Lock adapting = new();
    (LoraUse[] Loras, DiffusionModel Model)? adapted;

    private protected DiffusionModel(ModelFolder folder, LoadOptions options)
    {
        Location = folder.Location;
        Variant = options.Variant;
        Device = options.Device ?? Device.Best;
        IsOffloaded = options.Offload && !Device.IsCpu;
        DType = options.DType ?? Device.FastType;
        Notes = folder.Notes;
        if (DType == DType.Float16 && !Device.ComputesFloat16)
        {
            // Range matters more than the last digits: what was trained in float16 does not overflow in either.
            DType = Device.FastType;
            Notes = [.. Notes,
                $"float16 is not computed in on this processor: {(DType == DType.BFloat16 ? "bfloat16" : "float32")} is used"];
        }
        SchedulerConfig = SchedulerConfig.Read(folder.Path("scheduler", "scheduler_config.json"));
    }

    /// <summary>Another that shares the weights of a model.</summary>
    private protected DiffusionModel(DiffusionModel model) =>
        (Location, Variant, Device, IsOffloaded, DType, Notes, SchedulerConfig) =
            (model.Location, model.Variant, model.Device, model.IsOffloaded, model.DType, model.Notes, model.SchedulerConfig);

    /// <summary>The folder or file that it was loaded from.</summary>
    public string Location { get; }

    /// <summary>What it is, for a person: <c>Stable Diffusion 1</c>.</summary>
    public abstract string Family { get; }

    /// <summary>The variant of the weights that was asked for: <c>fp16</c>; null: none in particular.</summary>
    public string? Variant { get; }

    /// <summary>What computes, and where conditions and latents are.</summary>
    public Device Device { get; }

    /// <summary>Whether text encoders and autoencoder are on the CPU between their uses.</summary>
    public bool IsOffloaded { get; }

    /// <summary>Where text encoders and autoencoder are between their uses.</summary>
    private protected Device Resting => IsOffloaded ? Device.Cpu : Device;

    /// <summary>The element type that it computes in, where a run asks for no other.</summary>
    public DType DType { get; private set; }

    /// <summary>What its files do not tell and was assumed, in sentences for a person.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What the model says of its noise.</summary>
    public SchedulerConfig SchedulerConfig { get; }

    public AutoencoderKL Vae { get; private protected init; } = null!;

    /// <summary>The network that denoises.</summary>
    public abstract Module Network { get; }

    /// <summary>The same where it is a UNet, for which there are IP-Adapters; null where it is not.</summary>
    public virtual UNet2DConditionModel? Unet => null;

    /// <summary>Text encoders by the names of their folders, for adapters of theirs.</summary>
    public abstract IReadOnlyDictionary<string, Module> TextEncoders { get; }

    /// <summary>All networks that adapters may change, by the names of their folders.</summary>
    public IReadOnlyDictionary<string, Module> Networks =>
        new Dictionary<string, Module>(TextEncoders) { [Unet is null ? "transformer" : "unet"] = Network };

    /// <summary>Channels that the network takes: those of a latent, and for a network that paints into a mask those of the mask and of what
    /// is outside it.</summary>
    public abstract int InputChannels { get; }

    /// <summary>Whether the network is told what to keep, so that it can do nothing without a picture and a mask.</summary>
    public bool PaintsIntoMask => InputChannels == 2 * Vae.Config.LatentChannels + 1;

    /// <summary>Pixels along a side that the model was trained at.</summary>
    public abstract int DefaultSize { get; }

    /// <summary>The guidance scale that its kind is used with.</summary>
    public virtual double DefaultGuidance => 7.5;

    /// <summary>Sides of pictures are multiples of this.</summary>
    public virtual int SizeMultiple => Vae.Config.Downscale;

    /// <summary>Whether its decoder paints transparency.</summary>
    public bool PaintsAlpha => Vae.Config.OutChannels == 4;

    /// <summary>Whether it draws sizes that it was not trained at; where it does not, a picture of another size is one of its own,
    /// resized.</summary>
    public virtual bool DrawsOtherSizes => true;

    /// <summary>Where a run of so many steps begins for a strength.</summary>
    /// <param name="scheduler">With its steps laid out.</param>
    /// <remarks>Published pipelines count steps, whatever noise they have, and round them down; SD 3's rounds where it begins.</remarks>
    internal virtual int FirstStep(Scheduler scheduler, int steps, double strength) =>
        Math.Max(steps - Math.Min((int)(steps * strength), steps), 0);

    /// <summary>Patches that the network sees of a picture, for schedules that depend on it.</summary>
    internal virtual int Patches(int width, int height) => width / Vae.Config.Downscale * (height / Vae.Config.Downscale);

    /// <summary>Conditions of the prompt and, where guided, of the negative prompt, of the current scope.</summary>
    internal abstract (DenoisingConditions? Negative, DenoisingConditions Positive) Encode(GenerationRequest request, int width, int height,
        bool guided);

    /// <summary>What the network answers.</summary>
    /// <param name="sample">(B, <see cref="InputChannels"/>, h, w)</param>
    /// <param name="guidance">The guidance scale, for a network that was distilled with it.</param>
    internal abstract Tensor Predict(Tensor sample, double timestep, DenoisingConditions conditions, double guidance);

    /// <summary>Whether the network itself takes the guidance scale, so that no second prediction is needed.</summary>
    internal virtual bool TakesGuidance => false;

    /// <summary>Loads what a published folder or single file holds.</summary>
    /// <exception cref="IOException">A file is missing or damaged; says which, and the key.</exception>
    /// <exception cref="InvalidDataException">It is of a kind that is not known here, or a field is wrong.</exception>
    public static DiffusionModel Load(string path, LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        var folder = File.Exists(path) ? SingleFile.Open(path, options.Configuration) : ModelFolder.Open(path);
        using var noGrad = Autograd.NoGrad();
        using var little = TorchLibrary.KeepLittleFreedMemory();
        var model = Opened(folder, options);
        if (model.InputChannels == model.Vae.Config.LatentChannels || model.PaintsIntoMask) return model;
        using (model)
            throw new InvalidDataException(NetworkChannels.Unknown(path, model.InputChannels, model.Vae.Config.LatentChannels));
    }

    static DiffusionModel Opened(ModelFolder folder, LoadOptions options)
    {
        if (folder.Has("transformer")) return new StableDiffusion3(folder, options);
        if (!folder.Has("unet"))
            throw new InvalidDataException(
            $"Model '{folder.Location}' ({folder.PipelineClass}) has neither unet nor transformer; known here are emoji-mini and Stable Diffusion 1, 2, XL, 3 and 3.5.");
        if (folder.PipelineClass == EmojiMini.PipelineClass) return new EmojiMini(folder, options);
        return folder.Has("text_encoder_2") ? new StableDiffusionXL(folder, options) : new StableDiffusion(folder, options);
    }

    /// <summary>Begins a picture.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or does not go with this model; says which.</exception>
    /// <exception cref="InvalidDataException">A LoRA fits no layer, or a layer of another size, or holds no numbers.</exception>
    public DenoisingRun Begin(GenerationRequest request) => new(this, request);

    /// <summary>What the autoencoder says of a picture: latents that are not scaled yet, and how sure they are.</summary>
    /// <param name="image">(B, 3 or 4, H, W) in [0, 1]</param>
    public virtual LatentDistribution Encode(Tensor image)
    {
        var picture = PictureTensors.WithChannels(image, Vae.Config.InChannels);
        if (Vae.Config.PremultipliedAlpha) picture = picture.Premultiplied();
        using var visit = Vae.Visiting(Device);
        return Vae.Encode(picture.To(Device) * 2 - 1);
    }

    /// <summary>As <see cref="Encode(Tensor)"/>, in float32 where numbers overflow their 16 bits, as in SDXL's autoencoder. Not of a model
    /// that others use.</summary>
    /// <exception cref="InvalidDataException">They are no numbers in float32 either.</exception>
    internal LatentDistribution EncodeFinite(Tensor image)
    {
        LatentDistribution said = default;
        new OverflowGuard().Finite(() => (said = Encode(image)).Mean, () =>
        {
            if (Vae.DType == DType.Float32) return false;
            WidenDecoder();
            return true;
        }, $"Model '{Location}' encodes");
        return said;
    }

    /// <summary>Latents of a picture, scaled.</summary>
    /// <param name="image">(B, 3 or 4, H, W) in [0, 1]</param>
    internal Tensor EncodeImage(Tensor image, Generator generator) =>
        TensorScope.Run(() => Vae.Scale(Encode(image).Sample(generator).To(DType.Float32)));

    /// <summary>What of a LoRA this model has layers for. Sizes are compared when a run begins with it.</summary>
    /// <param name="name">What it is spoken of by.</param>
    /// <exception cref="InvalidDataException">It fits no layer.</exception>
    public LoraReport Fit(LoraWeights lora, string name)
    {
        using var stack = new LoraStack(Networks);
        return stack.Fit(lora, name);
    }

    /// <summary>Another model with the same weights, of which there is one copy in memory; its networks may be changed without this one
    /// noticing.</summary>
    internal abstract DiffusionModel Share();

    /// <summary>Another model with the same weights that carries LoRAs, fused: layers that they change are copies, all others
    /// shared.</summary>
    /// <remarks>The last set is kept for the next run, which mostly asks for the same one; two threads may ask at once.</remarks>
    internal DiffusionModel With(IReadOnlyList<LoraUse> loras)
    {
        if (loras.Count == 0) return Share();
        lock (adapting)
        {
            if (adapted is { } kept && kept.Loras.AsSpan().SequenceEqual(loras.ToArray())) return kept.Model.Share();
            adapted?.Model.Dispose();
            adapted = null;
            var model = Share();
            try
            {
                model.Carry(loras);
            }
            catch
            {
                model.Dispose();
                throw;
            }
            adapted = ([.. loras], model);
            return model.Share();
        }
    }

    /// <summary>Computes in another element type from now on. Not of a model that others use.</summary>
    internal void Convert(DType dtype)
    {
        using var noGrad = Autograd.NoGrad();
        foreach (var network in Networks.Values.Append(Vae))
        {
            network.To(dtype);
            Prepare(network);
        }
        DType = dtype;
    }

    /// <summary>Denoises in float32 from now on. Not of a model that others use.</summary>
    internal void Widen()
    {
        DType = DType.Float32;
        Network.To(DType.Float32);
    }

    /// <summary>Decodes in float32 from now on. Not of a model that others use.</summary>
    internal void WidenDecoder() => Vae.To(DType.Float32);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        adapted?.Model.Dispose();
        adapted = null;
        Vae?.Dispose();
        Network?.Dispose();
        foreach (var (_, encoder) in TextEncoders) encoder.Dispose();
    }

    void Carry(IReadOnlyList<LoraUse> loras)
    {
        using var noGrad = Autograd.NoGrad();
        using var stack = new LoraStack(Networks);
        foreach (var (weights, weight) in loras) stack.Add(weights, $"{stack.Names.Count + 1}", weight);
        stack.Merge();
        foreach (var network in Networks.Values) Prepare(network);
    }

    /// <summary>Lays weights out for what computes with them; where they only rest they are as they came.</summary>
    void Prepare(Module network)
    {
        if (network.Device == Device) network.PrepareForInference();
    }

    /// <summary>Lets a text encoder encode: one that rests on the CPU visits the device where there is room beside the network, and computes
    /// where it is where there is none, in what the processor computes in.</summary>
    /// <param name="bring">Brings what it encoded to the network's device and element type.</param>
    private protected T Encoded<T>(Module encoder, Func<T> encode, Func<T, T> bring)
    {
        if (encoder.Device == Device) return encode();
        try
        {
            using var visit = encoder.Visiting(Device);
            return encode();
        }
        catch (DeviceMemoryException)
        {
            using var visit = encoder.Visiting(Device.Cpu, DType == DType.Float16 ? Device.Cpu.FastType : null);
            return bring(encode());
        }
    }

    /// <summary>Gives a new network the weights of another one.</summary>
    private protected static T Shared<T>(T network, T other) where T : Module
    {
        network.Share(other);
        return network;
    }

    private protected AutoencoderKL LoadVae(ModelFolder folder, LoadOptions options) => Loaded(folder, "vae", options,
        new AutoencoderKL(AutoencoderKLConfig.Read(folder.Path("vae", "config.json"))),
        (vae, weights, type) => vae.LoadPublished(weights, type), Resting);

    /// <summary>Gives a new network its weights, or disposes of it.</summary>
    /// <param name="device">Where it is between its uses; null: where it computes.</param>
    private protected T Loaded<T>(ModelFolder folder, string component, LoadOptions options, T network,
        Action<T, IWeights, DType> load, Device? device = null)
        where T : Module
    {
        try
        {
            options.Progress?.Report(new LoadingComponent(component, network.ParameterCount * DType.Size()));
            using var weights = folder.Weights(component, options.Variant);
            load(network, ((IWeights)weights).On(device ?? Device, DType), DType);
            Prepare(network);
            return network;
        }
        catch (WeightsException e)
        {
            network.Dispose();
            throw new IOException($"Model '{folder.Location}', {component}: {e.Message}", e);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
