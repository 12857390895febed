using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>What the latest steps of a run left for the next one.</summary>
/// <param name="longest">How many are kept.</param>
sealed class StepHistory(int longest)
{
    readonly List<Tensor> kept = [];
    int expected = -1;

    /// <summary>How many steps this run has behind it, counted up to how many are kept.</summary>
    public int Count => kept.Count;

    /// <summary>What was kept so many steps ago; 0 is the latest.</summary>
    public Tensor this[int ago] => kept[^(ago + 1)];

    /// <summary>Comes first in a step: forgets all where the step does not follow the last one.</summary>
    public void Enter(int index)
    {
        if (index != expected) Clear();
        expected = index + 1;
    }

    /// <summary>Keeps a tensor beyond the scope of its step.</summary>
    public void Keep(Tensor tensor)
    {
        if (kept.Count == longest)
        {
            kept[0].Dispose();
            kept.RemoveAt(0);
        }
        kept.Add(tensor.Share().Unscoped());
    }

    public void Clear()
    {
        foreach (var tensor in kept) tensor.Dispose();
        kept.Clear();
        expected = -1;
    }
}
