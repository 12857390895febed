using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Generation;
using EmojiGen.Hub;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines;

/// <summary>What goes to the hub beside a LoRA: the same under the names that web UIs know, what it drew, and what its card says.</summary>
public static class LoraPublication
{
    /// <summary>Pictures of a card; the last are the best.</summary>
    const int MostSamples = 2;

    /// <param name="folder">Whose LoRA is pushed.</param>
    /// <param name="name">On the hub.</param>
    /// <param name="models">Where the model that it was made for is looked for.</param>
    /// <returns>Null where the folder has no LoRA.</returns>
    /// <exception cref="IOException">The LoRA is damaged.</exception>
    /// <exception cref="InvalidDataException">It is of a kind that is not known here.</exception>
    public static PushExtras? Of(string folder, HubName name, ModelLibrary models)
    {
        if (File.Exists(Path.Combine(folder, HubSelection.Index)) || LoraFile.In(folder) is not { } file) return null;
        using var scope = new TensorScope();
        using var lora = LoraFile.Read(file);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var samples = Samples(folder, lora.TriggerPhrase).ToArray();
        foreach (var (path, prompt) in samples) files[NameOf(path)] = File.ReadAllBytes(path);
        var forWebUis = $"{name.Repository.Split('/')[^1]}-kohya.safetensors";
        if (ForWebUis(lora) is { } bytes) files[forWebUis] = bytes;
        var parent = lora.BaseModel is { } written ? ModelReference.NameOf(written) : null;
        return new PushExtras
        {
            Files = files,
            Card = new CardFacts
            {
                IsAdapter = true,
                BaseModel = parent,
                TriggerPhrase = lora.TriggerPhrase,
                License = parent is null ? null : LicenseOf(parent, models),
                Samples = [.. samples.Select(it => new CardPicture(NameOf(it.Path), it.Prompt))],
                WebUiFile = files.ContainsKey(forWebUis) ? forWebUis : null,
            },
        };
    }

    static string NameOf(string picture) => $"samples/{Path.GetFileName(picture)}";

    /// <summary>The last pictures of the run's validations.</summary>
    static IEnumerable<(string Path, string Prompt)> Samples(string folder, string? triggerPhrase)
    {
        var validation = Path.Combine(folder, "validation");
        if (!Directory.Exists(validation)) return [];
        var prompt = ModelConfig.ReadIfAny(Path.Combine(folder, "fine-tune.json"))?.Section("settings")?.TextOrNull("validation-prompt");
        return Directory.EnumerateFiles(validation, "step-*.png").OrderDescending(StringComparer.Ordinal).Take(MostSamples)
            .Select(it => (it, prompt ?? triggerPhrase ?? "emoji"));
    }

    /// <returns>Null of a LoRA for a model that web UIs do not run.</returns>
    static byte[]? ForWebUis(LoraWeights lora)
    {
        if (NetworkOutlines.Fitting(lora) is not { } networks) return null;
        var beside = Path.Combine(Path.GetTempPath(), $"emojigen-{Path.GetRandomFileName()}.safetensors");
        try
        {
            LoraExport.Write(beside, lora, networks, LoraFormat.Kohya);
            return File.ReadAllBytes(beside);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    static string? LicenseOf(string model, ModelLibrary models)
    {
        try
        {
            var license = ModelCredit.Of(model, models.Diffusion(model).Path).Spdx;
            return license == "NOASSERTION" ? null : license;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            return null; // the model is not here any more
        }
    }
}
