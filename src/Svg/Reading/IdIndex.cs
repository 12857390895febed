namespace EmojiGen.Svg.Reading;

/// <summary>Finds elements by id without a string for each: slots hold element numbers, and the ids stay in the source.</summary>
sealed class IdIndex
{
    readonly XmlTree xml;
    readonly int[] slots;

    public IdIndex(XmlTree xml)
    {
        this.xml = xml;
        var count = 0;
        for (var i = 0; i < xml.Count; i++)
            if (xml.MayHave(i, AttributeName.Id))
                count++;
        slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * count + 1))];
        for (var i = 0; i < xml.Count; i++)
        {
            var id = xml.Find(i, AttributeName.Id);
            if (id.IsEmpty) continue;
            ref var slot = ref SlotOf(id);
            // Of two with the same id the first has it.
            if (slot == 0) slot = i + 1;
        }
    }

    public int Find(ReadOnlySpan<char> id) => SlotOf(id) - 1;

    ref int SlotOf(ReadOnlySpan<char> id)
    {
        var at = string.GetHashCode(id, StringComparison.Ordinal) & (slots.Length - 1);
        while (slots[at] != 0 && !xml.Find(slots[at] - 1, AttributeName.Id).SequenceEqual(id)) at = (at + 1) & (slots.Length - 1);
        return ref slots[at];
    }
}
