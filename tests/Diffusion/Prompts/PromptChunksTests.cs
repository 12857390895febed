using EmojiGen.Diffusion.Prompts;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Prompts;

public class PromptChunksTests
{
    static readonly ClipTokenizer tokenizer = ClipTokenizer.Load(Repository.File("tests", "Reference", "cases", "tokenizer_clip", "model"));

    static readonly int Red = tokenizer.Ids("red")[0], Comma = tokenizer.Ids(",")[0];

    static string Reds(int count) => string.Join(' ', Enumerable.Repeat("red", count));

    static int[] Text(PromptChunk chunk) => chunk.Ids[1..Array.IndexOf(chunk.Ids, tokenizer.EndId)];

    [Theory]
    [InlineData("a cat, riding a skateboard!")]
    [InlineData("")]
    [InlineData("time: 10:30 :)")]
    public void A_short_prompt_is_as_the_tokenizer_has_it(string prompt)
    {
        var chunks = PromptChunks.Of(tokenizer, prompt);
        chunks.Count.ShouldBe(1);
        chunks[0].Ids.ShouldBe(tokenizer.Encode(prompt));
        chunks[0].IsWeighted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(75, 1)]
    [InlineData(76, 2)]
    [InlineData(150, 2)]
    [InlineData(151, 3)]
    public void A_window_holds_75_tokens(int words, int windows)
    {
        var chunks = PromptChunks.Of(tokenizer, Reds(words));
        chunks.Count.ShouldBe(windows);
        Enumerable.Range(0, windows).Sum(i => Text(chunks[i]).Length).ShouldBe(words);
        for (var i = 0; i < windows; i++) chunks[i].Ids.Length.ShouldBe(77);
    }

    [Fact]
    public void A_phrase_is_not_cut_where_a_comma_is_near()
    {
        // 60 words and a comma, then 20 words: the window ends at the comma, 14 words go on to the next.
        var near = PromptChunks.Of(tokenizer, $"{Reds(60)}, {Reds(20)}");
        (Text(near[0]).Length, Text(near[1]).Length).ShouldBe((61, 20));
        Text(near[0])[^1].ShouldBe(Comma);
        // 40 words before the comma: it lies further back than 20 tokens.
        var far = PromptChunks.Of(tokenizer, $"{Reds(40)}, {Reds(40)}");
        (Text(far[0]).Length, Text(far[1]).Length).ShouldBe((75, 6));
        // A comma as the 76th token itself moves nothing.
        var at = PromptChunks.Of(tokenizer, $"{Reds(70)}, {Reds(4)}, {Reds(3)}");
        (Text(at[0]).Length, Text(at[1])[0]).ShouldBe((75, Comma));
    }

    [Fact]
    public void BREAK_fills_up_the_window()
    {
        var chunks = PromptChunks.Of(tokenizer, "red BREAK (red:1.5) red");
        chunks.Count.ShouldBe(2);
        Text(chunks[0]).ShouldBe([Red]);
        chunks[1].Weights[..4].ShouldBe([1, 1.5f, 1, 1]);
        (chunks[0].IsWeighted, chunks[1].IsWeighted).ShouldBe((false, true));
    }

    [Fact]
    public void Windows_of_nothing_fill_up()
    {
        var chunks = PromptChunks.Of(tokenizer, "red").PaddedTo(3);
        chunks.Count.ShouldBe(3);
        chunks[2].Ids.ShouldBe(tokenizer.Encode(""));
        chunks.PaddedTo(2).ShouldBeSameAs(chunks);
    }

    static ClipTextModel Model()
    {
        using var generator = new Generator(0);
        var model = new ClipTextModel(
            new ClipTextConfig(VocabSize: 583, HiddenSize: 16, IntermediateSize: 32, NumHiddenLayers: 2, NumAttentionHeads: 2, EosTokenId: 582, ProjectionDim: 8), withProjection: true);
        model.Initialise(generator);
        return model;
    }

    static ClipPrompt Encode(ClipTextModel model, string prompt, int windows = 1) =>
        ClipPrompt.Encode(model, PromptChunks.Of(tokenizer, prompt).PaddedTo(windows), states => states.LastHiddenState);

    [Fact]
    public void A_short_prompt_without_weights_is_exactly_what_the_encoder_says()
    {
        using var scope = new TensorScope();
        using var model = Model();
        var plain = model.Forward(Tensor.From(Array.ConvertAll(tokenizer.Encode("a red cat"), id => (long)id), 1, 77));
        var encoded = Encode(model, "a red cat");
        encoded.States.EqualTo(plain.LastHiddenState).ShouldBeTrue();
        encoded.Pooled.EqualTo(plain.TextEmbeds!).ShouldBeTrue();
        Encode(model, "a (red:1.0) cat").States.EqualTo(plain.LastHiddenState).ShouldBeTrue();
    }

    [Fact]
    public void Weights_scale_their_tokens_and_the_mean_stays()
    {
        using var scope = new TensorScope();
        using var model = Model();
        Tensor plain = Encode(model, "a red cat").States, weighted = Encode(model, "a (red:1.5) cat").States;
        weighted.Mean().ToDouble().ShouldBe(plain.Mean().ToDouble(), 1e-6);
        // All tokens have one factor, that of the mean; the weighted one has 1.5 times it.
        var factor = (weighted / plain).Mean(-1).ToArray<float>();
        (factor[2] / factor[1]).ShouldBe(1.5f, 1e-3f);
        factor.Index().Where(it => it.Index != 2).ShouldAllBe(it => Math.Abs((it.Item / factor[0]) - 1) < 1e-3);
    }

    [Fact]
    public void Windows_follow_one_another_and_the_first_speaks_for_the_prompt()
    {
        using var scope = new TensorScope();
        using var model = Model();
        var longer = Encode(model, $"{Reds(75)} cat");
        longer.States.Shape.ShouldBe([1, 154, 16]);
        longer.States.Slice(1, 77).IsCloseTo(Encode(model, "cat").States, 1e-4, 1e-5).ShouldBeTrue();
        longer.Pooled.IsCloseTo(Encode(model, Reds(75)).Pooled, 1e-4, 1e-5).ShouldBeTrue();
        Encode(model, "cat", windows: 2).States.Shape.ShouldBe([1, 154, 16]);
    }

    [Fact]
    public void Weights_of_zero_and_in_bfloat16_stay_finite()
    {
        using var scope = new TensorScope();
        using var model = Model();
        model.To(DType.BFloat16);
        var encoded = Encode(model, "a (red cat:0) [dog]");
        encoded.States.DType.ShouldBe(DType.BFloat16);
        encoded.States.IsFinite().All().ToInt64().ShouldBe(1);
    }
}
