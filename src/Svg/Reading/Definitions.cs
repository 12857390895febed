namespace EmojiGen.Svg.Reading;

/// <summary>How much a definition unfolds to wherever it is used.</summary>
/// <param name="Height">How far it reaches below the place of its use.</param>
readonly record struct Extent(int Nodes, int Height);

/// <summary>What has been read for use within one viewport, whose sides percentages refer to. One instance an element, so that what shared
/// a definition in the text shares it in the tree.</summary>
sealed class Definitions(Viewport viewport)
{
    public Viewport Viewport => viewport;

    public Dictionary<int, Gradient?> Gradients { get; } = [];
    public Dictionary<int, (Paint? Pattern, Extent Extent)> Patterns { get; } = [];
    public Dictionary<int, (ClipPath? Clip, Extent Extent)> Clips { get; } = [];
    public Dictionary<int, (Mask? Mask, Extent Extent)> Masks { get; } = [];
    public Dictionary<int, Filter?> Filters { get; } = [];
}
