using System.Text.Json.Nodes;
using EmojiGen.Models.Tokenizers;

namespace EmojiGen.Tests.Models.Tokenizers;

public class BytePairTokenizerTests
{
    // LLaMA 3's pattern, as its tokenizer.json has it.
    const string Llama3Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>A byte-level tokenizer in LLaMA 3's form: all bytes, and a few merges.</summary>
    static string Llama3(TemporaryFolder folder, params (string Left, string Right)[] merges)
    {
        var vocabulary = new JsonObject();
        foreach (var character in ByteLevel.Alphabet) vocabulary[character.ToString()] = vocabulary.Count;
        foreach (var (left, right) in merges) vocabulary[left + right] = vocabulary.Count;
        vocabulary["Ġwhole"] = vocabulary.Count; // no merges lead here
        var json = new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                new JsonObject { ["id"] = 1000, ["content"] = "<|begin_of_text|>", ["normalized"] = false, ["special"] = true },
                new JsonObject { ["id"] = 1001, ["content"] = "<|eot_id|>", ["normalized"] = false, ["special"] = true }),
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Split",
                        ["pattern"] = new JsonObject { ["Regex"] = Llama3Pattern },
                        ["behavior"] = "Isolated",
                        ["invert"] = false
                    },
                    new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = false }),
            },
            ["post_processor"] = JsonNode.Parse("""
                {"type": "Sequence", "processors": [{"type": "ByteLevel"}, {"type": "TemplateProcessing",
                    "single": [{"SpecialToken": {"id": "<|begin_of_text|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                    "special_tokens": {"<|begin_of_text|>": {"id": "<|begin_of_text|>", "ids": [1000], "tokens": ["<|begin_of_text|>"]}}}]}
                """),
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["ignore_merges"] = true,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(it => (JsonNode)$"{it.Left} {it.Right}")])
            },
        };
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString());
        return folder.Path;
    }

    static string Pieces(BytePairTokenizer tokenizer, string text) => string.Join('|', tokenizer.Ids(text).Select(tokenizer.Token));

    [Fact]
    public void Pairs_are_joined_in_the_order_of_their_ranks()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = BytePairTokenizer.Load(Llama3(folder, ("b", "c"), ("a", "b"), ("a", "bc"), ("Ġ", "a")));
        Pieces(tokenizer, "abc").ShouldBe("abc"); // bc first, then a with it
        Pieces(tokenizer, "abab").ShouldBe("ab|ab");
        Pieces(tokenizer, " abb").ShouldBe("Ġ|ab|b"); // (a b) ranks before (Ġ a)
        Pieces(tokenizer, "x whole").ShouldBe("x|Ġwhole");
        Pieces(tokenizer, "xwhole").ShouldBe("x|w|h|o|l|e");
    }

    [Fact]
    public void Texts_begin_with_the_templates_token_and_special_tokens_are_kept_whole()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = BytePairTokenizer.Load(Llama3(folder));
        tokenizer.Encode("a<|eot_id|>").ShouldBe([1000, 97, 1001]);
        tokenizer.Encode("abc", 2).ShouldBe([1000, 97]);
        tokenizer.Decode(tokenizer.Encode("a<|eot_id|>b")).ShouldBe("ab");
        (tokenizer.Find("<|eot_id|>"), tokenizer.Count).ShouldBe((1001, 1002));
    }

    // By hand from the pattern: up to three digits, a space goes with the word after it, line ends with the marks before them.
    [Theory]
    [InlineData("Hello world's 12345 days", "Hello|Ġworld|'s|Ġ|123|45|Ġdays")]
    [InlineData("WE'LL  go!\n\n x", "WE|'LL|Ġ|Ġgo|!ĊĊ|Ġx")]
    [InlineData("a   \n b  ", "a|ĠĠĠĊ|Ġb|ĠĠ")]
    public void Words_are_split_by_the_pattern(string text, string words)
    {
        // Every word is a token of its own, and nothing else is more than a byte.
        using var folder = new TemporaryFolder();
        Llama3(folder);
        var json = JsonNode.Parse(File.ReadAllText(folder.File("tokenizer.json")))!;
        foreach (var word in words.Split('|').Where(word => word.Length > 1).Distinct())
            json["model"]!["vocab"]![word] = json["model"]!["vocab"]!.AsObject().Count;
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString());
        Pieces(BytePairTokenizer.Load(folder.Path), text).ShouldBe(words);
    }

    [Theory]
    [InlineData("naïve 🐱 日本語\n\ttabs")]
    [InlineData("  spaces  ")]
    [InlineData("")]
    public void Ids_become_the_very_text_again(string text)
    {
        using var folder = new TemporaryFolder();
        var tokenizer = BytePairTokenizer.Load(Llama3(folder, ("Ġ", "s")));
        tokenizer.Decode(tokenizer.Encode(text)).ShouldBe(text);
    }

    [Fact]
    public void SentencePiece_joins_the_likeliest_pair_and_spells_the_rest_in_bytes()
    {
        using var folder = new TemporaryFolder();
        (string, float, int)[] pieces =
        [
            ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3),
            .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, 6)),
            ("▁a", 0, 1), ("bc", -1, 1), ("▁abc", -2, 1), ("ab", -3, 1), ("▁", -4, 1), ("a", -5, 1), ("b", -6, 1), ("c", -7, 1),
        ];
        File.WriteAllBytes(folder.File("tokenizer.model"), SentencePiece.File(pieces, kind: 2, byteFallback: true, removeSpaces: false));
        var tokenizer = BytePairTokenizer.Load(folder.Path);
        tokenizer.Encode("abc").ShouldBe([1, 261]);
        Pieces(tokenizer, "ab ab").ShouldBe("▁a|b|▁a|b"); // (▁ a) is likelier than (a b)
        Pieces(tokenizer, "cab").ShouldBe("▁|c|ab");
        Pieces(tokenizer, "é").ShouldBe("▁|<0xC3>|<0xA9>");
        tokenizer.Decode(tokenizer.Encode("abc é  a</s>")).ShouldBe("abc é  a");
        File.WriteAllText(folder.File("tokenizer_config.json"), """{"add_bos_token": false, "add_eos_token": true}""");
        BytePairTokenizer.Load(folder.Path).Encode("abc").ShouldBe([261, 2]);
    }

    [Fact]
    public void LLaMA_2_in_one_file_gives_the_ids_of_its_model_file()
    {
        using TemporaryFolder one = new(), other = new();
        (string Text, float Score, int Type)[] pieces =
        [
            ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", 0f, 6)),
            ("▁t", 0, 1), ("er", -1, 1), ("in", -2, 1), ("▁ter", -3, 1), ("▁", -4, 1), ("t", -5, 1), ("e", -6, 1), ("r", -7, 1),
                ("i", -8, 1), ("n", -9, 1),
        ];
        File.WriteAllBytes(one.File("tokenizer.model"), SentencePiece.File(pieces, kind: 2, byteFallback: true, removeSpaces: false));
        var vocabulary = new JsonObject();
        foreach (var (text, _, _) in pieces) vocabulary[text] = vocabulary.Count;
        File.WriteAllText(other.File("tokenizer.json"), new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                [.. pieces.Take(3).Select((piece, id) => (JsonNode)new JsonObject { ["id"] = id, ["content"] = piece.Text, ["special"] = true, ["normalized"] = false })]),
            ["normalizer"] = JsonNode.Parse(
                """{"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}"""),
            ["post_processor"] = JsonNode.Parse(
                """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}], "special_tokens": {"<s>": {"id": "<s>", "ids": [1]}}}"""),
            ["decoder"] = JsonNode.Parse(
                """{"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<unk>",
                ["fuse_unk"] = true,
                ["byte_fallback"] = true,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray("▁ t", "e r", "i n", "▁t er"),
            },
        }.ToJsonString());
        var (model, json) = (BytePairTokenizer.Load(one.Path), BytePairTokenizer.Load(other.Path));
        foreach (var text in new[] { "in term", "ter  ter", "", "té<s>in", "tin 🐱", "interer" })
        {
            json.Encode(text).ShouldBe(model.Encode(text), text);
            json.Decode(json.Encode(text)).ShouldBe(model.Decode(model.Encode(text)));
        }
    }

    [Fact]
    public void Long_texts_take_no_more_than_their_length()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = BytePairTokenizer.Load(Llama3(folder, ("a", "a"), ("aa", "aa")));
        tokenizer.Ids(new string('a', 200_000)).Length.ShouldBe(50_000); // quadratic would not end
    }

    [Fact]
    public void Files_of_another_kind_are_refused()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<FileNotFoundException>(() => BytePairTokenizer.Load(folder.Path)).Message.ShouldContain("neither tokenizer.json");
        File.WriteAllBytes(folder.File("tokenizer.model"), SentencePiece.File([("a", 0, 1)]));
        Should.Throw<InvalidDataException>(() => BytePairTokenizer.Load(folder.Path)).Message.ShouldContain("unigram");
        File.WriteAllBytes(folder.File("tokenizer.model"), [1, 2, 3]);
        Should.Throw<InvalidDataException>(() => BytePairTokenizer.Load(folder.Path)).Message.ShouldContain("tokenizer.model");
    }
}
