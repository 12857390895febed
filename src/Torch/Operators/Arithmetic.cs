namespace EmojiGen.Torch;

// Element by element; shapes are broadcast.
public sealed partial class Tensor
{
    public static Tensor operator +(Tensor a, Tensor b) => Op.Call("aten::add.Tensor", a, b);
    public static Tensor operator +(Tensor a, double b) => Op.Call("aten::add.Scalar", a, b);
    public static Tensor operator +(double a, Tensor b) => Op.Call("aten::add.Scalar", b, a);
    public static Tensor operator -(Tensor a, Tensor b) => Op.Call("aten::sub.Tensor", a, b);
    public static Tensor operator -(Tensor a, double b) => Op.Call("aten::sub.Scalar", a, b);
    public static Tensor operator -(double a, Tensor b) => Op.Call("aten::rsub.Scalar", b, a);
    public static Tensor operator *(Tensor a, Tensor b) => Op.Call("aten::mul.Tensor", a, b);
    public static Tensor operator *(Tensor a, double b) => Op.Call("aten::mul.Scalar", a, b);
    public static Tensor operator *(double a, Tensor b) => Op.Call("aten::mul.Scalar", b, a);
    public static Tensor operator /(Tensor a, Tensor b) => Op.Call("aten::div.Tensor", a, b);
    public static Tensor operator /(Tensor a, double b) => Op.Call("aten::div.Scalar", a, b);
    public static Tensor operator /(double a, Tensor b) => b.Reciprocal() * a;
    public static Tensor operator -(Tensor a) => Op.Call("aten::neg", a);

    /// <summary>a + scale * b.</summary>
    public Tensor Add(Tensor other, double scale = 1) => Op.Call("aten::add.Tensor", this, other, scale);

    public Tensor FloorDivide(double divisor) => Op.Call("aten::div.Scalar_mode", this, divisor, "floor");
    public Tensor Remainder(double divisor) => Op.Call("aten::remainder.Scalar", this, divisor);
    public Tensor Pow(double exponent) => Op.Call("aten::pow.Tensor_Scalar", this, exponent);
    public Tensor Pow(Tensor exponent) => Op.Call("aten::pow.Tensor_Tensor", this, exponent);
    public Tensor Square() => Op.Call("aten::square", this);
    public Tensor Sqrt() => Op.Call("aten::sqrt", this);
    public Tensor Rsqrt() => Op.Call("aten::rsqrt", this);
    public Tensor Reciprocal() => Op.Call("aten::reciprocal", this);
    public Tensor Abs() => Op.Call("aten::abs", this);
    public Tensor Sign() => Op.Call("aten::sign", this);
    public Tensor Exp() => Op.Call("aten::exp", this);
    public Tensor Expm1() => Op.Call("aten::expm1", this);
    public Tensor Log() => Op.Call("aten::log", this);
    public Tensor Log1p() => Op.Call("aten::log1p", this);
    public Tensor Sin() => Op.Call("aten::sin", this);
    public Tensor Cos() => Op.Call("aten::cos", this);
    public Tensor Tanh() => Op.Call("aten::tanh", this);
    public Tensor Erf() => Op.Call("aten::erf", this);
    public Tensor Floor() => Op.Call("aten::floor", this);
    public Tensor Ceil() => Op.Call("aten::ceil", this);

    /// <summary>To the nearest whole number, halves to even ones.</summary>
    public Tensor Round() => Op.Call("aten::round", this);

    public Tensor Clamp(double? min = null, double? max = null) => Op.Call("aten::clamp", this, min, max);
    public Tensor Minimum(Tensor other) => Op.Call("aten::minimum", this, other);
    public Tensor Maximum(Tensor other) => Op.Call("aten::maximum", this, other);

    /// <summary>This at weight 0, <paramref name="end"/> at weight 1.</summary>
    public Tensor Lerp(Tensor end, double weight) => Op.Call("aten::lerp.Scalar", this, end, weight);

    public Tensor Lerp(Tensor end, Tensor weight) => Op.Call("aten::lerp.Tensor", this, end, weight);

    public Tensor Add_(Tensor other, double scale = 1) => Op.CallInPlace("aten::add_.Tensor", this, other, scale);
    public Tensor Add_(double other) => Op.CallInPlace("aten::add_.Scalar", this, other);
    public Tensor Sub_(Tensor other) => Op.CallInPlace("aten::sub_.Tensor", this, other);
    public Tensor Mul_(Tensor other) => Op.CallInPlace("aten::mul_.Tensor", this, other);
    public Tensor Mul_(double other) => Op.CallInPlace("aten::mul_.Scalar", this, other);
    public Tensor Div_(Tensor other) => Op.CallInPlace("aten::div_.Tensor", this, other);
    public Tensor Div_(double other) => Op.CallInPlace("aten::div_.Scalar", this, other);
    public Tensor Sqrt_() => Op.CallInPlace("aten::sqrt_", this);
    public Tensor Clamp_(double? min = null, double? max = null) => Op.CallInPlace("aten::clamp_", this, min, max);
    public Tensor Lerp_(Tensor end, double weight) => Op.CallInPlace("aten::lerp_.Scalar", this, end, weight);

    /// <summary>this += scale * a * b.</summary>
    public Tensor AddCMul_(Tensor a, Tensor b, double scale = 1) => Op.CallInPlace("aten::addcmul_", this, a, b, scale);

    /// <summary>this += scale * a / b.</summary>
    public Tensor AddCDiv_(Tensor a, Tensor b, double scale = 1) => Op.CallInPlace("aten::addcdiv_", this, a, b, scale);
}
