using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Hub;
using EmojiGen.Models.Lora;

namespace EmojiGen.ModelEngines;

/// <summary>The LoRAs of the last request, which the next one mostly asks for too: they are read once.</summary>
sealed class UsedLoras(DiffusionModel model, ModelLibrary models) : IDisposable
{
    List<UsedLora> used = [];

    /// <summary>Reads them, unless they are those of the last request.</summary>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">One fits no layer of the model.</exception>
    public IReadOnlyList<UsedLora> Use(IReadOnlyList<Lora> asked)
    {
        if (asked.SequenceEqual(used.Select(it => it.Lora))) return used;
        Dispose();
        try
        {
            foreach (var lora in asked)
            {
                var weights = LoraFile.Read(models.FileOf(lora));
                used.Add(Fitting(lora, weights));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        return used;
    }

    UsedLora Fitting(Lora lora, LoraWeights weights)
    {
        try
        {
            var report = model.Fit(weights, $"{used.Count + 1}: {ModelReference.NameOf(lora.Name)}");
            return new(lora, report, weights.TriggerPhrase) { Hash = weights.Hash[..12], Use = new(weights, lora.Weight) };
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var lora in used) lora.Use.Weights.Dispose();
        used = [];
    }
}
