using System.Collections.Concurrent;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Drawn;

/// <summary>Drawings of our own, which no set has: an SVG each, in units of the head that it belongs to. Its box is -100 to 100 both ways,
/// the chin below.</summary>
static class Drawing
{
    /// <summary>Half of the head's side in a drawing.</summary>
    public const double Half = 100;

    /// <summary>What is drawn in this takes the colour of the wearer's hair.</summary>
    public static readonly Color HairInk = new(1, 1, 1);

    /// <summary>And this the colour of the skin.</summary>
    public static readonly Color SkinInk = new(2, 2, 2);

    static readonly ConcurrentDictionary<string, SvgDocument> read = new(StringComparer.Ordinal);

    /// <param name="name">Of the file, without its ending.</param>
    /// <returns>Null where there is no such drawing.</returns>
    public static SvgDocument? Find(string name) =>
        typeof(Drawing).Assembly.GetManifestResourceInfo(name + ".svg") is null ? null : Of(name);

    /// <exception cref="InvalidOperationException">There is no such drawing.</exception>
    public static SvgDocument Of(string name) => read.GetOrAdd(name, static key =>
        SvgReader.ParseDocument(LexiconFile.Read(typeof(Drawing).Assembly, key + ".svg")));

    /// <summary>From a drawing's units to a head's box.</summary>
    public static Matrix Onto(Box head) => Matrix.Translation(head.Center.X, head.Center.Y)
        * Matrix.Scaling(head.Width / (2 * Half), head.Height / (2 * Half));
}
