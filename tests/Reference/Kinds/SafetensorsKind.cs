namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Every tensor of every file under <c>model/</c>, read as fp32.</summary>
sealed class SafetensorsKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        foreach (var path in Directory.EnumerateFiles(reference.File("model"), "*.safetensors"))
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var entry in file.Entries) yield return ReferenceOutput.Of(entry.Name, entry.Shape, file.ReadSingles(entry.Name));
        }
    }
}
