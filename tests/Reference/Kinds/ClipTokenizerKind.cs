using EmojiGen.Models.Tokenizers;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Texts through the CLIP tokenizer in <c>model/</c>, each padded to the same length.</summary>
sealed class ClipTokenizerKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        var tokenizer = ClipTokenizer.Load(reference.File("model"));
        string[] texts = [.. reference.Args.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        var length = reference.Args.TryGetProperty("max_length", out var given) ? given.GetInt32() : tokenizer.LongestText;
        long[] ids = [.. texts.SelectMany(text => tokenizer.Encode(text, length)).Select(id => (long)id)];
        return [ReferenceOutput.Of("input_ids", [texts.Length, length], ids)];
    }
}
