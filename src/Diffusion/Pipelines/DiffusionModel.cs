using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>A published model, ready to draw: what turns words into conditions, denoises latents and decodes them.</summary>
/// <remarks>A model serves one run at a time.</remarks>
public abstract class DiffusionModel : IDisposable
{
    private protected DiffusionModel(ModelFolder folder, LoadOptions options)
    {
        Location = folder.Location;
        DType = options.DType ?? (TorchLibrary.HasBFloat16 ? DType.BFloat16 : DType.Float32);
        Notes = folder.Notes;
        if (DType == DType.Float16)
        {
            // Range matters more than the last digits: what was trained in float16 does not overflow in either.
            DType = TorchLibrary.HasBFloat16 ? DType.BFloat16 : DType.Float32;
            Notes = [.. Notes, $"float16 is not computed in on this processor: {(DType == DType.BFloat16 ? "bfloat16" : "float32")} is used"];
        }
        SchedulerConfig = SchedulerConfig.Read(folder.Path("scheduler", "scheduler_config.json"));
    }

    /// <summary>The folder or file that it was loaded from.</summary>
    public string Location { get; }

    /// <summary>What it is, for a person: <c>Stable Diffusion 1</c>.</summary>
    public abstract string Family { get; }

    /// <summary>The element type that it computes in. Becomes float32 when numbers overflowed.</summary>
    public DType DType { get; private set; }

    /// <summary>What its files do not tell and was assumed, in sentences for a person.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What the model says of its noise.</summary>
    public SchedulerConfig SchedulerConfig { get; }

    public AutoencoderKL Vae { get; private protected init; } = null!;

    /// <summary>The network that denoises.</summary>
    public abstract Module Network { get; }

    /// <summary>The same where it is a UNet, to which IP-Adapters can be attached; null where it is not.</summary>
    public virtual UNet2DConditionModel? Unet => null;

    /// <summary>Text encoders by the names of their folders, for adapters of theirs.</summary>
    public abstract IReadOnlyDictionary<string, Module> TextEncoders { get; }

    /// <summary>All networks that adapters may change, by the names of their folders.</summary>
    public IReadOnlyDictionary<string, Module> Networks =>
        new Dictionary<string, Module>(TextEncoders) { [Unet is null ? "transformer" : "unet"] = Network };

    /// <summary>Channels that the network takes: those of a latent, or 9 for a network that paints into a mask.</summary>
    public abstract int InputChannels { get; }

    /// <summary>Pixels along a side that the model was trained at.</summary>
    public abstract int DefaultSize { get; }

    /// <summary>The guidance scale that its kind is used with.</summary>
    public virtual double DefaultGuidance => 7.5;

    /// <summary>Sides of pictures are multiples of this.</summary>
    public virtual int SizeMultiple => Vae.Config.Downscale;

    /// <summary>Whether its decoder paints transparency.</summary>
    public bool PaintsAlpha => Vae.Config.OutChannels == 4;

    /// <summary>Pictures that it refers to beside the prompt; none unless an IP-Adapter was attached.</summary>
    public ReferencePictures? References { get; set; }

    /// <summary>Where a run of so many steps begins for a strength.</summary>
    /// <remarks>Published pipelines round the steps down; SD 3's rounds where it begins.</remarks>
    internal virtual int FirstStep(int steps, double strength) => Math.Max(steps - Math.Min((int)(steps * strength), steps), 0);

    /// <summary>Patches that the network sees of a picture, for schedules that depend on it.</summary>
    internal virtual int Patches(int width, int height) => width / Vae.Config.Downscale * (height / Vae.Config.Downscale);

    /// <summary>Conditions of the prompt and, where guided, of the negative prompt, of the current scope.</summary>
    internal abstract (DenoisingConditions? Negative, DenoisingConditions Positive) Encode(GenerationRequest request, int width, int height, bool guided);

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
        if (folder.Has("transformer")) return new StableDiffusion3(folder, options);
        if (!folder.Has("unet")) throw new InvalidDataException($"Model '{path}' ({folder.PipelineClass}) has neither unet nor transformer; known here are emoji-mini and Stable Diffusion 1, 2, XL, 3 and 3.5.");
        if (folder.PipelineClass == EmojiMini.PipelineClass) return new EmojiMini(folder, options);
        return folder.Has("text_encoder_2") ? new StableDiffusionXL(folder, options) : new StableDiffusion(folder, options);
    }

    /// <summary>Begins a picture.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or does not go with this model; says which.</exception>
    public DenoisingRun Begin(GenerationRequest request) => new(this, request);

    /// <summary>What the autoencoder says of a picture: latents that are not scaled yet, and how sure they are.</summary>
    /// <param name="image">(B, 3 or 4, H, W) in [0, 1]</param>
    public virtual LatentDistribution Encode(Tensor image)
    {
        var picture = PictureTensors.WithChannels(image, Vae.Config.InChannels);
        if (Vae.Config.PremultipliedAlpha) picture = picture.Premultiplied();
        return Vae.Encode(picture * 2 - 1);
    }

    /// <summary>Latents of a picture, scaled.</summary>
    /// <param name="image">(B, 3 or 4, H, W) in [0, 1]</param>
    internal Tensor EncodeImage(Tensor image, Generator generator) => TensorScope.Run(() => Vae.Scale(Encode(image).Sample(generator).To(DType.Float32)));

    /// <summary>Denoises in float32 from now on.</summary>
    /// <returns>Whether it did not before.</returns>
    internal bool Widen()
    {
        if (DType == DType.Float32) return false;
        DType = DType.Float32;
        Network.To(DType.Float32);
        return true;
    }

    /// <summary>Decodes in float32 from now on.</summary>
    /// <inheritdoc cref="Widen"/>
    internal bool WidenDecoder()
    {
        if (Vae.DType == DType.Float32) return false;
        Vae.To(DType.Float32);
        return true;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        References?.Dispose();
        Vae?.Dispose();
        Network?.Dispose();
        foreach (var (_, encoder) in TextEncoders) encoder.Dispose();
    }

    private protected AutoencoderKL LoadVae(ModelFolder folder, LoadOptions options) => Loaded(folder, "vae", options,
        new AutoencoderKL(AutoencoderKLConfig.Read(folder.Path("vae", "config.json"))), (vae, weights, type) => vae.LoadPublished(weights, type));

    /// <summary>Gives a new network its weights, or disposes of it.</summary>
    private protected T Loaded<T>(ModelFolder folder, string component, LoadOptions options, T network, Action<T, IWeights, DType> load) where T : Module
    {
        try
        {
            options.Progress?.Report(new LoadingComponent(component, network.ParameterCount * DType.Size()));
            using var weights = folder.Weights(component, options.Variant);
            load(network, weights, DType);
            network.PrepareForInference();
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
