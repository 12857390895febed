using EmojiGen.Training.Loop;

namespace EmojiGen.Training.FineTuning;

/// <summary>A report whose pictures of base and tuned model can be made again.</summary>
public enum PromptSet
{
    StableEmote,
}

/// <summary>What published reports show their models by.</summary>
public static class PublishedPrompts
{
    public static NamedChoices<PromptSet> Names { get; } = new("stable-emote");

    /// <summary>StableEmote's, in the order of its two sheets.</summary>
    static readonly string[] stableEmote =
    [
        "smiling face", "smiling cat", "fairy", "crying face",
        "cat face", "supervillain", "car", "Santa Claus", "monkey", "giraffe",
    ];

    public static IReadOnlyList<string> Of(PromptSet report) => report switch
    {
        PromptSet.StableEmote => stableEmote,
        _ => throw new ArgumentOutOfRangeException(nameof(report)),
    };
}
