using System.Text.Json;

namespace EmojiGen.Models.Tokenizers;

/// <summary>A unigram model inside <c>tokenizer.json</c>.</summary>
static class UnigramFile
{
    /// <param name="model">The field <c>model</c>: vocab, unk_id, byte_fallback.</param>
    /// <exception cref="InvalidDataException">A field is not what it should be.</exception>
    public static UnigramModel Read(ModelConfig model)
    {
        if (model.Raw("vocab") is not { ValueKind: JsonValueKind.Array } vocabulary)
            throw new InvalidDataException(
                $"Tokenizer '{model.Path}': the Unigram model needs vocab, a list of tokens with their scores; fetch the model folder again.");
        var pieces = vocabulary.EnumerateArray()
            .Select(it => it.ValueKind == JsonValueKind.Array && it.GetArrayLength() == 2 && it[0].ValueKind == JsonValueKind.String
            && it[1].ValueKind == JsonValueKind.Number
            ? (it[0].GetString()!, it[1].GetDouble())
            : throw new InvalidDataException($"Tokenizer '{model.Path}': a token of the vocabulary must be text and score, not {it.GetRawText()}."));
        return new UnigramModel([.. pieces], model.Has("unk_id") ? model.Whole("unk_id", 0) : null, model.Flag("byte_fallback", false),
            model.Path);
    }
}
