using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

static class HiddenStates
{
    /// <summary>Each state twice: <c>hidden_states.0</c> and so on, and <c>hidden_states.-1</c> and so on from the back.</summary>
    public static IEnumerable<ReferenceOutput> Outputs(IReadOnlyList<Tensor> states)
    {
        for (var i = 0; i < states.Count; i++)
        {
            yield return ReferenceOutput.Of($"hidden_states.{i}", states[i]);
            yield return ReferenceOutput.Of($"hidden_states.{i - states.Count}", states[i]);
        }
    }
}
