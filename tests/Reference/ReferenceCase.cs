using System.Text.Json;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference;

/// <summary>One folder of a published library's inputs and outputs: <c>case.json</c>, <c>io.safetensors</c>, and what the kind needs beside
/// them.</summary>
sealed class ReferenceCase : IDisposable
{
    readonly JsonDocument json;
    readonly Lazy<SafetensorsFile> io;

    ReferenceCase(string folder, JsonDocument json, Device device)
    {
        (Folder, Device) = (folder, device);
        this.json = json;
        io = new(() => SafetensorsFile.Open(File("io.safetensors")));
        Kind = json.RootElement.GetProperty("kind").GetString()!;
        Tolerance = new(json.RootElement.GetProperty("atol").GetDouble(), json.RootElement.GetProperty("rtol").GetDouble());
    }

    public string Folder { get; }
    public string Kind { get; }
    public Tolerance Tolerance { get; }

    /// <summary>Where networks compute.</summary>
    public Device Device { get; }

    public JsonElement Args => json.RootElement.TryGetProperty("args", out var args) ? args : default;

    /// <summary>Tensors <c>in.*</c> and <c>out.*</c>.</summary>
    public SafetensorsFile Io => io.Value;

    /// <summary>Every folder at or under <paramref name="root"/> that holds a <c>case.json</c>, in order of their names.</summary>
    public static IEnumerable<string> FoldersUnder(string root) =>
        Directory.EnumerateFiles(root, "case.json", SearchOption.AllDirectories).Select(path => Path.GetDirectoryName(path)!)
            .Order(StringComparer.Ordinal);

    /// <param name="device">Where networks compute; null: on the CPU.</param>
    public static ReferenceCase Open(string folder, Device? device = null) =>
        new(folder, JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(folder, "case.json"))), device ?? Device.Cpu);

    /// <summary>A tensor of <see cref="Io"/>, where networks compute, of the current scope.</summary>
    public Tensor Read(string name) => Io.Read(name).To(Device);

    public string File(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    public void Dispose()
    {
        if (io.IsValueCreated) io.Value.Dispose();
        json.Dispose();
    }
}
