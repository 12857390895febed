using EmojiGen.Evaluation.Features;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Evaluation;

/// <summary>The pictures that others are compared with: a style of the art, or a folder.</summary>
static class ReferenceStyle
{
    /// <summary>Reference pictures of the paper.</summary>
    const int Most = 4150;

    const int Side = 256;

    /// <param name="name">A style's key, or a folder.</param>
    /// <exception cref="ArgumentException">There is neither.</exception>
    public static IEnumerable<Raster> Pictures(string name, Terminal terminal, Installation installation)
    {
        var folder = Path.GetFullPath(name, terminal.Folder);
        return Directory.Exists(folder) ? InFolder(folder).Take(Most) : OfArt(name, installation);
    }

    /// <summary>Of a folder and all below it, each once.</summary>
    public static IEnumerable<Raster> InFolder(string folder) =>
        PictureFolder.Read(folder).Pictures.Select(it => it.Path).Distinct(StringComparer.Ordinal).Select(it => ImageFile.Load(it));

    /// <summary>What the eye says of them, with a line that tells how far it is.</summary>
    /// <param name="what">Is looked at: <c>the style</c>.</param>
    /// <param name="remembers">Whether what was seen before is taken from the cache.</param>
    /// <returns>(N, width)</returns>
    public static Tensor Look(IEnumerable<Raster> pictures, IPictureFeatures eye, string what, bool remembers, Terminal terminal)
    {
        using var progress = new ProgressLine(terminal, what);
        var cache = remembers ? FeatureCache.Open(PictureEyes.CacheFolder(terminal), eye) : null;
        return eye.Of(pictures, cache, seen => progress.Report(seen, 0, $"{seen} pictures"), terminal.Stop);
    }

    static IEnumerable<Raster> OfArt(string name, Installation installation)
    {
        using var studio = Studio.Open(installation);
        var style = studio.Style(name);
        foreach (var emoji in studio.Catalogue.All)
        {
            if (studio.Icon(emoji, style) is { } icon && icon.Set.Key == style)
                yield return SvgRenderer.Render(SvgWriter.WriteUtf8(icon.Document), Side, Side);
        }
    }
}
