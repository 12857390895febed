using System.Globalization;
using EmojiGen.Training.Checkpoints;

namespace EmojiGen.Training.FineTuning;

/// <summary>Tells published models apart by what they hold, wherever they lie.</summary>
static class ModelDigest
{
    /// <summary>Bytes that are read at each of so many places of a file: all of a large model would take longer to read than to train
    /// on.</summary>
    const int SampleLength = 4096, Samples = 256;

    /// <param name="model">A folder, of which all weights and configurations count, or a single file.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Of(string model)
    {
        string[] files = File.Exists(model) ? [model]
            : [.. Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories).Where(IsPartOfIt).Order(StringComparer.Ordinal)];
        return RunIdentity.DigestOf(files.SelectMany(it => Parts(it, File.Exists(model) ? "" : Path.GetRelativePath(model, it))));
    }

    static bool IsPartOfIt(string path) => Path.GetExtension(path) is ".safetensors" or ".json";

    static IEnumerable<string> Parts(string path, string name)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        yield return string.Create(CultureInfo.InvariantCulture, $"{name} {length}");
        var sample = new byte[SampleLength];
        var step = Math.Max(SampleLength, length / Samples);
        for (long at = 0; at < length; at += step)
            yield return Convert.ToBase64String(sample, 0, RandomAccess.Read(file, sample, at));
    }
}
