using EmojiGen.ModelFiles;
using EmojiGen.Torch;

namespace EmojiGen.Training.FineTuning;

/// <summary>A model folder with some of its networks trained: the rest is copied as it is.</summary>
static class ModelExport
{
    /// <param name="target">Is replaced whole.</param>
    /// <param name="source">The folder that training began from.</param>
    /// <param name="trained">Networks by component, in float32.</param>
    /// <exception cref="IOException">It cannot be written; what was there before stays.</exception>
    public static void Write(string target, string source, IReadOnlyDictionary<string, Module> trained)
    {
        var beside = $"{target}.unfinished";
        if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
        try
        {
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var name = Path.GetRelativePath(source, file);
                if (trained.ContainsKey(name.Split('/')[0]) && IsWeights(name)) continue;
                var to = Path.Combine(beside, name);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }
            foreach (var (component, network) in trained)
            {
                var file = component.StartsWith("text_", StringComparison.Ordinal) ? "model.safetensors"
                    : "diffusion_pytorch_model.safetensors";
                SafetensorsWriter.Write(Path.Combine(beside, component, file), network.NamedParameters()
                    .Select(it => it.Parameter.Tensor.ToSource(it.Name)), new Dictionary<string, string> { ["format"] = "pt" });
            }
        }
        catch
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
            throw;
        }
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        Directory.Move(beside, target);
    }

    static bool IsWeights(string name) =>
        Path.GetExtension(name) is ".safetensors" or ".bin" or ".msgpack" || name.EndsWith(".index.json", StringComparison.Ordinal);
}
