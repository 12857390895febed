using System.Collections.Immutable;

namespace EmojiGen.Svg;

/// <summary>An opaque sRGB colour; opacity stands beside it where SVG has one.</summary>
public readonly record struct Color(byte R, byte G, byte B);

public enum FillRule { NonZero, EvenOdd }

/// <summary>What a fill or a stroke is painted with: one colour, a gradient or a pattern, resolved (no references left).</summary>
public abstract record Paint;

public sealed record SolidPaint(Color Color) : Paint;

public readonly record struct GradientStop(double Offset, Color Color, double Opacity);

public enum SpreadMethod { Pad, Reflect, Repeat }

/// <param name="InBoundingBoxUnits">True for gradientUnits="objectBoundingBox": coordinates are fractions of the shape's bounds.</param>
public abstract record Gradient(ImmutableArray<GradientStop> Stops, Matrix Transform, bool InBoundingBoxUnits, SpreadMethod Spread) : Paint;

public sealed record LinearGradient(Point Start, Point End, ImmutableArray<GradientStop> Stops, Matrix Transform, bool InBoundingBoxUnits,
    SpreadMethod Spread)
    : Gradient(Stops, Transform, InBoundingBoxUnits, Spread);

public sealed record RadialGradient(Point Center, double Radius, Point Focus, ImmutableArray<GradientStop> Stops, Matrix Transform,
    bool InBoundingBoxUnits, SpreadMethod Spread)
    : Gradient(Stops, Transform, InBoundingBoxUnits, Spread)
{
    /// <summary>The radius of the inner circle, on which the first stop lies; 0 by default.</summary>
    public double FocusRadius { get; init; }
}

/// <summary>Nodes painted again and again, one tile beside the other.</summary>
/// <param name="Tile">One of the tiles; fractions of the shape's bounds when <paramref name="InBoundingBoxUnits"/>.</param>
/// <param name="ContentInBoundingBoxUnits">True where the children are measured in fractions of the shape's bounds.</param>
public sealed record Pattern(ImmutableArray<Node> Children, Box Tile, Matrix Transform, bool InBoundingBoxUnits,
    bool ContentInBoundingBoxUnits) : Paint;

public sealed record Fill(Paint Paint, double Opacity = 1, FillRule Rule = FillRule.NonZero);

public enum LineCap { Butt, Round, Square }

public enum LineJoin { Miter, Round, Bevel }

public sealed record Stroke(
    Paint Paint, double Width = 1, double Opacity = 1, LineCap Cap = LineCap.Butt, LineJoin Join = LineJoin.Miter,
    double MiterLimit = 4, ImmutableArray<double> Dashes = default, double DashOffset = 0);

/// <summary>A clip path: the union of its shapes (whose fill rules count, not their paints), in the user space of the node that carries
/// it.</summary>
public sealed record ClipPath(ImmutableArray<Node> Children, bool InBoundingBoxUnits = false)
{
    /// <summary>From the space of the children to that of the node; where the children are fractions of its bounds, after they have been
    /// taken to its space.</summary>
    public Matrix Transform { get; init; } = Matrix.Identity;

    /// <summary>A further clip that this one is cut by, in the same space as this one.</summary>
    public ClipPath? Clip { get; init; }
}

/// <param name="Region">The mask's x, y, width and height; fractions of the bounds when <paramref
/// name="RegionInBoundingBoxUnits"/>.</param>
public sealed record Mask(ImmutableArray<Node> Children, Box Region, bool RegionInBoundingBoxUnits = true,
    bool ContentInBoundingBoxUnits = false, bool IsAlpha = false);

/// <summary>One node of a resolved picture. Immutable: passes make changed copies with <c>with</c>.</summary>
/// <remarks>Order of effect, as in SVG: the node is drawn, filtered, clipped, masked, made translucent, then transformed into its parent's
/// space.</remarks>
public abstract record Node
{
    public Matrix Transform { get; init; } = Matrix.Identity;
    public double Opacity { get; init; } = 1;
    public ClipPath? Clip { get; init; }
    public Mask? Mask { get; init; }
    public Filter? Filter { get; init; }

    /// <summary>How it is laid on what is under it, up to the next isolated group.</summary>
    public BlendMode Blend { get; init; }

    /// <summary>True where nothing within blends with what is under the node.</summary>
    public bool IsIsolated { get; init; }
}

public sealed record Group(ImmutableArray<Node> Children) : Node;

/// <summary>A painted path. Basic shapes are paths already; presentation attributes are inherited already.</summary>
/// <remarks>One without fill and stroke shows nothing, but belongs to the bounds by which a clip, mask or filter above is
/// measured.</remarks>
public sealed record Shape(Path Path, Fill? Fill, Stroke? Stroke) : Node
{
    /// <summary>True where its edges are not smoothed (<c>shape-rendering</c>).</summary>
    public bool HasHardEdges { get; init; }

    /// <summary>True where paint-order puts the stroke under the fill.</summary>
    public bool StrokeFirst { get; init; }

    /// <summary>Drawn upon it and cut by its outline, in the space of its own geometry: stripes, grain. They add nothing to its bounds. No
    /// SVG is
    /// read into them; they are written as a clipped group.</summary>
    public ImmutableArray<Node> Marks { get; init; } = [];
}

/// <summary>A raster picture (PNG, or any format that the renderer knows), stretched over its placement, as glyphs of a bitmap emoji font
/// come.</summary>
public sealed record Picture(Box Placement, ReadOnlyMemory<byte> Png) : Node
{
    /// <summary>True where its pixels stay squares when they are enlarged (<c>image-rendering</c>).</summary>
    public bool HasHardPixels { get; init; }
}

/// <summary>A whole picture: what the view box shows of the root nodes.</summary>
public sealed record SvgDocument(Box ViewBox, ImmutableArray<Node> Children);
