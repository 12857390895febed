namespace EmojiGen.Training.Data.Pulled;

/// <summary>A picture of a data set as it was published, not opened yet.</summary>
/// <param name="Bytes">A file of any kind.</param>
/// <param name="Caption">Null where nobody said.</param>
/// <param name="Split">Null where the data set does not say.</param>
/// <param name="Source">Where it stood, for people.</param>
public sealed record PulledPicture(byte[] Bytes, string? Caption, Split? Split, string Source)
{
    /// <summary>Bytes of a picture, at most: what is larger is none that anybody trains on.</summary>
    internal const int MostBytes = 64 << 20;

    /// <summary>Characters of a caption, at most.</summary>
    const int LongestCaption = 10_000;

    /// <summary>The end of a file's name for what the bytes begin as; null: no picture that is read.</summary>
    public string? Extension => Bytes.AsSpan() switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ".png",
        [0xFF, 0xD8, 0xFF, ..] => ".jpg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ".gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ".webp",
        _ => null,
    };

    /// <summary>A caption as it is kept: without what surrounds it; null where nothing is left.</summary>
    internal static string? Tidy(string? text) => text?.Trim() is { Length: > 0 } trimmed
        ? trimmed[..Math.Min(trimmed.Length, LongestCaption)] : null;

    /// <summary>The split that a path names in one of its parts: <c>data/train-00000-of-00001.parquet</c>.</summary>
    internal static Split? SplitOf(string path)
    {
        foreach (var part in path.Split('/', '-', '_', '.'))
        {
            Split? named = part switch
            {
                "train" or "training" => Data.Split.Train,
                "validation" or "valid" or "val" or "dev" => Data.Split.Validation,
                "test" or "testing" => Data.Split.Test,
                _ => null,
            };
            if (named is not null) return named;
        }
        return null;
    }
}
