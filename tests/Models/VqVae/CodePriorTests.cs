using EmojiGen.Models.Generation;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.VqVae;

public sealed class CodePriorTests : IDisposable
{
    static readonly CodePriorConfig tiny = new(CodebookSize: 7, CodeCount: 6, RowLength: 2, HiddenSize: 8, NumHiddenLayers: 2,
        NumAttentionHeads: 2, ConditionSize: 5, StyleCount: 3, Dropout: 0);

    readonly TensorScope scope = new();
    readonly Generator generator = new(11);

    CodePrior Random(CodePriorConfig config, DType dtype = DType.Float64)
    {
        var model = new CodePrior(config);
        model.Initialise(generator, dtype);
        return model;
    }

    CodeCondition Condition(int count) =>
        new(generator.Normal([count, 5], DType.Float64), Enumerable.Range(0, count).Select(i => (i % 4) - 1).ToArray());

    [Fact]
    public void Gradients_are_what_differences_say()
    {
        using var model = Random(tiny);
        var codes = generator.Integers(0, 7, [3, 6]);
        var condition = Condition(3);
        var free = new CodeCondition(null, [2, 0, -1]);
        Differences.Check(model, () => model.Loss(codes, condition) + model.Loss(codes, free));
    }

    [Fact]
    public void A_code_is_predicted_from_those_before_it_alone()
    {
        using var model = Random(tiny);
        var codes = generator.Integers(0, 7, [1, 5]);
        var condition = Condition(1);
        var whole = model.Forward(codes, condition); // (1, 6, 7)
        for (var known = 0; known < 5; known++)
            model.Forward(codes.Slice(1, 0, known), condition).IsCloseTo(whole.Slice(1, 0, known + 1), 1e-9, 1e-12)
                .ShouldBeTrue($"{known} codes known");
    }

    [Theory]
    [InlineData(DType.Float64, 1.0)]
    [InlineData(DType.Float32, 1.0)]
    [InlineData(DType.Float64, 2.5)]
    public void Code_by_code_with_a_cache_is_the_whole_picture_at_once(DType dtype, double guidance)
    {
        using var model = Random(tiny, dtype);
        using var noGrad = Autograd.NoGrad();
        var condition = Condition(3);
        var steps = model.Generate(3, condition, new GenerationOptions(100), guidance).ToArray();
        steps.Length.ShouldBe(6);
        var codes = Tensor.From(steps.SelectMany(it => it).Select(it => (long)it).ToArray(), 6, 3).Transpose(0, 1).Contiguous();
        var logits = model.Forward(codes.Slice(1, 0, -1), condition);
        var free = model.Forward(codes.Slice(1, 0, -1), CodeCondition.None);
        var expected = (free + ((logits - free) * guidance)).ArgMax(-1); // greedy: temperature 0
        codes.ToArray<long>().ShouldBe(expected.ToArray<long>());
    }

    [Fact]
    public void Several_conditions_guide_together()
    {
        using var model = Random(tiny);
        using var noGrad = Autograd.NoGrad();
        CodeCondition first = Condition(3), second = Condition(3);
        var steps = model.Generate(3, [(first, 2), (second, -0.5)], new GenerationOptions(100)).ToArray();
        var codes = Tensor.From(steps.SelectMany(it => it).Select(it => (long)it).ToArray(), 6, 3).Transpose(0, 1).Contiguous();
        Tensor Logits(CodeCondition condition) => model.Forward(codes.Slice(1, 0, -1), condition);
        var free = Logits(CodeCondition.None);
        var expected = (free + ((Logits(first) - free) * 2) - ((Logits(second) - free) * 0.5)).ArgMax(-1);
        codes.ToArray<long>().ShouldBe(expected.ToArray<long>());
    }

    [Fact]
    public void A_sentence_that_does_not_count_is_none()
    {
        using var model = Random(tiny);
        var codes = generator.Integers(0, 7, [2, 5]);
        var given = generator.Normal([2, 5], DType.Float64);
        var some = model.Forward(codes, new(given, [1, 1], Tensor.From([true, false], 2)));
        some.Slice(0, 0, 1).IsCloseTo(model.Forward(codes, new(given, [1, 1])).Slice(0, 0, 1)).ShouldBeTrue();
        some.Slice(0, 1).IsCloseTo(model.Forward(codes, new(null, [1, 1])).Slice(0, 1)).ShouldBeTrue();
        Should.Throw<ArgumentException>(() =>
            model.Forward(codes, new(given, null, Tensor.From([true], 1)))).Message.ShouldContain("each of 2");
    }

    [Fact]
    public void Drawing_follows_the_seed_and_keeps_to_the_likeliest()
    {
        using var model = Random(tiny);
        using var noGrad = Autograd.NoGrad();
        int[] Draw(ulong seed)
        {
            using var chance = new Generator(seed);
            return model.Generate(4, CodeCondition.None,
                new GenerationOptions(100, Temperature: 1.5, TopK: 2, TopP: 0.95, Generator: chance)).SelectMany(it => it).ToArray();
        }

        Draw(0).ShouldBe(Draw(0));
        Draw(0).ShouldNotBe(Draw(1));
        var likeliest = model.Forward(Tensor.Zeros([1, 0], DType.Int64), CodeCondition.None).TopK(2).Indices.ToArray<int>();
        Draw(5).Take(4).ShouldAllBe(code => likeliest.Contains(code));
    }

    [Fact]
    public void What_is_asked_matters_and_nothing_asked_is_learned_too()
    {
        using var model = Random(tiny);
        var codes = generator.Integers(0, 7, [2, 5]);
        var sentences = generator.Normal([1, 5], DType.Float64).Expand(2, -1);
        var styled = model.Forward(codes, new(sentences, [0, 0]));
        styled.IsCloseTo(model.Forward(codes, new(sentences, [1, 1]))).ShouldBeFalse();
        styled.IsCloseTo(model.Forward(codes, new(null, [0, 0]))).ShouldBeFalse();
        model.Forward(codes, new(null, [-1, -1])).EqualTo(model.Forward(codes, CodeCondition.None)).ShouldBeTrue();
    }

    [Fact]
    public void It_learns_which_picture_goes_with_which_sentence_and_style()
    {
        using var model = new CodePrior(tiny with { HiddenSize = 16 });
        model.InitialiseAsGpt(generator);
        model.RequireGrad();
        var codes = generator.Integers(0, 7, [6, 6]);
        var condition = new CodeCondition(generator.Normal([3, 5]).Repeat(2, 1), [0, 0, 0, 1, 1, 1]);
        using var optimizer = new AdamW(model.TrainableTensors(), 1e-2, weightDecay: 0);
        for (var step = 0; step < 200; step++)
        {
            using var inner = new TensorScope();
            model.Loss(codes, condition).Backward();
            optimizer.Step();
            optimizer.ZeroGrad();
        }
        var drawn = model.Generate(6, condition, new GenerationOptions(6)).ToArray();
        for (var place = 0; place < 6; place++) drawn[place].Select(it => (long)it).ShouldBe(codes.Select(1, place).ToArray<long>());
    }

    [Fact]
    public void A_new_prior_thinks_all_codes_alike()
    {
        using var model = new CodePrior(tiny with { HiddenSize = 64 });
        model.InitialiseAsGpt(generator);
        model.Loss(generator.Integers(0, 7, [16, 6]), CodeCondition.None).ToDouble().ShouldBe(Math.Log(7), 0.1);
    }

    [Fact]
    public void A_folder_gives_back_what_was_saved()
    {
        using var folder = new TemporaryFolder();
        using var model = Random(tiny, DType.Float32);
        CodePriorFolder.Save(model, folder.Path);
        using var read = CodePriorFolder.Load(folder.Path);
        read.Config.ShouldBe(tiny);
        var codes = generator.Integers(0, 7, [2, 5]);
        read.Forward(codes, CodeCondition.None).EqualTo(model.Forward(codes, CodeCondition.None)).ShouldBeTrue();
    }

    [Fact]
    public void What_it_cannot_take_is_refused()
    {
        using var model = Random(tiny);
        var codes = Tensor.Zeros([2, 3], DType.Int64);
        Should.Throw<ArgumentException>(() => model.Forward(codes + 7, CodeCondition.None));
        Should.Throw<ArgumentException>(() =>
            model.Forward(Tensor.Zeros([2, 6], DType.Int64), CodeCondition.None)).Message.ShouldContain("at most 5");
        Should.Throw<ArgumentException>(() => model.Forward(codes, new(null, [0, 3]))).Message.ShouldContain("0 to 2");
        Should.Throw<ArgumentException>(() => model.Forward(codes, new(null, [0]))).Message.ShouldContain("each of 2");
        Should.Throw<ArgumentException>(() => model.Forward(codes, new(Tensor.Zeros([2, 4])))).Message.ShouldContain("(2, 5)");
        Should.Throw<ArgumentException>(() => model.Generate(1, CodeCondition.None, new GenerationOptions(Temperature: 1)));
    }

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }
}
