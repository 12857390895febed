using System.Collections.Immutable;

namespace EmojiGen.Art;

/// <summary>A style that the project installs from npm.</summary>
/// <param name="Key">What <c>--style</c> takes.</param>
/// <param name="Package">Its folder in <c>node_modules</c>.</param>
/// <param name="Fallbacks">Where an emoji comes from that it does not draw, nearest in look first.</param>
sealed record BuiltInSet(string Key, string Package, ImmutableArray<string> Fallbacks)
{
    /// <summary>The package that says which emoji each name is, where the set's own has no <c>chars.json</c> to say so.</summary>
    public string? NamesFrom { get; init; }

    /// <summary>Icons that are taken as not there.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    public static ImmutableArray<BuiltInSet> All { get; } =
    [
        new("noto", "@iconify-json/noto", ["twemoji", "openmoji"]), // no flags of countries
        new("fluent", "@iconify-json/fluent-emoji", ["flat", "noto", "twemoji"])
        {
            NamesFrom = "@iconify-json/fluent-emoji-flat",
            LeftOut = ["umbrella", "umbrella-with-rain-drops"], // librsvg 2.54 gives up on their filters with NoMemory
        },
        new("flat", "@iconify-json/fluent-emoji-flat", ["twemoji", "noto"]), // no flags, few families
        new("twemoji", "@iconify-json/twemoji", ["noto", "openmoji"]),
        new("openmoji", "@iconify-json/openmoji", ["twemoji", "noto"]),
    ];

    /// <summary>Where the user's own art turns for what it does not draw.</summary>
    public static ImmutableArray<string> FallbacksOfUsers { get; } = ["noto", "twemoji"];

    public static BuiltInSet? Find(string key) => All.FirstOrDefault(s => s.Key == key);
}
