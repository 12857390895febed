using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class TensorScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it()
    {
        Tensor inside, derived;
        using (new TensorScope())
        {
            inside = Tensor.Zeros([3]);
            derived = inside + 1;
        }
        inside.IsDisposed.ShouldBeTrue();
        derived.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void What_is_moved_out_belongs_to_the_scope_around()
    {
        Tensor moved;
        using (new TensorScope())
        {
            using (var inner = new TensorScope()) moved = inner.MoveOut(Tensor.Ones([3]) * 2);
            moved.IsDisposed.ShouldBeFalse();
            moved.ToArray<float>().ShouldBe([2f, 2f, 2f]);
        }
        moved.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Moved_out_of_the_outermost_scope_it_lives_until_disposed()
    {
        Tensor moved;
        using (var scope = new TensorScope()) moved = scope.MoveOut(Tensor.Ones([3]));
        moved.Sum().Dispose();
        moved.Dispose();
        moved.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void A_tensor_of_an_outer_scope_stays_there_when_an_inner_one_moves_it_out()
    {
        using var outer = new TensorScope();
        var tensor = Tensor.Ones([1]);
        using (var inner = new TensorScope()) inner.MoveOut(tensor).ShouldBeSameAs(tensor);
        tensor.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public void A_view_keeps_the_memory_of_a_disposed_tensor()
    {
        using var scope = new TensorScope();
        var tensor = Tensor.From<float>([1, 2, 3]);
        var view = tensor.Narrow(0, 1, 2);
        tensor.Dispose();
        view.ToArray<float>().ShouldBe([2f, 3f]);
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        using var scope = new TensorScope();
        var tensor = Tensor.Zeros([1]);
        tensor.Dispose();
        tensor.Dispose();
        scope.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Use_after_disposal_is_an_error_that_says_so()
    {
        using var scope = new TensorScope();
        var tensor = Tensor.Zeros([1]);
        tensor.Dispose();
        Should.Throw<ObjectDisposedException>(() => tensor + 1).ObjectName.ShouldContain(nameof(Tensor));
        Should.Throw<ObjectDisposedException>(() => tensor.Shape);
        tensor.ToString().ShouldBe("disposed tensor");
    }

    [Fact]
    public void Scopes_close_from_the_innermost_outwards()
    {
        var outer = new TensorScope();
        var inner = new TensorScope();
        Should.Throw<InvalidOperationException>(outer.Dispose).Message.ShouldContain("out of order");
        inner.Dispose();
        outer.Dispose();
        TensorScope.Current.ShouldBeNull();
    }

    [Fact]
    public void Each_thread_has_scopes_of_its_own()
    {
        using var scope = new TensorScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() =>
        {
            TensorScope.Current.ShouldBeNull();
            elsewhere = Tensor.Ones([2]);
        });
        thread.Start();
        thread.Join();
        scope.Dispose();
        elsewhere!.IsDisposed.ShouldBeFalse();
        elsewhere.Dispose();
    }

    [Fact]
    public void Long_lists_of_arguments_arrive_whole()
    {
        using var scope = new TensorScope();
        Tensor[] many = [.. Enumerable.Range(0, 500).Select(i => Tensor.Scalar(i))];
        Tensor.Stack(many).Sum().ToDouble().ShouldBe(499 * 500 / 2);
    }
}
