namespace EmojiGen.Fuzz;

static class Refused
{
    /// <summary>Reads one input in several ways, of which any may refuse it.</summary>
    /// <exception cref="Exception">What no refusal is, of the first way that throws it.</exception>
    public static void Check(params ReadOnlySpan<Action> ways)
    {
        foreach (var read in ways)
        {
            try
            {
                read();
            }
            catch (Exception e) when (Refusal.Fault(e) is null)
            {
                // as it should be
            }
        }
    }
}
