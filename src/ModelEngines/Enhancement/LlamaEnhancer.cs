using EmojiGen.Language.ChatTemplates;
using EmojiGen.Models.Generation;
using EmojiGen.Models.Llama;
using EmojiGen.Prompting.Enhancement;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines.Enhancement;

/// <summary>Lets a LLaMA write, loaded from a folder or a GGUF file at the first prompt.</summary>
/// <remarks>The way of Style Tailoring (Sinha et al. 2023, section 3.3): an instruction, several re-phrasings as examples, then
/// improvisation.</remarks>
public sealed class LlamaEnhancer(string path, InstructionFile instruction) : IPromptEnhancer
{
    public const string Is = "llama";

    /// <summary>A line of details is shorter.</summary>
    const int MostTokens = 64;

    const double Temperature = 0.7, TopP = 0.9;
    const int TopK = 40;

    readonly Lazy<ChatModel> model = new(() => Prepared(path));

    public string Name => Is;

    public EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default)
    {
        ChatMessage[] turns =
        [
            new("system", instruction.Instruction),
            .. instruction.Examples.SelectMany(it => new[] { new ChatMessage("user", it.Prompt), new("assistant", $"{it.Prompt}, {it.Details}") }),
            new("user", request.Prompt),
        ];
        using var chance = new Generator((ulong)request.Seed);
        var (answer, parts) = ("", 0);
        foreach (var part in model.Value.Answer(turns, new GenerationOptions(MostTokens, Temperature, TopK, TopP, chance)))
        {
            cancel.ThrowIfCancellationRequested();
            answer += part;
            parts++;
            if (answer.TrimStart().Contains('\n')) break; // one line was asked for
        }
        // A part is a token, but for characters of several.
        if (parts > MostTokens - 4) answer = WrittenAdditions.Whole(answer);
        return WrittenAdditions.Checked(answer, request.Prompt, Is);
    }

    public void Dispose()
    {
        if (model.IsValueCreated) model.Value.Dispose();
    }

    static ChatModel Prepared(string path)
    {
        var loaded = ChatModel.Load(path);
        loaded.Network.PrepareForInference();
        return loaded;
    }
}
