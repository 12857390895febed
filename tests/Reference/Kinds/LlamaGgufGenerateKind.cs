using EmojiGen.Language.ChatTemplates;
using EmojiGen.Models.Generation;
using EmojiGen.Models.Llama;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Conversations through template, tokenizer and network of a GGUF file, answered with the likeliest token always.</summary>
sealed class LlamaGgufGenerateKind : IReferenceKind
{
    const long Padding = -1;

    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var model = ChatModel.Load(GgufModel.PathOf(reference));
        model.Network.PrepareForInference();
        var (most, top) = (reference.Args.GetProperty("max_new_tokens").GetInt32(), reference.Args.GetProperty("top_k").GetInt32());
        List<long[]> inputs = [], answers = [], best = [];
        List<float[]> logits = [];
        foreach (var prompt in reference.Args.GetProperty("prompts").EnumerateArray())
        {
            ChatMessage[] messages = [.. prompt.GetProperty("messages").EnumerateArray().Select(it =>
                new ChatMessage(it.GetProperty("role").GetString()!, it.GetProperty("content").GetString()!))];
            Same(prompt.GetProperty("rendered").GetString()!, model.Rendered(messages));
            var ids = model.Ids(messages);
            inputs.Add([.. ids.Select(id => (long)id)]);
            var options = new GenerationOptions(most);
            int[] answer = [.. model.Network.GenerateBatch(Tensor.From(inputs[^1], 1, ids.Length), options).Select(step => step[0])];
            answers.Add([.. answer.Select(id => (long)id)]);
            Same(prompt.GetProperty("continuation").GetString()!, string.Concat(model.Answer(messages, options)));
            var (values, places) = model.Network.Forward(Tensor.From(inputs[^1], 1, ids.Length)).Slice(1, -1).TopK(top);
            logits.Add(values.ToArray<float>());
            best.Add(places.ToArray<long>());
        }
        return [Rows("input_ids", inputs), Rows("sequences", answers), Rows("top_ids", best),
            ReferenceOutput.Of("top_logits", [logits.Count, top], [.. logits.SelectMany(row => row)])];
    }

    static ReferenceOutput Rows(string name, List<long[]> rows)
    {
        var longest = rows.Max(row => row.Length);
        return ReferenceOutput.Of(name, [rows.Count, longest],
            [.. rows.SelectMany(row => row.Concat(Enumerable.Repeat(Padding, longest - row.Length)))]);
    }

    static void Same(string expected, string got)
    {
        if (got != expected) throw new InvalidDataException($"'{expected}' expected, got '{got}'");
    }
}
