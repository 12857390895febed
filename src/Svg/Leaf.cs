using System.Collections.Immutable;

namespace EmojiGen.Svg;

/// <summary>A shape or picture of a document, with what the groups above it do to it.</summary>
/// <param name="Index">Its place in paint order, from 0; the same text gives the same indices.</param>
/// <param name="Node">A <see cref="Shape"/> or a <see cref="Picture"/>.</param>
/// <param name="ToRoot">From the space of the node's own geometry to the root's: its transform and those above it.</param>
/// <param name="Opacity">0..1, its own and those above it, without the paint's.</param>
/// <param name="Clips">Its own clip and those above it, outermost first; it shows where all of them let through.</param>
/// <param name="Groups">The groups above it, outermost first: masks and filters are theirs.</param>
public sealed record Leaf(int Index, Node Node, Matrix ToRoot, double Opacity, ImmutableArray<PlacedClip> Clips,
    ImmutableArray<Group> Groups);

/// <summary>A clip that cuts a leaf.</summary>
/// <param name="Clip">The union of its children lets through; a clip on it stands beside it as a clip of its own.</param>
/// <param name="ToRoot">From the space of the children to the root's: the clip's own transform and units are in it.</param>
public readonly record struct PlacedClip(ClipPath Clip, Matrix ToRoot);
