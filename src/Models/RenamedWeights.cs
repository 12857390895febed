using EmojiGen.Torch;

namespace EmojiGen.Models;

/// <summary>Weights under the names that a network has for them.</summary>
sealed class RenamedWeights : IWeights
{
    readonly IWeights weights;
    readonly Dictionary<string, string> stored = new(StringComparer.Ordinal);

    /// <param name="rename">The name in the network; null: the network has no use for it.</param>
    public RenamedWeights(IWeights weights, Func<string, string?> rename)
    {
        this.weights = weights;
        foreach (var name in weights.Names)
        {
            if (rename(name) is { } known) stored[known] = name;
        }
    }

    public IReadOnlyCollection<string> Names => stored.Keys;

    public long[] ShapeOf(string name) => weights.ShapeOf(stored[name]);

    public DType? TypeOf(string name) => weights.TypeOf(stored[name]);

    public string? Source => weights.Source;

    public Tensor Read(string name) => weights.Read(stored[name]);

    public void Forget(string name) => weights.Forget(stored[name]);
}
