namespace EmojiGen.Torch;

/// <summary>Gradient checkpointing: a unit of a network keeps its inputs only, and is computed once more in the backward pass.</summary>
/// <remarks>Chen et al. 2016. A gradient is a sum, whose order decides its last bits. So the inputs pass a node of their own whether the
/// unit is computed again or not,
/// and the gradients are the same to the bit. What layers draw at random is drawn again from the same place of the stream.</remarks>
public static class GradientCheckpoint
{
    /// <inheritdoc cref="Run(Module, Func{Tensor[], Tensor[]}, Tensor[])"/>
    public static Tensor Run(Module unit, Func<Tensor?[], Tensor> compute, params Tensor?[] inputs) =>
        Run(unit, it => [compute(it)], inputs)[0];

    /// <summary>Computes a unit as its <see cref="Module.GradientCheckpointing"/> says.</summary>
    /// <param name="unit">Whose parameters and adapters <paramref name="compute"/> uses; it may use no others.</param>
    /// <param name="compute">From the inputs given to it, and no other tensors; called twice, the second time in the backward pass.</param>
    /// <param name="inputs">Tensors and, where one is absent, null.</param>
    /// <returns>What <paramref name="compute"/> gives, of the current scope.</returns>
    public static Tensor[] Run(Module unit, Func<Tensor?[], Tensor[]> compute, params Tensor?[] inputs)
    {
        if (!Autograd.IsRecording) return compute(inputs);
        var flowing = Array.Exists(inputs, it => it is { RequiresGrad: true });
        if (!unit.GradientCheckpointing)
            return compute(flowing ? Array.ConvertAll(inputs, it => it is { RequiresGrad: true } ? Op.Call("aten::alias", it) : it)
            : inputs);
        var trained = Trained(unit);
        if (!flowing && trained.Length == 0) return compute(inputs);

        var given = inputs.OfType<Tensor>().ToArray();
        var drawing = Generator.OfLayers;
        // Where the stream is libtorch's own, which cannot be set back, the unit gets one for itself.
        using var own = drawing is null ? new Generator((ulong)Random.Shared.NextInt64()) : null;
        var stream = drawing ?? own!;
        using var place = new TensorScope();
        var (state, share) = (stream.SaveState(), stream.Share);
        Generator.OfLayers = stream;
        try
        {
            return place.MoveOut(RecordedFunction.Apply(unit.GetType().Name, [.. given, .. trained],
                () => Array.ConvertAll(Recorded(compute, inputs, given), it => it.Detach()),
                _ => [.. given, state],
                (gradients, saved, needed) => Backward(unit, compute, inputs, gradients, saved, needed, share)));
        }
        finally
        {
            Generator.OfLayers = drawing;
        }
    }

    /// <summary>Computed as it would be without checkpointing: kernels for inference are others than those for training.</summary>
    static Tensor[] Recorded(Func<Tensor?[], Tensor[]> compute, Tensor?[] inputs, Tensor[] given)
    {
        using var grad = Autograd.WithGrad();
        var next = 0;
        return compute(Array.ConvertAll(inputs, it => it is null ? null : Leaf(given[next++])));
    }

    static Tensor Leaf(Tensor like) => like.Detach() is var leaf && like.RequiresGrad ? leaf.WithGrad() : leaf;

    static Tensor?[] Backward(Module unit, Func<Tensor?[], Tensor[]> compute, Tensor?[] inputs, Tensor?[] gradients, Tensor[] saved,
        bool[] needed, BatchShare? share)
    {
        var trained = Trained(unit);
        var results = new Tensor?[needed.Length];
        var leaves = saved[..^1].Select((it, i) => it.Detach().WithGrad(needed[i])).ToArray();
        var drawing = Generator.OfLayers;
        using var stream = new Generator(0) { Share = share };
        stream.RestoreState(saved[^1]);
        Generator.OfLayers = stream;
        try
        {
            using var grad = Autograd.WithGrad();
            var next = 0;
            var outputs = compute(Array.ConvertAll(inputs, it => it is null ? null : leaves[next++]));
            var from = Enumerable.Range(0, outputs.Length).Where(i => gradients[i] is not null && outputs[i].RequiresGrad).ToArray();
            var to = Enumerable.Range(0, needed.Length).Where(i => needed[i]).ToArray();
            if (from.Length == 0) return results;
            var found = Autograd.Gradients([.. from.Select(i => outputs[i])],
                [.. to.Select(i => i < leaves.Length ? leaves[i] : trained[i - leaves.Length])],
                [.. from.Select(i => gradients[i]!)], allowUnused: true);
            for (var i = 0; i < to.Length; i++) results[to[i]] = found[i];
            return results;
        }
        finally
        {
            Generator.OfLayers = drawing;
        }
    }

    static Tensor[] Trained(Module unit) =>
        [.. unit.NamedModules().Select(it => it.Module).Append(unit).SelectMany(it => it.Attached).Prepend(unit)
            .SelectMany(it => it.TrainableTensors())];
}
