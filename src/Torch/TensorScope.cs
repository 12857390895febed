namespace EmojiGen.Torch;

/// <summary>Frees the tensors that were created while it was the innermost scope of its thread, but for those moved out.</summary>
/// <remarks>
/// Tensors are native memory that the garbage collector cannot see. A scope belongs to the thread that made it; it must be
/// disposed there, innermost first, and not be held across <c>await</c> or <c>yield</c>. A tensor made outside any scope lives until
/// it is disposed.
/// <code>
/// using var scope = new TensorScope();
/// var hidden = x.Matmul(weight).Gelu();
/// return scope.MoveOut(hidden);       // lives on in the scope around this one
/// </code>
/// </remarks>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic] static TensorScope? current;

    readonly TensorScope? outer;
    Tensor? first;
    bool disposed;

    public TensorScope()
    {
        outer = current;
        current = this;
    }

    /// <summary>The innermost scope of this thread.</summary>
    public static TensorScope? Current => current;

    /// <summary>Gives a tensor to the scope around this one, or to whoever disposes it where there is none.</summary>
    /// <returns>The same tensor. One that is not of this scope stays as it is.</returns>
    public Tensor MoveOut(Tensor tensor)
    {
        if (tensor.Scope != this) return tensor;
        Remove(tensor);
        outer?.Add(tensor);
        return tensor;
    }

    /// <inheritdoc cref="MoveOut(Tensor)"/>
    public Tensor[] MoveOut(Tensor[] tensors)
    {
        foreach (var tensor in tensors) MoveOut(tensor);
        return tensors;
    }

    /// <summary>Computes in a scope of its own and gives only the result to the scope around it.</summary>
    public static Tensor Run(Func<Tensor> compute)
    {
        using var scope = new TensorScope();
        return scope.MoveOut(compute());
    }

    /// <exception cref="InvalidOperationException">A scope made inside this one is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (disposed) return;
        if (current != this)
            throw new InvalidOperationException(
                "A tensor scope was closed out of order: close the scopes made inside it first, on the thread that made them.");
        disposed = true;
        current = outer;
        while (first is { } tensor) tensor.Dispose();
    }

    internal void Add(Tensor tensor)
    {
        tensor.Scope = this;
        tensor.Next = first;
        if (first is not null) first.Previous = tensor;
        first = tensor;
    }

    internal void Remove(Tensor tensor)
    {
        if (tensor.Previous is { } previous) previous.Next = tensor.Next;
        else first = tensor.Next;
        if (tensor.Next is { } next) next.Previous = tensor.Previous;
        tensor.Scope = null;
        tensor.Previous = tensor.Next = null;
    }
}
