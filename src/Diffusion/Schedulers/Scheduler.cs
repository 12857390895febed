using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>A schedule of noise with a rule to step along it, as diffusers has them: what a published <c>scheduler_config.json</c>
/// says.</summary>
/// <remarks>
/// A scheduler knows no network. Its steps keep what they need of earlier ones, so a scheduler serves one run at a time; a run may begin at
/// any
/// step (image-to-image begins in the middle), and a step that does not follow the last one begins a new run. Disposing gives back what is
/// kept;
/// a run that reached its last step keeps nothing.
/// </remarks>
public abstract class Scheduler : IDisposable
{
    /// <summary>The short names of all that are known, for <c>--scheduler</c>.</summary>
    public static IReadOnlyList<string> Names => KnownSchedulers.Names;

    /// <summary>The scheduler that a published file names by its <c>_class_name</c>.</summary>
    /// <exception cref="InvalidDataException">The class, or a field's value, is not known here; the message says what is.</exception>
    public static Scheduler Create(SchedulerConfig config) => KnownSchedulers.Create(config);

    /// <summary>A scheduler by a short name, made from what the model's own file says of its noise.</summary>
    /// <param name="name">One of <see cref="Names"/>, a class name of diffusers, or as the web UIs write it (<c>DPM++ 2M Karras</c>,
    /// <c>dpmpp_2m</c>);
    /// case, spaces, '-' and '_' do not count.</param>
    /// <exception cref="ArgumentException">The name is not known, or the model's kind of noise is another one than the
    /// scheduler's.</exception>
    /// <exception cref="InvalidDataException">A field's value is not known here.</exception>
    public static Scheduler Create(string name, SchedulerConfig model) => KnownSchedulers.Create(name, model);

    /// <summary>What the web UIs call a scheduler, and the spacing of its steps; null where they have no name for that, or need
    /// none.</summary>
    /// <param name="name">As <see cref="Create(string, SchedulerConfig)"/> takes it; null: the model's own.</param>
    public static (string Sampler, string? ScheduleType) InWebUis(string? name, SchedulerConfig model) => WebUiSamplers.Of(name, model);

    /// <summary>The scheduler that the web UIs call so.</summary>
    /// <returns>One of <see cref="Names"/>; null where it is none of them.</returns>
    public static string? FromWebUis(string sampler, string? scheduleType) => WebUiSamplers.Find(sampler, scheduleType);

    /// <summary>What the network is called with at each step, first to last; empty before <see cref="SetTimesteps"/>.</summary>
    public abstract IReadOnlyList<double> Timesteps { get; }

    /// <summary>The noise before each step and, last, after the last one; empty for those that count in timesteps.</summary>
    public virtual IReadOnlyList<float> Sigmas => [];

    /// <summary>What unit noise is multiplied by to begin.</summary>
    public virtual double InitNoiseSigma => 1;

    /// <summary>Of a step that adds noise, how much: 0 for none (DDIM) to 1 (DDPM). Only DDIM heeds it.</summary>
    public virtual double Eta { get; set; }

    /// <summary>Lays out so many steps, and begins anew.</summary>
    /// <param name="steps">1 to the number of training timesteps</param>
    /// <param name="mu">How far a schedule that is shifted by the picture's size is shifted, from <see cref="MuFor"/>; null for all
    /// others.</param>
    /// <exception cref="ArgumentException">So many steps cannot be.</exception>
    public abstract void SetTimesteps(int steps, double? mu = null);

    /// <summary>The <c>mu</c> of a picture; null where the schedule is the same for all sizes.</summary>
    /// <param name="imageTokens">Patches that the transformer sees of the picture.</param>
    public virtual double? MuFor(int imageTokens) => null;

    /// <summary>The noise before step <paramref name="index"/>, beside a sample of unit scale; of a flow, its share of the
    /// sample.</summary>
    internal abstract double NoiseAt(int index);

    /// <summary>What the network sees of a sample at step <paramref name="index"/> of <see cref="Timesteps"/>.</summary>
    public virtual Tensor ScaleModelInput(Tensor sample, int index) => sample;

    /// <summary>The sample after step <paramref name="index"/>.</summary>
    /// <param name="modelOutput">What the network answered, of the sample's shape.</param>
    /// <param name="sample">The sample before the step.</param>
    /// <param name="generator">Draws the noise of those that add some, in the element type of <paramref name="modelOutput"/>, as diffusers
    /// does.</param>
    /// <returns>Of the sample's shape and element type; computed in float32 at least.</returns>
    /// <exception cref="ArgumentNullException">The step adds noise, and there is no generator.</exception>
    public Tensor Step(Tensor modelOutput, int index, Tensor sample, Generator? generator = null)
    {
        if ((uint)index >= (uint)Timesteps.Count)
            throw new ArgumentOutOfRangeException(nameof(index), index,
                $"Expected one of {Timesteps.Count} steps; call SetTimesteps first.");
        using var scope = new TensorScope();
        var next = Advance(Wide(modelOutput), index, Wide(sample), new NoiseSource(sample, modelOutput.DType, generator));
        if (index == Timesteps.Count - 1) Forget();
        return scope.MoveOut(next.DType == sample.DType ? next : next.To(sample.DType));
    }

    /// <summary>A clean sample with the noise of step <paramref name="index"/>: where image-to-image begins.</summary>
    public abstract Tensor AddNoise(Tensor original, Tensor noise, int index);

    public void Dispose()
    {
        Forget();
        GC.SuppressFinalize(this);
    }

    /// <summary>The rule, in float32 or float64.</summary>
    private protected abstract Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise);

    /// <summary>Gives back what is kept of earlier steps.</summary>
    private protected virtual void Forget() { }

    private protected static int Checked(int steps, int trained) => steps >= 1 && steps <= trained ? steps
        : throw new ArgumentOutOfRangeException(nameof(steps), steps, $"Expected 1 to {trained} steps.");

    static Tensor Wide(Tensor tensor) => tensor.DType.Size() == 2 ? tensor.To(DType.Float32) : tensor;
}

/// <summary>Noise of a sample's shape, unit variance.</summary>
readonly struct NoiseSource(Tensor like, DType dtype, Generator? generator)
{
    /// <param name="type">What it is drawn in; null for the network's own type.</param>
    public Tensor Draw(DType? type = null)
    {
        if (generator is null) throw new ArgumentNullException(nameof(generator),
            "This scheduler's steps add noise, so they need a generator.");
        var noise = generator.Normal(like.Shape, type ?? dtype, like.Device);
        return noise.DType.Size() == 2 ? noise.To(DType.Float32) : noise;
    }
}
