using EmojiGen.ModelFiles;
using EmojiGen.Models.Generation;
using EmojiGen.Models.T5;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Prompting.Enhancement;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines.Enhancement;

/// <summary>Lets a Flan-T5 write, loaded from a published folder at the first prompt.</summary>
/// <remarks>Chung et al. 2022. It has no turns: instruction and examples stand before the prompt in one text.</remarks>
public sealed class FlanT5Enhancer(string folder, InstructionFile instruction) : IPromptEnhancer
{
    public const string Is = "flan-t5";

    const int MostTokens = 64, LongestText = 512, TopK = 40;
    const double Temperature = 0.7, TopP = 0.9;

    readonly Lazy<(T5ForConditionalGeneration Network, UnigramTokenizer Tokenizer)> model = new(() => Load(folder));

    public string Name => Is;

    public EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default)
    {
        using var chance = new Generator((ulong)request.Seed);
        var ids = new List<int>();
        foreach (var id in model.Value.Network.Generate(Text(request.Prompt), new GenerationOptions(MostTokens, Temperature, TopK, TopP, chance)))
        {
            cancel.ThrowIfCancellationRequested();
            ids.Add(id);
        }
        var answer = model.Value.Tokenizer.Decode(ids);
        return WrittenAdditions.Checked(ids.Count < MostTokens ? answer : WrittenAdditions.Whole(answer), request.Prompt, Is);
    }

    public void Dispose()
    {
        if (model.IsValueCreated) model.Value.Network.Dispose();
    }

    /// <summary>As many examples as the network was trained to read along; the instruction and the prompt always.</summary>
    int[] Text(string prompt)
    {
        for (var told = instruction; ; told = told.Shortened())
        {
            var examples = string.Concat(told.Examples.Select(it => $"Idea: {it.Prompt}. Description: {it.Prompt}, {it.Details}. "));
            var ids = model.Value.Tokenizer.Encode($"{told.Instruction.ReplaceLineEndings(" ")} {examples}Idea: {prompt}. Description:");
            if (ids.Length <= LongestText || told.Examples.Count == 0) return ids;
        }
    }

    static (T5ForConditionalGeneration, UnigramTokenizer) Load(string folder)
    {
        var tokenizer = UnigramTokenizer.Load(folder);
        var network = new T5ForConditionalGeneration(T5Config.Read(Path.Combine(folder, "config.json")));
        try
        {
            using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
            network.LoadPublished(weights.AsWeights(), DType.Float32);
            network.PrepareForInference();
            return (network, tokenizer);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
