namespace EmojiGen.Generation;

/// <summary>What is asked of an engine. Each engine has a request of its own, so that nothing can be asked of it that it does not
/// know.</summary>
/// <param name="Prompt">What the emoji shows, in plain words or as emoji; up to <see cref="PromptCheck.MaxLength"/> characters on one
/// line.</param>
public abstract record EmojiRequest(string Prompt)
{
    public const string DefaultStyle = "noto", DefaultLanguage = "en";
    public const int DefaultSize = 512;

    /// <summary>Below 2^32, so that a random seed is short enough to type again.</summary>
    const long RandomSeeds = 1L << 32;

    public static WholeRange SizeRange { get; } = new(16, 4096, "pixels");
    public static WholeRange CountRange { get; } = new(1, 100);
    public static WholeRange SeedRange { get; } = new(0, long.MaxValue);

    /// <summary>The engine's name: <c>compose</c>.</summary>
    public abstract string Engine { get; }

    /// <summary>What is drawn in the prompt's place, where more was said of it; it is checked as the prompt is. Null, the default: the
    /// prompt itself. The draft of a diffusion model is composed of the prompt always.</summary>
    public string? Enhanced { get; init; }

    /// <summary>What the engine reads: <see cref="Enhanced"/>, else the prompt.</summary>
    public string Words => Enhanced ?? Prompt;

    /// <summary>The picture's side in pixels, 16 to 4096; null, the default: <see cref="DefaultSize"/>, or what the model was trained
    /// at.</summary>
    public int? Size { get; init; }

    /// <summary>How many different pictures, 1 to 100; 1 by default.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Decides what the prompt leaves free, 0 or more; 0 by default. The same request gives the same pictures.</summary>
    public long Seed { get; init; }

    /// <summary>The art, by its key; <c>noto</c> by default.</summary>
    public string Style { get; init; } = DefaultStyle;

    /// <summary>The prompt's language, as a code of the catalogue's: <c>de</c>; English by default.</summary>
    public string Language { get; init; } = DefaultLanguage;

    /// <summary>A seed that nobody chose.</summary>
    public static long RandomSeed(Random random) => random.NextInt64(RandomSeeds);

    /// <summary>Checks all that can be checked without art or model. Engines do so before they begin.</summary>
    /// <exception cref="RequestException">Something is out of its range, or does not go with something else.</exception>
    public virtual void Validate()
    {
        if (Prompt.Length > 0 || NeedsPrompt) PromptCheck.Check(Prompt);
        if (Enhanced is not null) PromptCheck.Check(Enhanced);
        SizeRange.Check(nameof(Size), Size);
        CountRange.Check(nameof(Count), Count);
        SeedRange.Check(nameof(Seed), Seed);
    }

    /// <summary>Whether nothing can be drawn without words.</summary>
    protected virtual bool NeedsPrompt => true;

    /// <summary>The seed of one of several pictures.</summary>
    /// <param name="picture">0 for the first.</param>
    public long SeedOf(int picture) => unchecked(Seed + picture) & long.MaxValue;
}
