using System.Text.Json.Nodes;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Tests.Reference;

namespace EmojiGen.Tests.Models.Tokenizers;

public class ClipTokenizerTests
{
    static readonly string Small = Repository.File("tests", "Reference", "cases", "tokenizer_clip", "model");
    static readonly ClipTokenizer Tokenizer = ClipTokenizer.Load(Small);

    static string Pieces(ClipTokenizer tokenizer, string text) => string.Join(' ', tokenizer.Ids(text).Select(tokenizer.Token));

    /// <summary>The small tokenizer of the reference case, with changes to its files.</summary>
    static string Copy(TemporaryFolder folder, params (string File, string Content)[] changes)
    {
        foreach (var path in Directory.EnumerateFiles(Small)) File.Copy(path, folder.File(Path.GetFileName(path)), overwrite: true);
        foreach (var (file, content) in changes) File.WriteAllText(folder.File(file), content);
        return folder.Path;
    }

    /// <summary>The small tokenizer as one file, as the tokenizers library writes CLIP's.</summary>
    static string AsTokenizerJson(TemporaryFolder folder)
    {
        var json = new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                new JsonObject { ["id"] = 581, ["content"] = "<|startoftext|>", ["normalized"] = false, ["special"] = true },
                new JsonObject { ["id"] = 582, ["content"] = "<|endoftext|>", ["normalized"] = false, ["special"] = true }),
            ["normalizer"] = JsonNode.Parse(
                """{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]}"""),
            ["pre_tokenizer"] = JsonNode.Parse("""
                {"type": "Sequence", "pretokenizers": [
                    {"type": "Split", "pattern": {"Regex": "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}, "behavior": "Removed", "invert": true},
                    {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}]}
                """),
            ["post_processor"] =
                JsonNode.Parse("""{"type": "RobertaProcessing", "sep": ["<|endoftext|>", 582], "cls": ["<|startoftext|>", 581]}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = "<|endoftext|>",
                ["continuing_subword_prefix"] = "",
                ["end_of_word_suffix"] = "</w>",
                ["vocab"] = JsonNode.Parse(File.ReadAllText(Path.Combine(Small, "vocab.json"))),
                ["merges"] = new JsonArray(
                    [.. File.ReadLines(Path.Combine(Small, "merges.txt")).Skip(1).Where(line => line.Length > 0).Select(line => (JsonNode)new JsonArray([.. line.Split(' ').Select(part => (JsonNode)part)]))]),
            },
        };
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString());
        File.Copy(Path.Combine(Small, "tokenizer_config.json"), folder.File("tokenizer_config.json"));
        return folder.Path;
    }

    [Fact]
    public void One_file_and_vocabulary_with_merges_give_the_same_ids()
    {
        using var folder = new TemporaryFolder();
        var whole = ClipTokenizer.Load(AsTokenizerJson(folder));
        using var reference = ReferenceCase.Open(Path.GetDirectoryName(Small)!);
        foreach (var text in reference.Args.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)
            .Concat(["<|STARTOFTEXT|> <|endoftext|>s", "𝐀𝐁 e\u0301 İ ﬁ", "a\u00A0b\u3000c", "½ ٣ Ⅷ"]))
            whole.Encode(text).ShouldBe(Tokenizer.Encode(text), text);
    }

    [Fact]
    public void Pads_with_what_the_folder_says_and_takes_that_token_out_of_texts()
    {
        // SDXL's second tokenizer: "!" of id 0 is a special token there, and no longer a word's end.
        using var folder = new TemporaryFolder();
        var padded = ClipTokenizer.Load(
            Copy(folder, ("special_tokens_map.json", """{"pad_token": "!", "bos_token": {"content": "<|startoftext|>"}}""")));
        padded.PadId.ShouldBe(0);
        var ids = padded.Encode("cat!", 6);
        ids.ShouldBe([581, 576, 0, 582, 0, 0]);
        Pieces(Tokenizer, "cat!").ShouldBe("cat</w> !</w>");
        Tokenizer.Encode("cat", 6)[4].ShouldBe(582);
    }

    [Fact]
    public void A_configuration_that_lists_added_tokens_counts_before_the_map()
    {
        using var folder = new TemporaryFolder();
        var config = """{"pad_token": "<|endoftext|>", "added_tokens_decoder": {"581": {"content": "<|startoftext|>", "special": true}}}""";
        ClipTokenizer.Load(Copy(folder, ("tokenizer_config.json", config),
            ("special_tokens_map.json", """{"pad_token": "!"}"""))).PadId.ShouldBe(582);
    }

    [Fact]
    public void Long_texts_are_cut_and_still_end()
    {
        var ids = Tokenizer.Encode(string.Join(' ', Enumerable.Repeat("red", 100)));
        ids.Length.ShouldBe(77);
        (ids[0], ids[75], ids[76]).ShouldBe((581, ids[1], 582));
        Tokenizer.Encode("red red", 2).ShouldBe([581, 582]);
        Should.Throw<ArgumentOutOfRangeException>(() => Tokenizer.Encode("red", 1));
    }

    [Theory]
    [InlineData("\uD800cat")] // half a character
    [InlineData("𝐀𝐁")] // letters beyond U+FFFF are one word
    [InlineData("\0\u0001")]
    public void Any_text_has_ids(string text) => Tokenizer.Ids(text).ShouldAllBe(id => id >= 0 && id < Tokenizer.Count);

    [Theory]
    [InlineData("ÉCOLE ÜBER", "école über")]
    [InlineData("ПРИВЕТ ΣΑΣ", "привет σασ")] // letter by letter: no final sigma
    [InlineData("\u0130", "i\u0307")]
    [InlineData("E\u0301", "é")]
    public void Case_and_composition_do_not_matter(string text, string same) => Tokenizer.Ids(text).ShouldBe(Tokenizer.Ids(same));

    [Fact]
    public void Letters_beyond_the_basic_plane_are_one_word()
    {
        Tokenizer.Ids("𝐀𝐁").Select(Tokenizer.Token).Count(token => token!.EndsWith("</w>", StringComparison.Ordinal)).ShouldBe(1);
        Tokenizer.Ids("𝟏𝟐").Select(Tokenizer.Token).Count(token => token!.EndsWith("</w>", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("vocab.json", "{}", "not in the vocabulary of 0")]
    [InlineData("vocab.json", """{"a": "1"}""", "id of 'a'")]
    [InlineData("vocab.json", """{"a": 2000000000}""", "id of 'a'")]
    [InlineData("vocab.json", "[1]", "must be a JSON object")]
    [InlineData("vocab.json", """{"\ud800": 1}""", "not Unicode")]
    [InlineData("merges.txt", "#version: 0.2\ni n g", "merges.txt': a merge must be two tokens")]
    [InlineData("merges.txt", "i q", "'iq' is not in the vocabulary")]
    [InlineData("special_tokens_map.json", """{"pad_token": 7, "eos_token": "<none>"}""", null)]
    [InlineData("tokenizer_config.json", """{"added_tokens_decoder": {"x": {}}}""", "added token 'x'")]
    public void Damaged_files_are_refused_by_name(string file, string content, string? reason)
    {
        using var folder = new TemporaryFolder();
        Copy(folder, (file, content));
        if (reason is null) ClipTokenizer.Load(folder.Path).EndId.ShouldBe(583); // a token of its own, after all others
        else Should.Throw<InvalidDataException>(() => ClipTokenizer.Load(folder.Path)).Message.ShouldContain(reason);
    }

    [Fact]
    public void An_empty_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<FileNotFoundException>(() =>
            ClipTokenizer.Load(folder.Path)).Message.ShouldContain("neither tokenizer.json nor vocab.json");
        File.Copy(Path.Combine(Small, "vocab.json"), folder.File("vocab.json"));
        Should.Throw<FileNotFoundException>(() => ClipTokenizer.Load(folder.Path)).Message.ShouldContain("merges.txt");
    }
}
