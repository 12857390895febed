using EmojiGen.Art;
using EmojiGen.Diffusion.Drafts;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Hub;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>The pictures that a model refers to: those that were named, else the emoji that the draft was made of.</summary>
/// <param name="Names">Files and emoji; none where nothing is referred to.</param>
/// <param name="Scale">How much they count.</param>
sealed record References(IReadOnlyList<string> Names, double Scale, IReadOnlyList<ArtSet> Sets)
{
    /// <summary>Pixels of an emoji on its way to the image encoder.</summary>
    const int Side = 224;

    static readonly References s_none = new([], 0, []);

    /// <summary>Gives the model its references, where it has an IP-Adapter or one was named.</summary>
    /// <exception cref="UsageException">References were named that cannot be used.</exception>
    public static References Use(DiffusionModel model, GenerateOptions options, Terminal terminal, Studio? studio, Draft? draft)
    {
        var asked = options.Diffusion;
        var adapter = IpAdapterFile.Find(model, asked.IpAdapter is null ? null : Path.GetFullPath(asked.IpAdapter, terminal.Folder), HubEnvironment.Read(terminal.Variable));
        if (adapter is null)
        {
            return asked.References.Count == 0 ? s_none : throw new UsageException(
                "--reference needs an IP-Adapter for this model: name its file with --ip-adapter (emoji-dev pull h94/IP-Adapter fetches the published ones).");
        }
        var style = studio?.Style(options.Style) ?? options.Style;
        List<(string Name, Raster Picture, ArtSet? Set)> pictures = asked.References.Count > 0
            ? [.. asked.References.Select(it => Named(it, style, terminal, studio!))]
            : draft is null ? [] : [.. draft.Scene.Parts.Select(it => Emoji(it.Emoji, style, studio!)).OfType<(string, Raster, ArtSet?)>().DistinctBy(it => it.Item1)];
        if (pictures.Count == 0) return s_none;

        // What a person names is meant; what was retrieved counts as much as it is alike.
        var scale = asked.ReferenceScale ?? (asked.References.Count > 0 ? DraftGuidance.ScaleWhenAlike : DraftGuidance.Scale(draft!.Similarity));
        adapter.Refer(model, [.. pictures.Select(it => it.Picture)], scale, asked.Layers);
        return new([.. pictures.Select(it => it.Name)], scale, [.. pictures.Select(it => it.Set).OfType<ArtSet>().Distinct()]);
    }

    static (string Name, Raster Picture, ArtSet? Set) Named(string reference, string style, Terminal terminal, Studio studio)
    {
        var path = Path.GetFullPath(reference, terminal.Folder);
        if (File.Exists(path)) return (reference, ImageFile.Load(path), null);
        if (studio.Find(reference) is { } emoji && Emoji(emoji, style, studio) is { } found) return found;
        throw new UsageException($"--reference is '{reference}'; it is neither a picture file nor an emoji or its name.");
    }

    static (string Name, Raster Picture, ArtSet? Set)? Emoji(Emoji emoji, string style, Studio studio) => studio.Icon(emoji, style) is not { } icon ? null
        : (emoji.Name, SvgRenderer.Render(SvgWriter.WriteUtf8(icon.Document), Side, Side), icon.Set);
}
