using EmojiGen.Generation;
using EmojiGen.Language;

namespace EmojiGen.ModelEngines;

/// <summary>What an emoji may feel.</summary>
/// <param name="Name">An adjective that may stand before a noun.</param>
/// <param name="Captions">Names and keywords of emoji that show it: words that the prior was trained with.</param>
public sealed record Emotion(string Name, string[] Captions)
{
    static readonly Emotion[] all =
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

    public static IReadOnlyList<string> Names { get; } = [.. all.Select(it => it.Name)];

    /// <exception cref="RequestException">It is none of <see cref="Names"/>.</exception>
    public static Emotion Named(string name)
    {
        if (Array.Find(all, it => it.Name == name) is { } known) return known;
        var meant = NearestWord.Of(name, Names) is { } near ? $" Did you mean {near}?" : "";
        throw new RequestException($"There is no emotion '{name}'.{meant} The emotions are {string.Join(", ", Names)}.");
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
    internal float[] Embed(SentenceEncoder encoder)
    {
        var vectors = encoder.Encode(Captions);
        var middle = new float[encoder.Dimension];
        foreach (var vector in vectors)
            for (var i = 0; i < middle.Length; i++) middle[i] += vector[i];
        var length = MathF.Sqrt(middle.Sum(it => it * it));
        return [.. middle.Select(it => it / length)];
    }
}
