namespace EmojiGen.Prompting.Enhancement;

/// <summary>What a detail is about. A prompt gets one of each at most, and of what belongs to things two.</summary>
enum DetailSlot
{
    Expression,
    Pose,
    Kind,
    Light,
}

/// <summary>Details that go with the same words.</summary>
/// <param name="Cues">Words of a prompt, one or several in a row.</param>
/// <param name="Details">Each can stand alone behind a comma.</param>
sealed record DetailRow(DetailSlot Slot, IReadOnlyList<string> Cues, IReadOnlyList<string> Details);

/// <summary>Our own collection of visible details, <c>details.tsv</c>.</summary>
static class DetailBank
{
    /// <exception cref="InvalidOperationException">A line is not what it should be.</exception>
    public static IReadOnlyList<DetailRow> Read()
    {
        var rows = new List<DetailRow>();
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(DetailBank).Assembly, "details.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var line = cells.ToString();
            DetailSlot? slot = LexiconFile.Cut(ref cells, "\t") switch
            {
                "expression" => DetailSlot.Expression,
                "pose" => DetailSlot.Pose,
                "kind" => DetailSlot.Kind,
                "light" => DetailSlot.Light,
                _ => null,
            };
            var cues = LexiconFile.Cut(ref cells, "\t").ToString().Split(", ");
            var details = cells.ToString().Split(" | ");
            if (slot is null || cues.Contains("") || details.Contains(""))
                throw new InvalidOperationException($"Enhancement/details.tsv has the line '{line}', which is no slot, cues and details.");
            rows.Add(new(slot.Value, cues, details));
        }
        return rows;
    }
}
