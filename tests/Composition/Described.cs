using System.Collections.Immutable;
using System.Text;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Composition;

/// <summary>Scenes described without words, and their pictures.</summary>
static class Described
{
    public const int Pixels = 128;

    public static readonly string[] Styles = ["noto", "fluent", "flat", "twemoji", "openmoji"];

    public static Found Found(string name) => new(BuiltArt.Catalogue.ByName(name).ShouldNotBeNull(name), name, 1);

    public static Subject Subject(string name) => new(Found(name));

    /// <summary>What words ask for, as names and words alone understand it.</summary>
    public static SceneDescription Read(string prompt) => Grammar.Reading.Of(prompt);

    public static SceneDescription Of(params Subject[] subjects) => new("", [.. subjects], [], []);

    public static SceneDescription Of(RelationKind kind, Subject subject, Subject other) =>
        new("", [subject, other], [new Relation(kind, 0, 1, kind.ToString())], []);

    public static Scene Compose(this SceneDescription description, string style = "noto", long seed = 0, bool outline = false) =>
        new Composer(BuiltArt.Catalogue, BuiltArt.Library)
            .Compose(description, new ComposeOptions { Style = style, Seed = seed, Outline = outline });

    public static string Svg(this Scene scene) => SvgWriter.Write(scene.Document);

    public static Raster Render(this Scene scene) => SvgRenderer.Render(Encoding.UTF8.GetBytes(scene.Svg()), Pixels, Pixels);

    /// <summary>Sizes of the connected pieces (eight neighbours) of what is at least half opaque, largest first.</summary>
    public static ImmutableArray<int> Pieces(this Raster image)
    {
        var seen = new bool[image.Width, image.Height];
        var sizes = new List<int>();
        var stack = new Stack<(int X, int Y)>();
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                Push(x, y);
                var size = 0;
                while (stack.TryPop(out var at))
                {
                    size++;
                    for (var dy = -1; dy <= 1; dy++) for (var dx = -1; dx <= 1; dx++) Push(at.X + dx, at.Y + dy);
                }

                if (size > 0) sizes.Add(size);
            }
        }

        return [.. sizes.OrderDescending()];

        void Push(int x, int y)
        {
            if ((uint)x >= image.Width || (uint)y >= image.Height || seen[x, y] || image[x, y].A < 128) return;
            seen[x, y] = true;
            stack.Push((x, y));
        }
    }

    public static IEnumerable<(int X, int Y, Rgba Color)> OpaquePixels(this Raster image)
    {
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                if (image[x, y].A > 200) yield return (x, y, image[x, y]);
    }
}
