using EmojiGen.Torch;

namespace EmojiGen.Models.Lora;

/// <summary>The LoRAs that a model's networks carry, by name and weight: as adapters that add to the layers' outputs, or fused into the
/// layers' weights.</summary>
/// <remarks>
/// Fusing makes a step as fast as without a LoRA, and costs a second copy of the touched weights: the originals are held, so that unfusing
/// gives the very same bits back.
/// What is changed while fused is fused anew from the originals. A network must outlive its stack.
/// </remarks>
public sealed class LoraStack : IDisposable
{
    readonly Dictionary<string, (string Component, Module Network, LayerNames Names)> networks;
    readonly List<Adapted> loras = [];
    readonly Dictionary<Parameter, ParameterValue> originals = [];

    /// <param name="networks">By component: <c>unet</c> or <c>transformer</c>, <c>text_encoder</c>, <c>text_encoder_2</c>, ...</param>
    public LoraStack(IReadOnlyDictionary<string, Module> networks) =>
        this.networks = networks.ToDictionary(it => Denoiser(it.Key), it => (it.Key, it.Value, new LayerNames(it.Value)),
            StringComparer.Ordinal);

    /// <summary>The names of the LoRAs, in the order they were added.</summary>
    public IReadOnlyList<string> Names => [.. loras.Select(it => it.Name)];

    public bool IsFused { get; private set; }

    /// <summary>Adds a LoRA. Its matrices are copied to the element types of the layers; the weights may be disposed of
    /// afterwards.</summary>
    /// <param name="name">Of its own; what it is spoken of by.</param>
    /// <param name="weight">How strongly it adds, default 1; usually 0 to 1, but any number may be.</param>
    /// <returns>What matched, and what did not.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidDataException">It fits no layer, or a layer of another size, or holds NaN or infinity. Nothing was
    /// changed.</exception>
    public LoraReport Add(LoraWeights weights, string name, double weight = 1)
    {
        ThrowIfTaken(name);
        ThrowIfNotFinite(weight);
        var report = Fit(weights, name);
        List<(string Component, AdaptedLayer Layer, LowRankAdapter Adapter)> adapters = [];
        try
        {
            foreach (var layer in weights.Layers)
            {
                foreach (var (component, adapted) in Fitting(layer))
                    adapters.Add((component, adapted, AdapterOf(weights.Source, layer, adapted)));
            }
        }
        catch
        {
            foreach (var (_, _, adapter) in adapters) adapter.Dispose();
            throw;
        }
        Change(() => loras.Add(new Adapted(name, adapters) { Weight = weight }));
        return report;
    }

    /// <summary>What of a LoRA matches, and what does not, without adding it; sizes are not compared.</summary>
    /// <exception cref="InvalidDataException">It fits no layer.</exception>
    public LoraReport Fit(LoraWeights weights, string name)
    {
        var unmatched = weights.Layers.Where(it => !Fitting(it).Any()).Select(it => it.Key).ToList();
        return unmatched.Count < weights.Layers.Count
            ? new LoraReport(name, weights.Source, weights.Layers.Count - unmatched.Count, unmatched, weights.Unknown)
            : throw new InvalidDataException(
                $"LoRA '{weights.Source}' fits no layer of this model: it was made for another architecture. Its layers are {LoraReport.List(unmatched)}.");
    }

    /// <summary>Adds adapters to train: A as PEFT draws it, B zero.</summary>
    /// <param name="name">Of its own; what it is spoken of by.</param>
    /// <param name="rank">1 or more</param>
    /// <param name="alpha">Default: the rank</param>
    /// <param name="targets">Which layers, by component and published name; the usual ones end with <c>to_q</c>, <c>to_k</c>, <c>to_v</c>,
    /// <c>to_out.0</c>.</param>
    /// <param name="generator">Draws the first values, in the order of the layers.</param>
    /// <param name="dropout">0 to 1, default 0</param>
    /// <returns>Component, published name and adapter of each layer; the adapters belong to the stack.</returns>
    /// <exception cref="ArgumentException">The name is taken, or no layer is a target.</exception>
    public IReadOnlyList<(string Component, string Layer, LowRankAdapter Adapter)> AddNew(string name, long rank, Func<string, string,
        bool> targets, Generator generator, double? alpha = null, double dropout = 0)
    {
        ThrowIfTaken(name);
        if (IsFused) throw new InvalidOperationException("Adapters are trained beside the weights: unfuse first.");
        List<(string, AdaptedLayer, LowRankAdapter)> adapters = [];
        foreach (var (component, network, _) in networks.Values)
        {
            foreach (var (layer, module) in network.NamedModules())
            {
                if (module is not IAdaptable adaptable || !targets(component, layer)) continue;
                var adapter = adaptable.NewAdapter(rank, alpha, dropout);
                adapter.Initialise(generator);
                adapter.To(device: adaptable.Weight.Device); // drawn on the CPU, as everywhere
                adapter.RequireGrad();
                adapters.Add((component, new AdaptedLayer(layer, adaptable), adapter));
            }
        }
        if (adapters.Count == 0) throw new ArgumentException($"No layer is a target of the adapters {name}.", nameof(targets));
        Change(() => loras.Add(new Adapted(name, adapters)));
        return Adapters(name);
    }

    /// <summary>What to train, or to write with <see cref="LoraFile.Write"/>.</summary>
    /// <inheritdoc cref="SetWeight"/>
    public IReadOnlyList<(string Component, string Layer, LowRankAdapter Adapter)> Adapters(string name) =>
        [.. Find(name).Layers.Select(it => (it.Component, it.Layer.Name, it.Adapter))];

    /// <summary>Changes how strongly a LoRA adds; 0 leaves it out.</summary>
    /// <param name="component">Only there; null: everywhere.</param>
    /// <exception cref="ArgumentException">There is no LoRA of that name.</exception>
    public void SetWeight(string name, double weight, string? component = null)
    {
        ThrowIfNotFinite(weight);
        var lora = Find(name);
        Change(() =>
        {
            foreach (var (at, _, adapter) in lora.Layers)
            {
                if (component is null || Denoiser(at) == Denoiser(component)) adapter.Weight = weight;
            }
        });
    }

    /// <inheritdoc cref="SetWeight"/>
    public void Remove(string name)
    {
        var lora = Find(name);
        Change(() =>
        {
            loras.Remove(lora);
            lora.Dispose();
        });
    }

    /// <summary>Adds what the LoRAs say to the weights themselves, in float32, each weight rounded once. Fusing twice is fusing
    /// once.</summary>
    public void Fuse()
    {
        if (IsFused) return;
        foreach (var lora in loras) lora.Detach();
        foreach (var layer in loras.SelectMany(it => it.Layers).Where(it => it.Adapter.Weight != 0).GroupBy(it => it.Layer.Layer))
        {
            using var scope = new TensorScope();
            using var noGrad = Autograd.NoGrad();
            var parameter = layer.Key.Weight;
            originals[parameter] = parameter.Hold();
            var before = parameter.Tensor;
            var sum = before.To(DType.Float32);
            foreach (var (_, _, adapter) in layer) sum += adapter.Delta(before);
            var after = sum.To(before.DType);
            if (before.IsChannelsLast && !after.IsChannelsLast) after = after.ChannelsLast();
            after.RequiresGrad = before.RequiresGrad;
            parameter.Tensor = after;
        }
        IsFused = true;
    }

    /// <summary>Gives the layers the weights that they had, bit for bit; the LoRAs go on as adapters.</summary>
    public void Unfuse()
    {
        if (!IsFused) return;
        foreach (var (parameter, original) in originals) parameter.Restore(original);
        originals.Clear();
        foreach (var lora in loras) lora.Attach();
        IsFused = false;
    }

    /// <summary>Fuses for good: the networks keep the LoRAs, the stack lets go of them and of the weights as they were.</summary>
    public void Merge()
    {
        Fuse();
        foreach (var original in originals.Values) original.Dispose();
        originals.Clear();
        foreach (var lora in loras) lora.Dispose();
        loras.Clear();
        IsFused = false;
    }

    /// <summary>Takes all LoRAs away; the networks are as they were.</summary>
    public void Dispose()
    {
        Unfuse();
        foreach (var lora in loras) lora.Dispose();
        loras.Clear();
    }

    /// <summary>Files do not tell a UNet from a transformer.</summary>
    internal static string Denoiser(string component) => component == "transformer" ? "unet" : component;

    /// <summary>The layers that a LoRA's layer is for.</summary>
    IEnumerable<(string Component, AdaptedLayer Layer)> Fitting(LoraLayer layer) =>
        networks.TryGetValue(Denoiser(layer.Component), out var network) ? network.Names[layer.Path].Select(it => (network.Component, it))
            : [];

    void Change(Action change)
    {
        var fused = IsFused;
        Unfuse();
        change();
        if (fused) Fuse();
    }

    static LowRankAdapter AdapterOf(string source, LoraLayer lora, AdaptedLayer adapted)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var weight = adapted.Layer.Weight;
        var b = adapted.Own(lora.B) ?? throw Misshapen();
        var magnitude = lora.Magnitude is { } lengths ? MagnitudeOf(lengths) : null;
        var adapter = adapted.Layer.NewAdapter(lora.Rank, lora.Alpha);
        // A layer that one tool had as a convolution of 1 x 1 another had as linear.
        if (Fits(lora.A, adapter.A.Shape) is not { } a || Fits(b, adapter.B.Shape) is not { } up) throw Misshapen();
        foreach (var (matrix, name) in new[] { (a, "matrix A"), (up, "matrix B"), (magnitude, "the magnitude") })
        {
            if (matrix is not null && matrix.IsFinite().All().ToDouble() == 0)
                throw new InvalidDataException($"LoRA '{source}', layer '{lora.Key}': {name} holds NaN or infinity.");
        }
        var type = weight.HasValue ? weight.DType : DType.Float32;
        var device = weight.HasValue ? weight.Device : Device.Cpu;
        (adapter.A.Tensor, adapter.B.Tensor) = (a.To(device, type).Contiguous(), up.To(device, type).Contiguous());
        // In float32: whole weights are multiplied by it, where A and B add little to them.
        if (magnitude is not null) adapter.AddMagnitude(magnitude.Shape).Tensor = magnitude.To(device, DType.Float32).Contiguous();
        return adapter;

        // (outputs, 1) or (1, inputs), and what a convolution has beside.
        Tensor MagnitudeOf(Tensor stored)
        {
            // Lengths of the inputs are taken over all rows, of which a layer that has a part of them knows nothing.
            var own = stored.Size(0) == 1 && adapted.Rows is null ? stored : adapted.Own(stored) ?? throw Misshapen();
            long[] shape = [own.Size(0), own.Rank > 1 ? own.Size(1) : 1, .. Enumerable.Repeat(1L, weight.Shape.Length - 2)];
            var fits = own.ElementCount == shape[0] * shape[1] && shape.Zip(weight.Shape).All(it => it.First == 1 || it.First == it.Second);
            return fits ? own.Reshape(shape) : throw Misshapen();
        }

        static Tensor? Fits(Tensor matrix, long[] shape)
        {
            var stored = matrix.Shape;
            return stored.AsSpan().SequenceEqual(shape)
                || (Array.TrueForAll(stored[2..], it => it == 1) && Array.TrueForAll(shape[2..], it => it == 1)
                && stored.AsSpan(0, 2).SequenceEqual(shape.AsSpan(0, 2)))
                ? matrix.Reshape(shape) : null;
        }

        InvalidDataException Misshapen() =>
            new($"LoRA '{source}', layer '{lora.Key}': A {lora.A} and B {lora.B} do not fit {adapted.Name} [{string.Join(", ", weight.Shape)}]; it was made for a model of other sizes.");
    }

    Adapted Find(string name) => loras.Find(it => it.Name == name)
        ?? throw new ArgumentException(
            $"There is no LoRA called {name}; there {(loras.Count == 0 ? "is none" : $"are {string.Join(", ", Names)}")}.", nameof(name));

    void ThrowIfTaken(string name)
    {
        if (loras.Exists(it => it.Name == name)) throw new ArgumentException($"There is a LoRA called {name} already.", nameof(name));
    }

    static void ThrowIfNotFinite(double weight)
    {
        if (!double.IsFinite(weight))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A LoRA's weight must be a finite number.");
    }

    /// <summary>One LoRA on the layers it fits.</summary>
    sealed class Adapted : IDisposable
    {
        public Adapted(string name, IReadOnlyList<(string Component, AdaptedLayer Layer, LowRankAdapter Adapter)> layers)
        {
            (Name, Layers) = (name, layers);
            Attach();
        }

        public string Name { get; }

        public IReadOnlyList<(string Component, AdaptedLayer Layer, LowRankAdapter Adapter)> Layers { get; }

        public double Weight
        {
            init
            {
                foreach (var (_, _, adapter) in Layers) adapter.Weight = value;
            }
        }

        public void Attach()
        {
            foreach (var (_, layer, adapter) in Layers) layer.Layer.Adapters.Add(adapter);
        }

        public void Detach()
        {
            foreach (var (_, layer, adapter) in Layers) layer.Layer.Adapters.Remove(adapter);
        }

        public void Dispose()
        {
            Detach();
            foreach (var (_, _, adapter) in Layers) adapter.Dispose();
        }
    }
}
