using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class AutogradTests
{
    [Fact]
    public void Gradients_accumulate_over_passes_until_forgotten()
    {
        using var scope = new TensorScope();
        var x = Tensor.From<float>([3]).WithGrad();
        x.Grad.ShouldBeNull();
        x.Square().Sum().Backward();
        x.Square().Sum().Backward();
        x.Grad!.ToArray<float>().ShouldBe([12f]); // 2 · 3, twice
        x.Grad = null;
        x.Grad.ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_recorded_without_grad_and_the_former_mode_comes_back()
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([2]).WithGrad();
        Autograd.IsRecording.ShouldBeTrue();
        using (Autograd.NoGrad())
        {
            (x * 2).RequiresGrad.ShouldBeFalse();
            using (Autograd.WithGrad()) (x * 2).RequiresGrad.ShouldBeTrue();
            Autograd.IsRecording.ShouldBeFalse();
        }
        (x * 2).RequiresGrad.ShouldBeTrue();
        x.Detach().RequiresGrad.ShouldBeFalse();
    }

    [Fact]
    public void Gradients_with_respect_to_inputs_leave_the_leaves_alone()
    {
        using var scope = new TensorScope();
        var x = Tensor.From<double>([2]).WithGrad();
        var unused = Tensor.From<double>([1]).WithGrad();
        var cube = x.Pow(3);
        var first = Autograd.Gradients([cube], [x, unused], createGraph: true, allowUnused: true);
        first[0]!.ToDouble().ShouldBe(12);
        first[1].ShouldBeNull();
        Autograd.Gradient(first[0]!, x).ToDouble().ShouldBe(12); // second derivative, 6 x
        x.Grad.ShouldBeNull();
        Should.Throw<TorchException>(() => Autograd.Gradients([x.Exp()], [unused]));
    }

    [Fact]
    public void An_integer_tensor_has_no_gradient()
    {
        using var scope = new TensorScope();
        Should.Throw<TorchException>(() => Tensor.From<long>([1]).RequiresGrad = true);
    }

    [Fact]
    public void A_recorded_function_uses_its_own_rule()
    {
        using var scope = new TensorScope();
        var x = Tensor.From<double>([1, 2]).WithGrad();
        var constant = Tensor.From<double>([5, 5]);
        bool[]? needed = null;
        var y = RecordedFunction.Apply("tripled", [x, constant], () => [x * constant], _ => [constant], (gradients, saved, wanted) =>
        {
            needed = wanted;
            return [gradients[0]! * saved[0] * 3, null]; // thrice the true gradient: only the rule can give that
        })[0];
        y.ToArray<double>().ShouldBe([5.0, 10.0]);
        (y * 2).Sum().Backward();
        x.Grad!.ToArray<double>().ShouldBe([30.0, 30.0]);
        needed.ShouldBe([true, false]);
    }

    [Fact]
    public void An_error_in_a_rule_arrives_where_backward_was_called()
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([2]).WithGrad();
        var y = RecordedFunction.Apply("broken", [x], () => [x * 2], _ => [],
            (_, _, _) => throw new InvalidOperationException("the rule is broken"))[0];
        Should.Throw<TorchException>(() => y.Sum().Backward()).Message.ShouldContain("the rule is broken");
    }

    [Fact]
    public void A_rule_that_gives_another_shape_is_refused()
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([2, 3]).WithGrad();
        var y = RecordedFunction.Apply("misshapen", [x], () => [x * 2], _ => [], (_, _, _) => [Tensor.Ones([5])])[0];
        Should.Throw<TorchException>(() => y.Sum().Backward()).Message.ShouldContain("shape");
    }

    [Fact]
    public void A_recorded_function_can_be_passed_through_twice_only_if_the_graph_is_kept()
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([2]).WithGrad();
        var y = RecordedFunction.Apply("kept", [x], () => [x * 2], _ => [x], (gradients, saved, _) => [gradients[0]! * 2])[0].Sum();
        y.Backward(keepGraph: true);
        y.Backward();
        x.Grad!.ToArray<float>().ShouldBe([4f, 4f]);
        Should.Throw<TorchException>(() => y.Backward());
    }
}
