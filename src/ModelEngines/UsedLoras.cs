using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.Lora;

namespace EmojiGen.ModelEngines;

/// <summary>The LoRAs that a model's weights carry now: those of the last request, taken away when another asks for others.</summary>
sealed class UsedLoras(DiffusionModel model) : IDisposable
{
    LoraStack? stack;
    List<UsedLora> used = [];

    /// <summary>Fuses them into the weights, unless they are in them.</summary>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">One fits no layer of the model.</exception>
    public IReadOnlyList<UsedLora> Use(IReadOnlyList<Lora> asked)
    {
        if (asked.SequenceEqual(used.Select(it => it.Lora))) return used;
        Dispose();
        stack = new LoraStack(model.Networks);
        try
        {
            foreach (var lora in asked)
            {
                using var weights = LoraFile.Read(Path.GetFullPath(lora.File));
                var report = stack.Add(weights, $"{used.Count + 1}: {Path.GetFileNameWithoutExtension(lora.File)}", lora.Weight);
                used.Add(new(lora, report, weights.TriggerPhrase));
            }
            stack.Fuse();
        }
        catch
        {
            Dispose();
            throw;
        }
        return used;
    }

    public void Dispose()
    {
        stack?.Dispose();
        (stack, used) = (null, []);
    }
}
