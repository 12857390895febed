namespace EmojiGen.Models.Lora;

/// <summary>What came of adding a LoRA.</summary>
/// <param name="Matched">Layers of the file that the networks have.</param>
/// <param name="Unmatched">Layers of the file that they have not, as the file spells them.</param>
/// <param name="Unknown">Keys of the file that are no part of a low-rank layer.</param>
public sealed record LoraReport(string Name, string Source, int Matched, IReadOnlyList<string> Unmatched, IReadOnlyList<string> Unknown)
{
    const int Shown = 5;

    /// <summary>One sentence for a person.</summary>
    public override string ToString() => $"LoRA {Name}: {Matched} of {Matched + Unmatched.Count} layers matched"
        + (Unmatched.Count > 0 ? $"; not in this model: {List(Unmatched)}" : "") + (Unknown.Count > 0 ? $"; left out: {List(Unknown)}" : "")
            + ".";

    internal static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
}
