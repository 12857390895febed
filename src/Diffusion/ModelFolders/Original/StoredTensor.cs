using EmojiGen.ModelFiles;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.ModelFolders.Original;

/// <summary>Where a tensor lies in a file under original names, and what is done to it. Pieces and transposes are views: they cost no
/// memory.</summary>
/// <param name="Name">The key in the file.</param>
abstract record StoredTensor(string Name)
{
    /// <exception cref="SafetensorsException">The stored tensor cannot be what the name says.</exception>
    public abstract long[] Shape(SafetensorsFile file);

    public abstract Tensor Read(SafetensorsFile file);

    protected SafetensorsException Wrong(SafetensorsFile file, string expected) =>
        new(file.Path, Name, $"{expected} is expected, not the shape {file[Name].ShapeText}");
}

/// <summary>As it is.</summary>
sealed record Whole(string Name) : StoredTensor(Name)
{
    public override long[] Shape(SafetensorsFile file) => file[Name].Shape;

    public override Tensor Read(SafetensorsFile file) => file.Read(Name);
}

/// <summary>One of several projections that are stored one below the other.</summary>
sealed record Piece(string Name, int Index, int Count) : StoredTensor(Name)
{
    public override long[] Shape(SafetensorsFile file) =>
        file[Name].Shape is [var rows, .. var rest] && rows % Count == 0 ? [rows / Count, .. rest]
        : throw Wrong(file, $"{Count} projections one below the other");

    public override Tensor Read(SafetensorsFile file) =>
        Shape(file) is var shape ? file.Read(Name).Narrow(0, Index * shape[0], shape[0]) : throw new InvalidOperationException();
}

/// <summary>A matrix stored as (in, out), where a linear layer has (out, in).</summary>
sealed record Transposed(string Name) : StoredTensor(Name)
{
    public override long[] Shape(SafetensorsFile file) =>
        file[Name].Shape is [var inputs, var outputs] ? [outputs, inputs] : throw Wrong(file, "a matrix");

    public override Tensor Read(SafetensorsFile file) =>
        Shape(file) is not null ? file.Read(Name).Transpose(0, 1) : throw new InvalidOperationException();
}

/// <summary>A linear layer, also where it is stored as a convolution of 1 x 1: (out, in, 1, 1).</summary>
sealed record LinearOfConvolution(string Name) : StoredTensor(Name)
{
    public override long[] Shape(SafetensorsFile file) =>
        file[Name].Shape is [var outputs, var inputs, .. var kernel] && kernel.All(it => it == 1) ? [outputs, inputs]
        : file[Name].Shape is [_] vector ? vector
        : throw Wrong(file, "a linear layer or a convolution of 1 x 1");

    public override Tensor Read(SafetensorsFile file) => file.Read(Name).Reshape(Shape(file));
}

/// <summary>Two halves in the other order: the original adaptive norm puts out shift and scale, diffusers' scale and shift. A copy, since
/// no view can.</summary>
sealed record SwappedHalves(string Name) : StoredTensor(Name)
{
    public override long[] Shape(SafetensorsFile file) =>
        file[Name].Shape is [var rows, ..] && rows % 2 == 0 ? file[Name].Shape : throw Wrong(file, "shift and scale");

    public override Tensor Read(SafetensorsFile file)
    {
        var half = Shape(file)[0] / 2;
        return TensorScope.Run(() => file.Read(Name) is var whole ? Tensor.Cat([whole.Narrow(0, half, half), whole.Narrow(0, 0, half)])
            : throw new InvalidOperationException());
    }
}

/// <summary>The identity, as wide as the final norm of the encoder: SD 3 takes the pooled state of its first text encoder
/// unprojected.</summary>
/// <param name="Name">The final norm's weight.</param>
sealed record IdentityBeside(string Name) : StoredTensor(Name)
{
    public override long[] Shape(SafetensorsFile file) =>
        file[Name].Shape is [var width and <= 1 << 14] ? [width, width] : throw Wrong(file, "a vector");

    public override Tensor Read(SafetensorsFile file) => TensorScope.Run(() => Tensor.Eye(Shape(file)[0]).To(file.Read(Name).DType));
}
