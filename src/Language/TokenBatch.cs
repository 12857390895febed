namespace EmojiGen.Language;

/// <summary>Texts as token ids that go through the network together, one behind the other in panels of 16.</summary>
sealed class TokenBatch
{
    /// <summary>The text of the lanes behind the last token: they see one another and nothing else.</summary>
    const int Nothing = -1;

    /// <summary>A token that no other one sees.</summary>
    const int Hidden = -2;

    /// <param name="rows">Ids of each text.</param>
    /// <param name="types">Kinds of segments; null: all of kind 0.</param>
    /// <param name="seen">Which tokens others see; null: all.</param>
    public TokenBatch(IReadOnlyList<int[]> rows, IReadOnlyList<int[]>? types = null, IReadOnlyList<bool[]>? seen = null)
    {
        Starts = new int[rows.Count];
        for (var text = 0; text < rows.Count; text++)
        {
            Starts[text] = Count;
            Count += rows[text].Length;
        }
        var lanes = Panels * TokenPanels.Lanes;
        (Ids, Types, Positions, Texts, SeenIn) = (new int[lanes], new int[lanes], new int[lanes], new int[lanes], new int[lanes]);
        for (var lane = Count; lane < lanes; lane++) Texts[lane] = SeenIn[lane] = Nothing;
        for (var text = 0; text < rows.Count; text++)
        {
            for (var position = 0; position < rows[text].Length; position++)
            {
                var token = Starts[text] + position;
                Ids[token] = rows[text][position];
                Types[token] = types?[text][position] ?? 0;
                Positions[token] = position;
                Texts[token] = text;
                SeenIn[token] = seen?[text][position] == false ? Hidden : text;
            }
        }
    }

    /// <summary>Tokens.</summary>
    public int Count { get; }

    public int Panels => (Count + TokenPanels.Lanes - 1) / TokenPanels.Lanes;

    /// <summary>The first token of each text.</summary>
    public int[] Starts { get; }

    public int[] Ids { get; }
    public int[] Types { get; }

    /// <summary>Places in their texts.</summary>
    public int[] Positions { get; }

    /// <summary>The text of each lane.</summary>
    public int[] Texts { get; }

    /// <summary>The text in which a lane's token is seen by the others.</summary>
    public int[] SeenIn { get; }

    /// <summary>The tokens of all texts that have one in a panel: what it may attend to.</summary>
    public Range KeysOf(int panel)
    {
        var (first, end) = (panel * TokenPanels.Lanes, (panel + 1) * TokenPanels.Lanes);
        while (first > 0 && Texts[first - 1] == Texts[first]) first--;
        while (end < Texts.Length && Texts[end] == Texts[end - 1]) end++;
        return first..end;
    }
}
