namespace EmojiGen.Torch;

/// <summary>Tensors that are trained alike.</summary>
/// <param name="tensors">Leaves that require gradients.</param>
/// <param name="learningRate">Step size before any schedule; 0 or more.</param>
/// <param name="weightDecay">Share of a weight, times the learning rate, taken off at each step; 0 or more.</param>
public sealed class ParameterGroup(IReadOnlyList<Tensor> tensors, double learningRate, double weightDecay = 0)
{
    public IReadOnlyList<Tensor> Tensors { get; } = tensors;

    public double BaseLearningRate { get; } = learningRate;

    /// <summary>The step size in use: the base, times the schedule's factor.</summary>
    public double LearningRate { get; internal set; } = learningRate;

    public double WeightDecay { get; } = weightDecay;
}

/// <summary>Changes weights by their gradients. The arithmetic is PyTorch's, operation by operation.</summary>
public abstract class Optimizer : IDisposable
{
    readonly List<Slot> slots = [];

    protected Optimizer(IEnumerable<ParameterGroup> groups)
    {
        Groups = [.. groups];
        foreach (var group in Groups)
        {
            foreach (var tensor in group.Tensors) slots.Add(new Slot(group, tensor));
        }
        if (slots.Count == 0) throw new ArgumentException($"{GetType().Name} was given no tensors to train.", nameof(groups));
    }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    /// <summary>Multiplies every group's base learning rate, as a schedule says.</summary>
    public void ScaleLearningRate(double factor)
    {
        foreach (var group in Groups) group.LearningRate = group.BaseLearningRate * factor;
    }

    /// <summary>One step. Tensors without a gradient stay as they are.</summary>
    public void Step()
    {
        Steps++;
        using var noGrad = Autograd.NoGrad();
        foreach (var slot in slots)
        {
            using var scope = new TensorScope();
            if (slot.Tensor.Grad is not { } gradient) continue;
            slot.Steps++;
            Update(slot, gradient);
        }
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in slots) slot.Tensor.Grad = null;
    }

    /// <summary>What the next steps depend on besides weights and gradients, by name; handles of the current scope to the optimizer's own
    /// memory.</summary>
    public Dictionary<string, Tensor> SaveState()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["steps"] = Tensor.From<long>([Steps]) };
        for (var i = 0; i < slots.Count; i++)
        {
            state[$"{i}.steps"] = Tensor.From<long>([slots[i].Steps]);
            foreach (var (name, value) in slots[i].Values) state[$"{i}.{name}"] = value.Detach();
        }
        return state;
    }

    /// <summary>Continues where <see cref="SaveState"/> was called; the values are copied.</summary>
    /// <exception cref="InvalidDataException">The state is of other tensors.</exception>
    public void RestoreState(IReadOnlyDictionary<string, Tensor> state)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Steps = Entry("steps").ToInt64();
        for (var i = 0; i < slots.Count; i++)
        {
            var slot = slots[i];
            slot.Dispose();
            slot.Steps = Entry($"{i}.steps").ToInt64();
            var prefix = $"{i}.";
            foreach (var (name, value) in state.Where(it => it.Key.StartsWith(prefix, StringComparison.Ordinal)
                && it.Key != prefix + "steps"))
            {
                if (!value.Shape.AsSpan().SequenceEqual(slot.Tensor.Shape))
                    throw new InvalidDataException($"Optimizer state '{name}' is {value}, expected the shape of its weight {slot.Tensor}.");
                // Laid out in memory as the weight is, which rounding may depend on.
                slot.Values[name[prefix.Length..]] = slot.Tensor.ZerosLike().Copy_(value).Unscoped();
            }
        }

        Tensor Entry(string name) => state.TryGetValue(name, out var value) ? value
            : throw new InvalidDataException($"The optimizer's state has no '{name}': it was saved from another network or is cut short.");
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var slot in slots) slot.Dispose();
    }

    protected abstract void Update(Slot slot, Tensor gradient);

    /// <summary>One tensor and what is remembered of its gradients.</summary>
    protected sealed class Slot(ParameterGroup group, Tensor tensor) : IDisposable
    {
        public ParameterGroup Group { get; } = group;

        public Tensor Tensor { get; } = tensor;

        /// <summary>Steps in which the tensor had a gradient, this one included.</summary>
        public long Steps { get; internal set; }

        internal Dictionary<string, Tensor> Values { get; } = new(StringComparer.Ordinal);

        /// <summary>A remembered tensor of the weight's shape; made by <paramref name="first"/> when asked for the first time.</summary>
        public Tensor Remember(string name, Func<Tensor> first)
        {
            if (!Values.TryGetValue(name, out var value)) Values[name] = value = first().Unscoped();
            return value;
        }

        public void Dispose()
        {
            foreach (var value in Values.Values) value.Dispose();
            Values.Clear();
        }
    }
}
