using EmojiGen.Torch;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>Weights over files that stay open until disposed of; tensors that were read keep their file mapped beyond that.</summary>
public abstract class ModelWeights : IWeights, IDisposable
{
    public abstract IReadOnlyCollection<string> Names { get; }

    public abstract string? Source { get; }

    public abstract long[] ShapeOf(string name);

    public abstract DType? TypeOf(string name);

    public abstract Tensor Read(string name);

    public abstract void Forget(string name);

    public abstract void Dispose();
}
