using EmojiGen.Models.Tokenizers;

namespace EmojiGen.Tests.Models.Tokenizers;

public class UnigramTokenizerTests
{
    static readonly string small = Repository.File("tests", "Reference", "cases", "tokenizer_t5", "model");
    static readonly UnigramTokenizer Tokenizer = UnigramTokenizer.Load(small);

    /// <summary>As SentencePiece's example: pieces and scores, their ids in order.</summary>
    static UnigramModel Model(int? unknown, params (string, double)[] pieces) => new(pieces, unknown, byteFallback: true, "test");

    static int[] Ids(UnigramModel model, string text)
    {
        List<int> ids = [];
        model.Encode(text, ids);
        return [.. ids];
    }

    // The example of the tokenizers library's own documentation of its unigram model, and variations.
    [Theory]
    [InlineData("abcdacdxx", new[] { 8, 1, 5, 0 })]
    [InlineData("", new int[0])]
    [InlineData("xxaxx", new[] { 0, 1, 0 })] // unknown in a row are one
    [InlineData("ab", new[] { 6 })]
    public void The_likeliest_pieces_are_taken(string text, int[] ids) => Ids(
        Model(0, ("<unk>", 0), ("a", 0), ("b", 0), ("c", 0), ("d", 0), ("cd", 1), ("ab", 2), ("abc", 5), ("abcd", 10)), text).ShouldBe(ids);

    [Fact]
    public void Unknown_characters_are_spelled_in_bytes_where_there_are_pieces_for_them()
    {
        var model = Model(0, [("<unk>", 0), ("a", -1), .. new byte[] { 0xC3, 0xA9 }.Select(value => ($"<0x{value:X2}>", -5.0))]);
        Ids(model, "aé").ShouldBe([1, 2, 3]);
        Ids(model, "aü").ShouldBe([1, 0]); // C3 BC: one is missing
        Should.Throw<InvalidDataException>(() => Ids(Model(null, ("a", 0)), "b")).Message.ShouldContain("no unknown token");
    }

    [Fact]
    public void Texts_are_cut_before_their_end_token_and_padded()
    {
        Tokenizer.Encode("red red red", 3)[2].ShouldBe(Tokenizer.EndId);
        Tokenizer.Encode("red", 1).ShouldBe([Tokenizer.EndId]);
        var padded = Tokenizer.Encode("red", 10, pad: true);
        padded.Length.ShouldBe(10);
        padded[9].ShouldBe(Tokenizer.PadId);
        Tokenizer.Encode("red", 10).Length.ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData("a cat riding a skateboard")]
    [InlineData("naïve café Zürich 🐱")]
    public void Ids_become_text_again(string text) => Tokenizer.Decode(Tokenizer.Encode(text, 100, pad: true)).ShouldBe(text);

    [Fact]
    public void A_model_file_gives_the_ids_that_its_scores_ask_for()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("spiece.model"),
            SentencePiece.File([("<pad>", 0, 3), ("</s>", 0, 3), ("<unk>", 0, 2), ("▁a", -1, 1), ("▁", -2, 1), ("a", -2, 1), ("b", -2.5f, 1), ("ab", -3, 1)]));
        var tokenizer = UnigramTokenizer.Load(folder.Path);
        tokenizer.Encode("  a  ab  ").ShouldBe([3, 3, 6, 1]); // ▁a (-1) and b (-2.5) before ▁ (-2) and ab (-3)
        tokenizer.Encode("").ShouldBe([1]);
        tokenizer.Encode("<extra_id_0>a<extra_id_99>").ShouldBe([107, 3, 8, 1]); // 8 pieces, then 99 to 0
        (tokenizer.Count, tokenizer.PadId, tokenizer.EndId).ShouldBe((108, 0, 1));
        tokenizer.Decode([3, 3, 6, 1, 0]).ShouldBe("a ab");
    }

    [Fact]
    public void The_table_of_characters_replaces_the_shortest_that_it_has()
    {
        // A double array by hand: 'A' -> "a", "B\u0301" (42 CC 81) -> "x".
        var table = new CharacterTable();
        table.Add("A", "a");
        table.Add("B\u0301", "x");
        var characters = new PrecompiledCharacters(table.Build(), "test");
        characters.Normalise("AB\u0301B C").ShouldBe("axB C");
        characters.Normalise("A\u0301").ShouldBe("a"); // one cluster, whose beginning is in the table
        characters.Normalise("").ShouldBe("");
        Should.Throw<InvalidDataException>(() => new PrecompiledCharacters([4, 0, 0], "test")).Message.ShouldContain("table of characters");
        Should.Throw<InvalidDataException>(() => new PrecompiledCharacters([255, 0, 0, 0, 1], "test"));
    }

    [Theory]
    [InlineData("""{"model": {"type": "BPE"}}""", "Unigram is expected")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": {}}}""", "a list of tokens")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a"]]}}""", "text and score")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a", 1]], "unk_id": 1}}""", "unk_id 1")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": []}}""", "empty vocabulary")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a", 1]]}, "normalizer": {"type": "Magic"}}""", "normalizer 'Magic'")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a", 1]]}, "pre_tokenizer": {"type": "Magic"}}""", "pre-tokenizer 'Magic'")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a", 1]]}, "post_processor": {"type": "Magic"}}""", "post-processor 'Magic'")]
    [InlineData("""{"model": {"type": "Unigram", "vocab": [["a", 1]]}, "normalizer": {"type": "Replace", "pattern": {"Regex": "("}}}""",
        "no regular expression")]
    [InlineData(
        """{"model": {"type": "Unigram", "vocab": [["a", 1]]}, "normalizer": {"type": "Precompiled", "precompiled_charsmap": "?"}}""", "not base64")]
    [InlineData("{}", "no model")]
    public void Damaged_files_are_refused_with_what_is_wrong(string json, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("tokenizer.json"), json);
        var error = Should.Throw<InvalidDataException>(() => UnigramTokenizer.Load(folder.Path)).Message;
        error.ShouldContain(reason);
        error.ShouldContain("tokenizer.json");
    }
}
