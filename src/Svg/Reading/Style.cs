using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

enum PaintKind : byte { None, Color, CurrentColor, Reference, ContextFill, ContextStroke }

/// <summary>A paint as written: a colour, or a reference to an element with what to use where it fails.</summary>
readonly record struct PaintText(PaintKind Kind, Color Color = default, double Alpha = 1, int Element = -1,
    PaintKind Fallback = PaintKind.None);

/// <summary>When the markers of a shape are painted.</summary>
enum MarkersAt : byte { Last, Between, First }

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

    /// <summary>Elements referred to; -1 for none.</summary>
    public int MarkerStart, MarkerMid, MarkerEnd;

    public MarkersAt MarkersAt;
    public bool IsHidden, StrokeFirst, HasHardEdges, HasHardPixels, FiltersInSrgb;

    public static Style Initial => new()
    {
        Fill = new PaintText(PaintKind.Color),
        FillOpacity = 1,
        StrokeOpacity = 1,
        StrokeWidth = 1,
        MiterLimit = 4,
        FontSize = 16,
        Dashes = [],
        MarkerStart = -1,
        MarkerMid = -1,
        MarkerEnd = -1,
    };
}

/// <summary>What an element says of itself alone.</summary>
struct OwnProperties
{
    public Matrix Transform;
    public TransformOrigin? Origin;

    /// <summary>Whether the origin is measured in the bounds of the shape instead of the viewport.</summary>
    public bool OriginInBounds;

    public double Opacity;

    /// <summary>Elements referred to; -1 for none.</summary>
    public int Clip, Mask, Filter;

    /// <summary>A filter that is not one reference alone.</summary>
    public string? FilterList;

    /// <summary>What the filter's functions refer to where they say em or currentColor.</summary>
    public double FontSize;

    /// <inheritdoc cref="FontSize"/>
    public Color Color;

    public BlendMode Blend;
    public bool IsRemoved, ShowsOverflow, IsAlphaMask, IsIsolated, StopIsCurrentColor;
    public Color StopColor;
    public double StopAlpha, StopOpacity;

    /// <summary>Lengths such as <c>r: 40px</c> that a style says, which come before those of attributes; null for none.</summary>
    public List<(AttributeName Name, string Value)>? Geometry;

    public readonly bool HasFilter => Filter >= 0 || FilterList is not null;

    public static OwnProperties Initial =>
        new() { Transform = Matrix.Identity, Opacity = 1, Clip = -1, Mask = -1, Filter = -1, StopAlpha = 1, StopOpacity = 1 };
}

/// <summary>The point that a transform leaves where it is: lengths, and fractions of the viewport or of the shape's own bounds.</summary>
sealed record TransformOrigin(Point Offset, Point Fraction)
{
    public Point In(Box reference) =>
        new(reference.Left + Offset.X + Fraction.X * reference.Width, reference.Top + Offset.Y + Fraction.Y * reference.Height);
}
