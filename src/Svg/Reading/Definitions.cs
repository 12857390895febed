namespace EmojiGen.Svg.Reading;

/// <summary>How much a definition unfolds to wherever it is used.</summary>
/// <param name="Height">How far it reaches below the place of its use.</param>
readonly record struct Extent(int Nodes, int Height);

/// <summary>A definition that has been read, or that is being read and then is none to itself.</summary>
sealed record Definition<T>(T? Value, Extent Extent) where T : class;

/// <summary>What has been read for use within one viewport, whose sides percentages refer to. One instance an element, so that what shared
/// a definition in the text shares it in the tree.</summary>
sealed class Definitions(Viewport viewport)
{
    public Viewport Viewport => viewport;

    public Dictionary<int, Gradient?> Gradients { get; } = [];
    public Dictionary<int, Definition<Paint>> Patterns { get; } = [];
    public Dictionary<int, Definition<ClipPath>> Clips { get; } = [];
    public Dictionary<int, Definition<Mask>> Masks { get; } = [];
    public Dictionary<int, Filter?> Filters { get; } = [];
}
