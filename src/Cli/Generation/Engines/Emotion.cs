using EmojiGen.Language;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>What an emoji may feel, as <c>--emotion</c> takes it.</summary>
/// <param name="Name">An adjective that may stand before a noun.</param>
/// <param name="Captions">Names and keywords of emoji that show it: words that the prior was trained with.</param>
sealed record Emotion(string Name, string[] Captions)
{
    static readonly Emotion[] s_all =
    [
        new("happy", ["happy", "grinning face", "smiling face with smiling eyes", "beaming face with smiling eyes", "smile"]),
        new("sad", ["sad", "frowning face", "disappointed face", "pensive face", "frown"]),
        new("crying", ["cry", "crying face", "loudly crying face", "tears", "sob"]),
        new("angry", ["angry", "angry face", "enraged face", "mad", "rage"]),
        new("surprised", ["surprised", "astonished face", "hushed face", "face with open mouth", "shocked"]),
        new("loving", ["love", "smiling face with heart-eyes", "smiling face with hearts", "face blowing a kiss", "adore"]),
        new("scared", ["scared", "fearful face", "face screaming in fear", "anxious face with sweat", "fear"]),
        new("disgusted", ["disgust", "nauseated face", "face vomiting", "sick", "gross"]),
        new("tired", ["tired", "sleepy face", "sleeping face", "weary face", "yawning face"]),
        new("laughing", ["laugh", "face with tears of joy", "rolling on the floor laughing", "grinning squinting face", "lol"]),
        new("cool", ["cool", "smiling face with sunglasses", "sunglasses", "awesome"]),
        new("silly", ["silly", "zany face", "winking face with tongue", "squinting face with tongue", "goofy"]),
        new("confused", ["confused", "confused face", "face with raised eyebrow", "thinking face", "unsure"]),
        new("embarrassed", ["embarrassed", "flushed face", "face with peeking eye", "shy", "ashamed"]),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(it => it.Name)];

    public static Emotion Named(string name) => s_all.Single(it => it.Name == name);

    /// <exception cref="UsageException">It is none of them.</exception>
    public static string Known(string name)
    {
        if (Names.Contains(name, StringComparer.Ordinal)) return name;
        var meant = NearestWord.Of(name, Names) is { } near ? $" Did you mean {near}?" : "";
        throw new UsageException($"There is no emotion '{name}'.{meant} The emotions are {string.Join(", ", Names)}.");
    }

    /// <summary>The prompt with the emotion before its noun: <c>a cat</c> becomes <c>an angry cat</c>.</summary>
    public string Of(string prompt)
    {
        foreach (var article in (ReadOnlySpan<string>)["a ", "an ", "the "])
        {
            if (!prompt.StartsWith(article, StringComparison.OrdinalIgnoreCase)) continue;
            var kept = article == "the " ? "the" : Name[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";
            return $"{kept} {Name} {prompt[article.Length..]}";
        }
        return $"{Name} {prompt}";
    }

    /// <summary>The middle of its captions' embeddings, of length 1.</summary>
    public float[] Embed(SentenceEncoder encoder)
    {
        var vectors = encoder.Encode(Captions);
        var middle = new float[encoder.Dimension];
        foreach (var vector in vectors)
            for (var i = 0; i < middle.Length; i++) middle[i] += vector[i];
        var length = MathF.Sqrt(middle.Sum(it => it * it));
        return [.. middle.Select(it => it / length)];
    }
}
