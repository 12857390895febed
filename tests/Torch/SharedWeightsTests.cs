using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Networks that hold the same weights, at the kernels that this machine has.</summary>
public class SharedWeightsTests
{
    static Linear Made(bool gated = false)
    {
        using var generator = new Generator(1);
        var linear = new Linear(64, 64) { IsGated = gated };
        linear.Initialise(generator);
        linear.To(DType.BFloat16);
        return linear;
    }

    static Linear Sharing(Linear other)
    {
        var linear = new Linear(64, 64) { IsGated = other.IsGated };
        linear.Share(other);
        return linear;
    }

    static bool IsShared(Linear a, Linear b)
    {
        using var one = a.Weight.Hold();
        using var other = b.Weight.Hold();
        return ReferenceEquals(one, other);
    }

    static Tensor Input() => TensorScope.Run(() =>
    {
        using var generator = new Generator(2);
        return generator.Normal([3, 64]).To(DType.BFloat16);
    });

    [Fact]
    public void Weights_are_packed_when_they_are_prepared_and_not_when_they_are_first_computed_with()
    {
        using var scope = new TensorScope();
        using var linear = Made();
        linear.PrepareForInference();
        using var before = linear.Weight.Hold();
        var packs = Kernels.Level >= KernelLevel.Avx512Bf16; // the lowest that multiplies bf16
        (before.Plain is null).ShouldBe(packs);
        linear.Forward(Input());
        using var after = linear.Weight.Hold();
        after.ShouldBeSameAs(before);
        (after.Plain is null).ShouldBe(packs);
    }

    [Fact]
    public void A_network_that_shares_computes_the_same_from_one_copy()
    {
        using var scope = new TensorScope();
        using var linear = Made();
        linear.PrepareForInference();
        using var other = Sharing(linear);
        var x = Input();
        other.Forward(x).EqualTo(linear.Forward(x)).ShouldBeTrue();
        IsShared(linear, other).ShouldBeTrue();
    }

    [Fact]
    public void Reading_or_changing_a_weight_of_one_leaves_the_others_as_it_was()
    {
        using var scope = new TensorScope();
        using var linear = Made();
        var plain = linear.Weight.Tensor.To(DType.Float32);
        linear.PrepareForInference();
        var x = Input();
        var expected = linear.Forward(x);
        using var reads = Sharing(linear);
        using var changes = Sharing(linear);
        using var widens = Sharing(linear);

        reads.Weight.Tensor.To(DType.Float32).EqualTo(plain).ShouldBeTrue();
        changes.Weight.Tensor = Tensor.Zeros([64, 64], DType.BFloat16);
        widens.To(DType.Float32);

        changes.Forward(x).EqualTo(linear.Bias!.Tensor.Expand(3, 64)).ShouldBeTrue();
        widens.Weight.Tensor.EqualTo(plain).ShouldBeTrue();
        linear.Weight.DType.ShouldBe(DType.BFloat16);
        linear.Forward(x).EqualTo(expected).ShouldBeTrue();
        reads.Forward(x).EqualTo(expected).ShouldBeTrue();
    }

    [Fact]
    public void A_layer_that_packs_in_another_way_does_so_for_itself()
    {
        using var scope = new TensorScope();
        using var linear = Made(gated: true);
        linear.PrepareForInference();
        using var other = Sharing(linear);
        var x = Input();
        var gated = linear.ForwardGeglu(x);
        var (weight, bias) = (other.Weight.Tensor.To(DType.Float32), other.Bias!.Tensor.To(DType.Float32));
        other.Forward(x).IsCloseTo(x.To(DType.Float32).Linear(weight, bias).To(DType.BFloat16), 2e-2, 2e-2).ShouldBeTrue();
        linear.ForwardGeglu(x).EqualTo(gated).ShouldBeTrue();
    }

    [Fact]
    public void Weights_live_as_long_as_the_last_network_that_holds_them()
    {
        using var scope = new TensorScope();
        var linear = Made();
        linear.PrepareForInference();
        var x = Input();
        var expected = linear.Forward(x);
        using var other = Sharing(linear);
        linear.Dispose();
        other.Forward(x).EqualTo(expected).ShouldBeTrue();
    }

    [Fact]
    public void What_is_attached_is_shared_and_may_be_taken_away_from_one_alone()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(3);
        using var linear = Made();
        using var adapter = linear.NewAdapter(2);
        (adapter.A.Tensor, adapter.B.Tensor) = (generator.Normal([2, 64]).To(DType.BFloat16), generator.Normal([64, 2]).To(DType.BFloat16));
        linear.Adapters.Add(adapter);
        using var other = Sharing(linear);
        var x = Input();
        var expected = linear.Forward(x);
        other.Forward(x).EqualTo(expected).ShouldBeTrue();
        other.Adapters.Clear();
        other.Forward(x).EqualTo(expected).ShouldBeFalse();
        linear.Forward(x).EqualTo(expected).ShouldBeTrue();
    }

    [Fact]
    public void A_network_of_another_structure_shares_nothing()
    {
        using var linear = Made();
        using var without = new Linear(64, 64, bias: false);
        using var wider = new Linear(64, 128);
        Should.Throw<ArgumentException>(() => without.Share(linear)).Message.ShouldContain("has others");
        Should.Throw<ArgumentException>(() => wider.Share(linear)).Message.ShouldContain("[128, 64]");
    }
}
