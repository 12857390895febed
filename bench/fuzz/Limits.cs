namespace EmojiGen.Fuzz;

/// <summary>What one input may take.</summary>
static class Limits
{
    /// <summary>Resident bytes of the whole process.</summary>
    public const long Memory = 1L << 30;

    /// <summary>A child beyond this is ended, so that the machine stays usable.</summary>
    public const long MemoryOfAnyProcess = 6L << 30;

    /// <summary>Of the processor: the machine may be busy with other work beside.</summary>
    public static readonly TimeSpan Processor = TimeSpan.FromSeconds(10);

    /// <summary>Of the clock, where the processor stands still.</summary>
    public static readonly TimeSpan Clock = TimeSpan.FromSeconds(90);
}
