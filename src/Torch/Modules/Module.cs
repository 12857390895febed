using EmojiGen.ModelFiles;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>A part of a network: parameters and smaller parts, under the names that published weights have.</summary>
/// <remarks>
/// A name is spelled once, where the part is made:
/// <code>
/// sealed class FeedForward : Module
/// {
///     readonly Linear up, down;
///
///     public FeedForward(int width)
///     {
///         up = Child("fc1", new Linear(width, 4 * width));
///         down = Child("fc2", new Linear(4 * width, width));
///     }
///
///     public Tensor Forward(Tensor x) => down.Forward(up.Forward(x).Gelu());
/// }
/// </code>
/// </remarks>
public abstract class Module : IDisposable
{
    readonly List<(string Name, Module Module)> children = [];
    readonly List<Parameter> own = [];

    /// <summary>Whether layers behave as in training (dropout drops). Off at first.</summary>
    public bool IsTraining { get; private set; }

    /// <summary>Whether the units below that are made for it are computed again in the backward pass instead of keeping what they computed
    /// (<see cref="GradientCheckpoint"/>):
    /// a third more time for a fraction of the memory. Off at first.</summary>
    public bool GradientCheckpointing { get; private set; }

    /// <summary>What computes along with this module without being a part of it, as adapters do.</summary>
    protected internal virtual IEnumerable<Module> Attached => [];

    /// <summary>The parts directly below, in the order they were made.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => children;

    /// <summary>Parameters and buffers of this and all parts below, by their full names:
    /// <c>encoder.layer.0.attention.self.query.weight</c>.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
    {
        foreach (var parameter in own) yield return (parameter.Name, parameter);
        foreach (var (name, child) in children)
        {
            foreach (var (below, parameter) in child.NamedParameters())
                yield return (name.Length == 0 ? below : $"{name}.{below}", parameter);
        }
    }

    /// <summary>All parts below, by the names that their parameters begin with; a part without a name of its own has that of the part
    /// around it.</summary>
    public IEnumerable<(string Name, Module Module)> NamedModules()
    {
        foreach (var (name, child) in children)
        {
            yield return (name, child);
            foreach (var (below, module) in child.NamedModules())
                yield return (name.Length == 0 || below.Length == 0 ? name + below : $"{name}.{below}", module);
        }
    }

    /// <summary>What an optimiser changes: all parameters that have a value and require gradients.</summary>
    public IReadOnlyList<Tensor> TrainableTensors() =>
        [.. NamedParameters().Where(it => !it.Parameter.IsBuffer && it.Parameter.RequiresGrad).Select(it => it.Parameter.Tensor)];

    /// <summary>Numbers in all parameters together, buffers left out.</summary>
    public long ParameterCount => NamedParameters().Where(it => !it.Parameter.IsBuffer).Sum(it => Tensor.Elements(it.Parameter.Shape));

    /// <summary>Where its weights are, and what it is given must be: that of the first parameter that has a value, or the CPU.</summary>
    public Device Device
    {
        get
        {
            foreach (var (_, parameter) in NamedParameters())
            {
                if (parameter.HasValue) return parameter.Device;
            }
            return Device.Cpu;
        }
    }

    /// <summary>Gives every parameter a value as PyTorch's layers do when they are made, drawn in the order of the names.</summary>
    public void Initialise(Generator generator, DType dtype = DType.Float32)
    {
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, parameter) in NamedParameters())
        {
            using var scope = new TensorScope();
            var value = Tensor.Empty(parameter.Shape, dtype);
            if (parameter.Initialise is null)
                throw new InvalidOperationException($"Parameter '{name}' has no rule of initialisation: load weights.");
            parameter.Initialise(value, generator);
            parameter.Tensor = value;
        }
    }

    /// <summary>Takes the values of all parameters from published weights, by name.</summary>
    /// <param name="weights">Where they come from.</param>
    /// <param name="prefix">What the names there begin with before ours: <c>text_model.</c>; names without it are left alone.</param>
    /// <param name="dtype">Converts to this element type; null keeps the stored one, and with it a memory-mapped file's own memory.</param>
    /// <param name="ignore">Names there that may be left over (the full name, with prefix).</param>
    /// <exception cref="WeightsException">Names are missing, left over or of another shape: says all of them. Nothing was
    /// changed.</exception>
    public void Load(IWeights weights, string prefix = "", DType? dtype = null, Func<string, bool>? ignore = null)
    {
        var wanted = NamedParameters().ToList();
        var names = wanted.Select(it => prefix + it.Name).ToHashSet(StringComparer.Ordinal);
        WeightsException.ThrowIfDifferent(
            wanted.Select(it => new WantedWeight(prefix + it.Name, it.Parameter.Shape, !it.Parameter.IsBuffer)),
            weights.Names.Where(it => it.StartsWith(prefix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Select(Stored),
            weights.Source,
            ignore);
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, parameter) in wanted)
        {
            using var scope = new TensorScope();
            var stored = weights.Read(prefix + name);
            var target = dtype is { } type && stored.DType.IsFloatingPoint() ? type : stored.DType;
            var value = stored;
            if (target != stored.DType) value = value.To(target);
            parameter.Tensor = value;
            if (!ReferenceEquals(value, stored)) weights.Forget(prefix + name);
        }

        // What is left over needs no shape, and may have none that can be told.
        StoredWeight Stored(string name) => !names.Contains(name) ? new StoredWeight(name, [])
            : new StoredWeight(name, weights.ShapeOf(name), weights.TypeOf(name) is { } type && !type.IsFloatingPoint() ? type.ToString()
                : null);
    }

    /// <summary>Moves and converts every parameter; buffers of whole numbers keep their element type.</summary>
    public void To(DType? dtype = null, Device? device = null) => Replace(it =>
    {
        var value = dtype is { } type && it.DType.IsFloatingPoint() && it.DType != type ? it.To(type) : it;
        return device is { } there && value.Device != there ? value.To(there) : value;
    });

    /// <summary>Brings all weights to a device for a while; where they were, they stay.</summary>
    /// <returns>Frees what is there, to be disposed of when that is done.</returns>
    /// <param name="dtype">What floating-point weights are there; null: as they are.</param>
    public IDisposable Visiting(Device device, DType? dtype = null) => new Visit(this, device, dtype);

    /// <summary>Stores the weights of convolutions as (out, h, w, in), to go with inputs that are <see
    /// cref="Tensor.ChannelsLast"/>.</summary>
    public void ToChannelsLast() =>
        Replace(it => it is { Rank: 4, IsChannelsLast: false } ? it.ChannelsLast() : it, which: it => it.Shape.Length == 4);

    /// <summary>Lays weights out as the fastest kernels want them.</summary>
    /// <remarks>
    /// On the CPU, in a type that its kernels multiply (bf16 or float32), the weights of linears and convolutions are packed one by one,
    /// each in the same number of bytes, and no plain copy is kept: memory stays what it was. <see cref="Parameter.Tensor"/> unpacks one,
    /// bit for bit, and the next use packs it again. Where a gradient is asked for, plain weights are used.
    /// </remarks>
    public void PrepareForInference()
    {
        Pack();
        Replace(it => it is { Rank: 4, IsChannelsLast: false } ? it.ChannelsLast() : it, which: it => it.Shape.Length == 4 && !it.WillPack);
    }

    /// <summary>
    /// Holds the values of another module of the same structure, and what is attached to its layers: there is one copy in memory. Either
    /// may be given other values or attachments afterwards, without the other noticing; neither may change one in place.
    /// </summary>
    /// <exception cref="ArgumentException">The structures differ.</exception>
    public void Share(Module other)
    {
        var (ours, theirs) = (NamedParameters().ToList(), other.NamedParameters().ToList());
        if (!ours.Select(it => it.Name).SequenceEqual(theirs.Select(it => it.Name), StringComparer.Ordinal))
            throw new ArgumentException($"A {GetType().Name} shares weights with one that has the same parameters; this one has others.",
                nameof(other));
        for (var i = 0; i < ours.Count; i++) ours[i].Parameter.Share(theirs[i].Parameter);
        AttachLike(other);
        foreach (var (module, like) in NamedModules().Zip(other.NamedModules())) module.Module.AttachLike(like.Module);
    }

    /// <summary>Says whether all parameters require gradients; buffers never do.</summary>
    public void RequireGrad(bool required = true)
    {
        foreach (var (_, parameter) in NamedParameters())
        {
            if (!parameter.IsBuffer) parameter.Tensor.RequiresGrad = required;
        }
    }

    /// <summary>Sets <see cref="IsTraining"/> here and below.</summary>
    public void Train(bool training = true)
    {
        IsTraining = training;
        foreach (var (_, child) in children) child.Train(training);
    }

    /// <summary>Sets <see cref="GradientCheckpointing"/> here and below.</summary>
    public void UseGradientCheckpointing(bool on = true)
    {
        GradientCheckpointing = on;
        foreach (var (_, child) in children) child.UseGradientCheckpointing(on);
    }

    /// <summary>Frees all parameters, here and below.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A part under a name; an empty name adds no level to the names below.</summary>
    /// <returns>The same part.</returns>
    protected T Child<T>(string name, T module) where T : Module
    {
        if (children.Exists(it => it.Name == name && name.Length > 0))
            throw new ArgumentException($"{GetType().Name} has two parts called '{name}'.", nameof(name));
        children.Add((name, module));
        return module;
    }

    /// <summary>A tensor that is trained, under a name.</summary>
    /// <param name="initialise">Fills a new value; absent where weights are always loaded.</param>
    protected Parameter AddParameter(string name, ReadOnlySpan<long> shape, Action<Tensor, Generator>? initialise = null) =>
        Add(new Parameter(name, shape.ToArray(), initialise, isBuffer: false));

    /// <summary>A tensor that is saved but not trained, under a name.</summary>
    /// <inheritdoc cref="AddParameter"/>
    protected Parameter AddBuffer(string name, ReadOnlySpan<long> shape, Action<Tensor, Generator>? initialise = null) =>
        Add(new Parameter(name, shape.ToArray(), initialise, isBuffer: true));

    /// <summary>Attaches what is attached to a module of the same kind.</summary>
    protected internal virtual void AttachLike(Module other)
    {
    }

    /// <summary>Packs what this layer can compute with when packed, now and whenever it has another value.</summary>
    private protected virtual void Pack()
    {
        foreach (var (_, child) in children) child.Pack();
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var parameter in own) parameter.Dispose();
        foreach (var (_, child) in children) child.Dispose();
    }

    Parameter Add(Parameter parameter)
    {
        own.Add(parameter);
        return parameter;
    }

    /// <summary>Weights at another place, and those before, held meanwhile.</summary>
    sealed class Visit : IDisposable
    {
        readonly List<(Parameter Parameter, ParameterValue Before)> held = [];

        public Visit(Module module, Device device, DType? dtype)
        {
            using var noGrad = Autograd.NoGrad();
            try
            {
                foreach (var (_, parameter) in module.NamedParameters())
                {
                    if (!parameter.HasValue) continue;
                    var type = dtype is { } wanted && parameter.DType.IsFloatingPoint() ? wanted : parameter.DType;
                    if (parameter.Device == device && parameter.DType == type) continue;
                    using var scope = new TensorScope();
                    held.Add((parameter, parameter.Hold()));
                    parameter.Tensor = parameter.Tensor.To(device, type);
                }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            foreach (var (parameter, before) in held) parameter.Restore(before);
            held.Clear();
        }
    }

    void Replace(Func<Tensor, Tensor> change, Func<Parameter, bool>? which = null)
    {
        using var noGrad = Autograd.NoGrad();
        foreach (var (_, parameter) in NamedParameters())
        {
            if (which?.Invoke(parameter) == false) continue;
            using var scope = new TensorScope();
            var before = parameter.Tensor;
            var after = change(before);
            if (ReferenceEquals(after, before)) continue;
            after.RequiresGrad = before.RequiresGrad;
            if (before is { IsOfFile: true, IsContiguous: true })
                FileMemory.Forget(before.DataPointer, before.ElementCount * before.DType.Size());
            parameter.Tensor = after;
        }
    }
}
