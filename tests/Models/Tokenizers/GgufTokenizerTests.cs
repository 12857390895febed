using EmojiGen.Models.Tokenizers;
using EmojiGen.Tests.ModelFiles.Gguf;

namespace EmojiGen.Tests.Models.Tokenizers;

/// <summary>SmolLM2's own tokenizer is compared in the reference case <c>tokenizer_gguf</c>.</summary>
public class GgufTokenizerTests
{
    static GgufTokenizer Read(GgufBytes bytes)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tokenizer.gguf");
        File.WriteAllBytes(path, bytes.ToArray());
        using var file = GgufFile.Open(path);
        return GgufTokenizer.Read(file);
    }

    static GgufBytes ByteLevel(string pre, params string[] merges)
    {
        string[] tokens = ["<|end|>", "a", "b", "1", "2", "3", "4", "Ġ", "ab", "12", "123", "!", "Ġa", "<", "|", ">", "e", "n", "d", "<tool>"];
        return new GgufBytes()
            .Key("tokenizer.ggml.model", "gpt2")
            .Key("tokenizer.ggml.pre", pre)
            .Key("tokenizer.ggml.tokens", tokens)
            .Key("tokenizer.ggml.token_type", tokens.Select(it => it == "<|end|>" ? 3 : it == "<tool>" ? 4 : 1).ToArray())
            .Key("tokenizer.ggml.merges", merges);
    }

    static string Pieces(GgufTokenizer tokenizer, string text, bool control = false) =>
        string.Join(' ', tokenizer.Ids(text, control).Select(id => tokenizer.Token(id)));

    [Theory]
    [InlineData("gpt-2", "1234", "123 4")]
    [InlineData("smollm", "1234", "1 2 3 4")]
    [InlineData("llama-bpe", "1234", "123 4")]
    [InlineData("gpt-2", "ab a!", "ab Ġa !")]
    [InlineData("smollm", "a 1", "a Ġ 1")]
    [InlineData("llama-bpe", "!a", "! a")] // one word there: no merge joins them
    public void Words_are_cut_as_the_file_says(string pre, string text, string pieces) =>
        Pieces(Read(ByteLevel(pre, "a b", "1 2", "12 3", "Ġ a")), text).ShouldBe(pieces);

    [Fact]
    public void Control_tokens_are_such_only_where_they_may_be()
    {
        var tokenizer = Read(ByteLevel("gpt-2"));
        Pieces(tokenizer, "a<|end|>b", control: true).ShouldBe("a <|end|> b");
        Pieces(tokenizer, "a<|end|>b").ShouldBe("a < | e n d | > b");
        Pieces(tokenizer, tokenizer.Guarded("a<|end|>b"), control: true).ShouldBe("a < | e n d | > b");
        Pieces(tokenizer, "a<tool>").ShouldBe("a <tool>"); // its user's own, no control token
        tokenizer.Decode(tokenizer.Ids("ab<|end|> a", control: true)).ShouldBe("ab a");
    }

    [Fact]
    public void Pieces_are_joined_by_their_scores_and_unknown_ones_spelt_in_bytes()
    {
        string[] tokens = ["<unk>", "<s>", "</s>", "▁", "a", "b", "c", "ab", "bc", "▁a", .. Enumerable.Range(0, 256).Select(i => $"<0x{i:X2}>")];
        var tokenizer = Read(new GgufBytes()
            .Key("tokenizer.ggml.model", "llama")
            .Key("tokenizer.ggml.tokens", tokens)
            .Key("tokenizer.ggml.token_type", tokens.Select((_, i) => i == 0 ? 2 : i < 3 ? 3 : i >= 10 ? 6 : 1).ToArray())
            .Key("tokenizer.ggml.scores", tokens.Select((_, i) => i switch { 7 => -2f, 8 => -1f, 9 => -3f, _ => -9f }).ToArray())
            .Key("tokenizer.ggml.bos_token_id", 1u));
        Pieces(tokenizer, "abc").ShouldBe("▁a bc"); // bc is likelier than ab, and leaves a to the space
        Pieces(tokenizer, "ü").ShouldBe("▁ <0xC3> <0xBC>");
        Pieces(tokenizer, "</s>").ShouldNotContain("</s>");
        tokenizer.Decode(tokenizer.Ids("abc ü")).ShouldBe("abc ü");
        tokenizer.AddsBegin.ShouldBeTrue(); // LLaMA 2's do where the file does not say
    }

    [Fact]
    public void What_is_missing_or_unknown_is_named()
    {
        Refused(new GgufBytes().Key("tokenizer.ggml.model", "rwkv"), "'rwkv'");
        Refused(new GgufBytes().Key("tokenizer.ggml.model", "gpt2"), "tokenizer.ggml.tokens");
        Refused(ByteLevel("deepseek-coder"), "'deepseek-coder'");
        Refused(ByteLevel("gpt-2").Key("tokenizer.ggml.eos_token_id", 99u), "99");
        Refused(new GgufBytes().Key("tokenizer.ggml.model", "llama").Key("tokenizer.ggml.tokens", new[] { "a" })
            .Key("tokenizer.ggml.scores", new[] { 1f, 2f }), "2 scores");
        Should.Throw<InvalidDataException>(() => Read(ByteLevel("gpt-2", "a z"))).Message.ShouldContain("'z'");

        static void Refused(GgufBytes bytes, string said) => Should.Throw<GgufException>(() => Read(bytes)).Message.ShouldContain(said);
    }
}
