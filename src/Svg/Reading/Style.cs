using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

enum PaintKind : byte { None, Color, CurrentColor, Reference }

/// <summary>A paint as written: a colour, or a reference to an element with what to use where it fails.</summary>
readonly record struct PaintText(PaintKind Kind, Color Color = default, double Alpha = 1, int Element = -1,
    PaintKind Fallback = PaintKind.None);

/// <summary>The properties that descend from an element to its children.</summary>
struct Style
{
    public PaintText Fill, Stroke;
    public Color Color;
    public double FillOpacity, StrokeOpacity, StrokeWidth, MiterLimit, DashOffset, FontSize;
    public FillRule FillRule, ClipRule;
    public LineCap Cap;
    public LineJoin Join;
    public ImmutableArray<double> Dashes;
    public bool IsHidden, StrokeFirst;

    public static Style Initial(Color currentColor) => new()
    {
        Fill = new PaintText(PaintKind.Color),
        Color = currentColor,
        FillOpacity = 1,
        StrokeOpacity = 1,
        StrokeWidth = 1,
        MiterLimit = 4,
        FontSize = 16,
        Dashes = [],
    };
}

/// <summary>What an element says of itself alone.</summary>
struct OwnProperties
{
    public Matrix Transform;
    public double Opacity;

    /// <summary>Elements referred to; -1 for none.</summary>
    public int Clip, Mask, Filter;

    public bool IsRemoved, ShowsOverflow, IsAlphaMask, StopIsCurrentColor;
    public Color StopColor;
    public double StopAlpha, StopOpacity;

    public static OwnProperties Initial =>
        new() { Transform = Matrix.Identity, Opacity = 1, Clip = -1, Mask = -1, Filter = -1, StopAlpha = 1, StopOpacity = 1 };
}
