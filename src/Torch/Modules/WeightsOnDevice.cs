namespace EmojiGen.Torch;

/// <summary>Weights that go to a device as they are read, one after the other: there is never a second copy of more than one.</summary>
sealed class WeightsOnDevice(IWeights weights, Device device, DType? dtype) : IWeights
{
    public IReadOnlyCollection<string> Names => weights.Names;

    public string? Source => weights.Source;

    public long[] ShapeOf(string name) => weights.ShapeOf(name);

    public DType? TypeOf(string name) => weights.TypeOf(name);

    public Tensor Read(string name)
    {
        using var scope = new TensorScope();
        var stored = weights.Read(name);
        var converts = dtype is { } type && stored.DType.IsFloatingPoint() && stored.DType != type;
        var moved = converts ? stored.To(device, dtype!.Value) : stored.To(device);
        weights.Forget(name);
        return scope.MoveOut(moved);
    }
}
