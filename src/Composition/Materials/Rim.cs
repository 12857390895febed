using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>A thin edge about what was asked for in black or white, so that a ground of the same colour does not swallow it.</summary>
static class Rim
{
    /// <summary>Canvas units.</summary>
    const double Width = 1.4;

    static readonly Color aboutDark = new(132, 136, 148), aboutLight = new(176, 181, 190);

    /// <summary>About what stands before a ground of its own colours, canvas units.</summary>
    const double SceneWidth = 2.2;

    static readonly Color aboutScene = new(255, 255, 255);

    /// <summary>A white edge, as a sticker has it.</summary>
    public static Figure AboutScene(Figure figure) =>
        figure with { Node = new Group([SvgTree.Outline(figure.Node, aboutScene, SceneWidth), figure.Node]), Bounds = figure.Bounds.Inflate(SceneWidth) };

    public static Figure About(Figure figure, bool isDark)
    {
        var edge = SvgTree.Outline(figure.Node, isDark ? aboutDark : aboutLight, Width);
        return figure with { Node = new Group([edge, figure.Node]), Bounds = figure.Bounds.Inflate(Width) };
    }
}
