namespace EmojiGen.Torch;

// Comparisons, masks and choices; shapes are broadcast.
public sealed partial class Tensor
{
    public Tensor Eq(Tensor other) => Op.Call("aten::eq.Tensor", this, other);
    public Tensor Eq(double other) => Op.Call("aten::eq.Scalar", this, other);
    public Tensor Ne(Tensor other) => Op.Call("aten::ne.Tensor", this, other);
    public Tensor Ne(double other) => Op.Call("aten::ne.Scalar", this, other);
    public Tensor Lt(Tensor other) => Op.Call("aten::lt.Tensor", this, other);
    public Tensor Lt(double other) => Op.Call("aten::lt.Scalar", this, other);
    public Tensor Le(Tensor other) => Op.Call("aten::le.Tensor", this, other);
    public Tensor Le(double other) => Op.Call("aten::le.Scalar", this, other);
    public Tensor Gt(Tensor other) => Op.Call("aten::gt.Tensor", this, other);
    public Tensor Gt(double other) => Op.Call("aten::gt.Scalar", this, other);
    public Tensor Ge(Tensor other) => Op.Call("aten::ge.Tensor", this, other);
    public Tensor Ge(double other) => Op.Call("aten::ge.Scalar", this, other);
    public Tensor And(Tensor other) => Op.Call("aten::logical_and", this, other);
    public Tensor Or(Tensor other) => Op.Call("aten::logical_or", this, other);
    public Tensor Not() => Op.Call("aten::logical_not", this);
    public Tensor IsNaN() => Op.Call("aten::isnan", this);
    public Tensor IsFinite() => Op.Call("aten::isfinite", this);

    /// <summary>Where <paramref name="condition"/> holds, an element of <paramref name="then"/>; elsewhere of <paramref
    /// name="otherwise"/>.</summary>
    public static Tensor Where(Tensor condition, Tensor then, Tensor otherwise) => Op.Call("aten::where.self", condition, then, otherwise);

    /// <summary><paramref name="value"/> where <paramref name="mask"/> holds.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => Op.Call("aten::masked_fill.Scalar", this, mask, value);

    public Tensor MaskedFill_(Tensor mask, double value) => Op.CallInPlace("aten::masked_fill_.Scalar", this, mask, value);

    /// <summary>The elements where <paramref name="mask"/> holds, in one dimension.</summary>
    public Tensor MaskedSelect(Tensor mask) => Op.Call("aten::masked_select", this, mask);

    /// <summary>Whether shapes and all elements are the same.</summary>
    public bool EqualTo(Tensor other) => Op.CallNumber("aten::equal", this, other) != 0;

    /// <summary>Whether |this - other| is at most <paramref name="absolute"/> + <paramref name="relative"/> * |other| everywhere; NaN never
    /// is.</summary>
    public bool IsCloseTo(Tensor other, double relative = 1e-5, double absolute = 1e-8) =>
        Op.CallNumber("aten::allclose", this, other, relative, absolute) != 0;
}
