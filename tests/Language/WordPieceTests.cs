using EmojiGen.Language;
using EmojiGen.Tests.Reference;

namespace EmojiGen.Tests.Language;

public class WordPieceTests
{
    static readonly WordPieceTokenizer published = WordPieceTokenizer.Load(Repository.File("models", "all-MiniLM-L6-v2"));

    static WordPieceTokenizer Of(WordPieceConfig config, params string[] pieces) =>
        new(new WordPieceVocabulary(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', pieces)), "test"), config, "test");

    static string Pieces(WordPieceTokenizer tokenizer, string text, int maximum = 512) =>
        string.Join(' ', tokenizer.Pieces(tokenizer.Encode(text, maximum)));

    [Fact]
    public void Texts_have_the_ids_of_the_published_tokenizer()
    {
        // transformers 5.23.0, tokenizers library behind it
        using var reference = ReferenceCase.Open(Repository.File("tests", "Reference", "cases", "minilm_sentence"));
        var texts = reference.Args.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!).ToArray();
        var maximum = reference.Args.GetProperty("max_length").GetInt32();
        var (ids, mask) = (reference.Io.ReadIntegers("out.input_ids"), reference.Io.ReadIntegers("out.attention_mask"));
        var width = (int)reference.Io["out.input_ids"].Shape[1];
        for (var i = 0; i < texts.Length; i++)
        {
            var length = mask.AsSpan(i * width, width).Count(1L);
            published.Encode(texts[i], maximum).Select(id => (long)id).ShouldBe(ids[(i * width)..((i * width) + length)], texts[i]);
        }
    }

    // From the tests that the BERT repository and the tokenizers library publish for their basic tokenizer and WordPiece.
    [Theory]
    [InlineData("UNwant\u00E9d,running", "[CLS] un ##want ##ed , runn ##ing [SEP]")]
    [InlineData("unwantedX running", "[CLS] [UNK] runn ##ing [SEP]")]
    [InlineData("", "[CLS] [SEP]")]
    public void Words_split_into_the_longest_pieces(string text, string pieces) =>
        Pieces(Of(new(), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "want", "##want", "##ed", "wa", "un", "runn", "##ing", ","), text)
            .ShouldBe(pieces);

    [Theory]
    [InlineData("ah\u535A\u63A8zz", "[CLS] ah 博 推 zz [SEP]")]
    [InlineData(" \tHeLLo!how  \n Are yoU?  ", "[CLS] hello ! how are you ? [SEP]")]
    [InlineData("H\u00E9llo", "[CLS] hello [SEP]")]
    [InlineData("He\u0301llo", "[CLS] hello [SEP]")]
    [InlineData("hel\u0000lo\u200D\uFFFD\u00AD\uE000", "[CLS] hello [SEP]")]
    [InlineData("\u1E9E\u0130", "[CLS] ßi [SEP]")]
    [InlineData("한", "[CLS] 한 [SEP]")]
    [InlineData("\uF900", "[CLS] 豈 [SEP]")]
    [InlineData("how\u00A0are\u3000you", "[CLS] how are you [SEP]")]
    [InlineData("a[MASK]b [mask]", "[CLS] a [MASK] b [UNK] mask [UNK] [SEP]")]
    public void Text_is_cleaned_lowered_and_split(string text, string pieces) =>
        Pieces(Of(new(), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "mask", "a", "b", "!", "?", "hello", "how", "are", "you", "ah", "博",
            "推", "zz", "ßi", "\u1112\u1161\u11AB", "豈".Replace('豈', '\u8C48')), text)
            .ShouldBe(pieces.Replace("한", "\u1112\u1161\u11AB", StringComparison.Ordinal).Replace('豈', '\u8C48'));

    [Fact]
    public void A_cased_model_keeps_case_and_accents()
    {
        var cased = Of(new(DoLowerCase: false), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "Héllo", "博推");
        Pieces(cased, "Héllo").ShouldBe("[CLS] Héllo [SEP]");
        Pieces(cased, "héllo").ShouldBe("[CLS] [UNK] [SEP]");
        Pieces(Of(new(TokenizeChineseChars: false), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "博推"), "博推").ShouldBe("[CLS] 博推 [SEP]");
        Pieces(Of(new(StripAccents: false), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "héllo", "i\u0307"), "HÉLLO \u0130")
            .ShouldBe("[CLS] héllo i\u0307 [SEP]");
    }

    [Fact]
    public void A_word_of_100_letters_is_split_and_one_of_101_is_unknown()
    {
        var tokenizer = Of(new(), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "é", "##é");
        var cased = Of(new(StripAccents: false), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "é", "##é");
        cased.Encode(new string('é', 100)).Length.ShouldBe(102);
        Pieces(cased, new string('é', 101)).ShouldBe("[CLS] [UNK] [SEP]");
        Pieces(cased, new string('é', 100_000)).ShouldBe("[CLS] [UNK] [SEP]");
        Pieces(tokenizer, "é").ShouldBe("[CLS] [UNK] [SEP]");
    }

    [Fact]
    public void A_long_text_is_cut_before_its_last_separator()
    {
        var tokenizer = Of(new(), "[PAD]", "[UNK]", "[CLS]", "[SEP]", "a");
        Pieces(tokenizer, "a a a a", 4).ShouldBe("[CLS] a a [SEP]");
        Pieces(tokenizer, "a a a a", 2).ShouldBe("[CLS] [SEP]");
        Pieces(tokenizer, "a a", 4).ShouldBe("[CLS] a a [SEP]");
    }

    [Fact]
    public void Every_piece_of_the_published_vocabulary_is_found_under_its_line_number()
    {
        var lines = File.ReadAllLines(Repository.File("models", "all-MiniLM-L6-v2", "vocab.txt"));
        published.Count.ShouldBe(lines.Length);
        var ids = Enumerable.Range(0, lines.Length).ToArray();
        published.Pieces(ids).ShouldBe(lines);
        var vocabulary = new WordPieceVocabulary(File.ReadAllBytes(Repository.File("models", "all-MiniLM-L6-v2", "vocab.txt")), "test");
        lines.Select(vocabulary.Find).ShouldBe(ids);
    }

    [Fact]
    public void A_vocabulary_without_its_special_tokens_is_refused()
    {
        Should.Throw<InvalidDataException>(() => Of(new(), "a", "b")).Message.ShouldContain("[UNK]");
        using var folder = new TemporaryFolder();
        Should.Throw<FileNotFoundException>(() => WordPieceTokenizer.Load(folder.Path)).Message.ShouldContain("vocab.txt");
        File.WriteAllBytes(folder.File("vocab.txt"), new byte[1000]);
        Should.Throw<InvalidDataException>(() => WordPieceTokenizer.Load(folder.Path)).Message.ShouldContain("longer than 255");
    }
}
