using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary><c>model/checkpoint.safetensors</c> under original names, with the configurations in <c>config/</c>; outputs are
/// <c>COMPONENT.NAME</c> under published names.</summary>
sealed class SingleFileKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        var configuration = reference.File("config");
        var model = SingleFile.Open(reference.File("model", "checkpoint.safetensors"), Directory.Exists(configuration) ? configuration
            : null);
        foreach (var component in model.Components.Keys.Where(it => reference.Io.Entries.Any(entry =>
            entry.Name.StartsWith($"out.{it}.", StringComparison.Ordinal))))
        {
            using var weights = model.Weights(component);
            foreach (var name in weights.Names)
            {
                using var scope = new TensorScope();
                var output = ReferenceOutput.Of($"{component}.{name}", weights.Read(name));
                yield return output;
                // transformers 5 writes text encoders without this level.
                if (name.StartsWith("text_model.", StringComparison.Ordinal))
                    yield return output with { Name = $"{component}.{name["text_model.".Length..]}" };
            }
        }
    }
}
