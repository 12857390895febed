using System.Globalization;
using System.Security.Cryptography;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;
using EmojiGen.ModelFiles;
using EmojiGen.Training.Data;

namespace EmojiGen.Cli.Doctor;

/// <summary>The models that the checkout carries, file by file, and the program that prepare looks for words with.</summary>
static class ModelCheck
{
    const string Section = "Models", Remedy = "git checkout models";

    /// <summary>The size in bytes and the SHA-256 of the sentence encoder's weights, without which prompts are not understood.</summary>
    const long EncoderSize = 45_441_944;

    const string EncoderSha256 = "553c9ff2a4d968014fb1c66fdb6f2c9dc19b3ac2360ba58a51c69e177e55d765";

    public static IEnumerable<Finding> Run(Installation installation) =>
    [
        Encoder(installation.SentenceEncoder),
        Weights(installation, ModelLibrary.Embedded, "--engine diffusion draws with it", ["unet", "vae", "image_encoder"]),
        Weights(installation, ModelLibrary.EmbeddedVqVae, "--engine vqvae and morph draw with it", ["", "prior"]),
        Weights(installation, ModelLibrary.EmbeddedJudge, "evaluate emoji-mini judges with it", [""]),
        TextDetector.IsInstalled
            ? new(Section, "tesseract", Health.Good, "prepare leaves out pictures of words with it")
            : new(Section, "tesseract", Health.Remark, "not installed: prepare does not leave out pictures of words",
                "apt install tesseract-ocr"),
    ];

    static Finding Encoder(string folder)
    {
        const string Name = "all-MiniLM-L6-v2";
        string[] files = ["config.json", "vocab.txt", "model.safetensors"];
        if (Array.Find(files, it => !File.Exists(Path.Combine(folder, it))) is { } missing)
            return new(Section, Name, Health.Missing, $"{Path.Combine(folder, missing)} is missing", Remedy);
        var path = Path.Combine(folder, "model.safetensors");
        var length = new FileInfo(path).Length;
        if (length != EncoderSize)
            return new(Section, Name, Health.Missing,
                string.Create(CultureInfo.InvariantCulture, $"{path} has {length} bytes where {EncoderSize} are expected"), Remedy);
        if (!Hash(path).Equals(EncoderSha256, StringComparison.OrdinalIgnoreCase))
            return new(Section, Name, Health.Missing, $"the SHA-256 of {path} is not {EncoderSha256}", Remedy);
        return new(Section, Name, Health.Good,
            string.Create(CultureInfo.InvariantCulture, $"{EncoderSize / 1e6:0} MB, SHA-256 {EncoderSha256[..12]}…"));
    }

    /// <summary>A model that can be missed: what is whole of it are the headers of its weights, and that they end where they say.</summary>
    /// <param name="parts">Folders below the model's; empty: its own.</param>
    static Finding Weights(Installation installation, string name, string use, string[] parts)
    {
        var bytes = 0L;
        foreach (var part in parts)
        {
            var folder = Path.Combine(installation.Models, name, part);
            var path = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.safetensors").FirstOrDefault() : null;
            if (path is null)
                return new(Section, name, Health.Remark, $"there are no weights in {Path.TrimEndingDirectorySeparator(folder)}; {use}", Remedy);
            try
            {
                using var file = SafetensorsFile.Open(path);
                bytes += new FileInfo(path).Length;
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                return new(Section, name, Health.Missing, e.Message.TrimEnd('.'), Remedy);
            }
        }
        return new(Section, name, Health.Good, string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB; {use}"));
    }

    static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
