namespace EmojiGen.Svg.Reading;

/// <summary>The elements and attributes of Filter Effects Module Level 1. What is not among them is no part of a filter.</summary>
static class FilterNames
{
    /// <returns>Null for what is no primitive, and no part of one.</returns>
    public static string? Primitive(ReadOnlySpan<char> name) => name switch
    {
        "feBlend" => "feBlend",
        "feColorMatrix" => "feColorMatrix",
        "feComponentTransfer" => "feComponentTransfer",
        "feComposite" => "feComposite",
        "feConvolveMatrix" => "feConvolveMatrix",
        "feDiffuseLighting" => "feDiffuseLighting",
        "feDisplacementMap" => "feDisplacementMap",
        "feDistantLight" => "feDistantLight",
        "feDropShadow" => "feDropShadow",
        "feFlood" => "feFlood",
        "feFuncA" => "feFuncA",
        "feFuncB" => "feFuncB",
        "feFuncG" => "feFuncG",
        "feFuncR" => "feFuncR",
        "feGaussianBlur" => "feGaussianBlur",
        "feMerge" => "feMerge",
        "feMergeNode" => "feMergeNode",
        "feMorphology" => "feMorphology",
        "feOffset" => "feOffset",
        "fePointLight" => "fePointLight",
        "feSpecularLighting" => "feSpecularLighting",
        "feSpotLight" => "feSpotLight",
        "feTile" => "feTile",
        "feTurbulence" => "feTurbulence",
        _ => null,
    };

    /// <returns>Null for what means nothing in a filter.</returns>
    public static string? Attribute(ReadOnlySpan<char> name) => Property(name) ?? name switch
    {
        "amplitude" => "amplitude",
        "azimuth" => "azimuth",
        "baseFrequency" => "baseFrequency",
        "bias" => "bias",
        "diffuseConstant" => "diffuseConstant",
        "divisor" => "divisor",
        "dx" => "dx",
        "dy" => "dy",
        "edgeMode" => "edgeMode",
        "elevation" => "elevation",
        "exponent" => "exponent",
        "filterUnits" => "filterUnits",
        "height" => "height",
        "in" => "in",
        "in2" => "in2",
        "intercept" => "intercept",
        "k1" => "k1",
        "k2" => "k2",
        "k3" => "k3",
        "k4" => "k4",
        "kernelMatrix" => "kernelMatrix",
        "kernelUnitLength" => "kernelUnitLength",
        "limitingConeAngle" => "limitingConeAngle",
        "mode" => "mode",
        "numOctaves" => "numOctaves",
        "offset" => "offset",
        "operator" => "operator",
        "order" => "order",
        "pointsAtX" => "pointsAtX",
        "pointsAtY" => "pointsAtY",
        "pointsAtZ" => "pointsAtZ",
        "preserveAlpha" => "preserveAlpha",
        "primitiveUnits" => "primitiveUnits",
        "radius" => "radius",
        "result" => "result",
        "scale" => "scale",
        "seed" => "seed",
        "slope" => "slope",
        "specularConstant" => "specularConstant",
        "specularExponent" => "specularExponent",
        "stdDeviation" => "stdDeviation",
        "stitchTiles" => "stitchTiles",
        "surfaceScale" => "surfaceScale",
        "tableValues" => "tableValues",
        "targetX" => "targetX",
        "targetY" => "targetY",
        "type" => "type",
        "values" => "values",
        "width" => "width",
        "x" => "x",
        "xChannelSelector" => "xChannelSelector",
        "y" => "y",
        "yChannelSelector" => "yChannelSelector",
        "z" => "z",
        _ => null,
    };

    /// <summary>Those that a style may say too.</summary>
    /// <returns>Null for all others.</returns>
    public static string? Property(ReadOnlySpan<char> name) => name switch
    {
        "color-interpolation-filters" => "color-interpolation-filters",
        "flood-color" => "flood-color",
        "flood-opacity" => "flood-opacity",
        "lighting-color" => "lighting-color",
        _ => null,
    };
}
