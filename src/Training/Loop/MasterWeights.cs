using EmojiGen.Torch;

namespace EmojiGen.Training.Loop;

/// <summary>The trained weights in float32, and beside them, where a network computes in another type, its parameters as copies of that
/// type.</summary>
/// <remarks>Micikevicius et al. 2018, section 3.1: small changes would be lost in 8 or 11 bits of mantissa.</remarks>
sealed class MasterWeights : IDisposable
{
    readonly (string Name, Parameter Parameter)[] parameters;
    readonly Tensor[] masters;
    readonly bool apart;
    bool released;

    public MasterWeights(IEnumerable<(string Name, Parameter Parameter)> trained, DType compute)
    {
        using var noGrad = Autograd.NoGrad();
        parameters = [.. trained];
        apart = compute != DType.Float32;
        var names = new HashSet<string>(StringComparer.Ordinal);
        masters = new Tensor[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            using var scope = new TensorScope();
            var (name, parameter) = parameters[i];
            if (!names.Add(name)) throw new ArgumentException($"Two trained parameters are called '{name}'.", nameof(trained));
            // A copy: the value may be a file's memory, or shared.
            var master = parameter.Tensor.Detach().To(DType.Float32).Clone().Unscoped();
            parameter.Tensor = apart ? master.To(compute) : master;
            parameter.Tensor.RequiresGrad = true;
            master.RequiresGrad = true;
            masters[i] = master;
        }
    }

    public IReadOnlyList<Tensor> Tensors => masters;

    public IEnumerable<string> Names => parameters.Select(it => it.Name);

    public Tensor this[string name] => masters[Array.FindIndex(parameters, it => it.Name == name)];

    /// <summary>What a backward pass adds the gradient of a master's copy to: the network's parameter.</summary>
    public Tensor Computed(int index) => parameters[index].Parameter.Tensor;

    /// <summary>Adds the gradients of the last pass to those of the masters, in float32.</summary>
    public void TakeGradients()
    {
        for (var i = 0; i < masters.Length; i++) TakeGradient(i);
    }

    /// <inheritdoc cref="TakeGradients"/>
    public void TakeGradient(int index)
    {
        if (!apart) return; // autograd adds to them itself
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        var computed = Computed(index);
        if (computed.Grad is not { } gradient) return;
        if (masters[index].Grad is { } sum) sum.Add_(gradient.To(DType.Float32));
        else masters[index].Grad = gradient.To(DType.Float32);
        computed.Grad = null;
    }

    /// <summary>Gives the network what the masters have become.</summary>
    public void Publish()
    {
        if (!apart) return;
        using var noGrad = Autograd.NoGrad();
        for (var i = 0; i < masters.Length; i++)
        {
            using var scope = new TensorScope();
            parameters[i].Parameter.Tensor.Detach().Copy_(masters[i]);
        }
    }

    /// <summary>Puts copies of the masters where the network's parameters are.</summary>
    public void Release()
    {
        using var noGrad = Autograd.NoGrad();
        for (var i = 0; i < masters.Length; i++)
        {
            using var scope = new TensorScope();
            var copy = masters[i].Detach().Clone();
            if (!apart) masters[i] = masters[i].Share().Unscoped(); // its owner lets go of it now
            parameters[i].Parameter.Tensor = copy;
        }
        released = true;
    }

    /// <summary>Puts others where the network's parameters are, once these were released.</summary>
    /// <param name="weight">Given a parameter's name; of the current scope.</param>
    public void Replace(Func<string, Tensor> weight)
    {
        if (!released) throw new InvalidOperationException("Weights that are trained on are not replaced.");
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, parameter) in parameters)
        {
            using var scope = new TensorScope();
            parameter.Tensor.Detach().Copy_(weight(name));
        }
    }

    public void Dispose()
    {
        if (!apart && !released) return; // the parameters own them
        foreach (var master in masters) master.Dispose();
    }
}
