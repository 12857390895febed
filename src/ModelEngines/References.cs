using EmojiGen.Art;
using EmojiGen.Diffusion.Drafts;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Hub;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.ModelEngines;

/// <summary>The pictures that a model refers to: those that were named, else the emoji that the draft was made of.</summary>
/// <param name="Names">Files and emoji; none where nothing is referred to.</param>
/// <param name="Scale">How much they count.</param>
sealed record References(IReadOnlyList<string> Names, double Scale, IReadOnlyList<ArtSet> Sets) : IDisposable
{
    /// <summary>As runs refer to them; null where there are none.</summary>
    public ReferencePictures? Encoded { get; private init; }

    /// <summary>Pixels of an emoji on its way to the image encoder.</summary>
    const int Side = 224;

    static readonly References none = new([], 0, []);

    /// <summary>What runs of a request refer to, where the model has an IP-Adapter or one was named.</summary>
    /// <exception cref="RequestException">References were named that cannot be used.</exception>
    public static References Of(DiffusionModel model, DiffusionRequest request, Studio studio, Draft? draft, HubEnvironment hub)
    {
        var adapter = IpAdapterFile.Find(model, request.IpAdapter is null ? null : System.IO.Path.GetFullPath(request.IpAdapter), hub);
        if (adapter is null)
        {
            return request.References.Count == 0 ? none : throw new RequestException(
                $"{DiffusionRequest.Of(nameof(request.References))} needs an IP-Adapter for this model: name its file with {DiffusionRequest.Of(nameof(request.IpAdapter))} (emoji-dev pull {IpAdapterFile.Published} fetches the published ones).");
        }
        List<(string Name, Raster Picture, ArtSet? Set)> pictures = request.References.Count > 0
            ? [.. request.References.Select(it => Named(it, request.Style, studio))]
            : draft is null ? [] : [.. draft.Scene.Parts.Select(it => Emoji(it.Emoji, request.Style, studio))
                .OfType<(string, Raster, ArtSet?)>().DistinctBy(it => it.Item1)];
        if (pictures.Count == 0) return none;

        // What a person names is meant; what was retrieved counts as much as it is alike.
        var scale = request.ReferenceScale
            ?? Math.Round(request.References.Count > 0 ? DraftGuidance.ScaleWhenAlike : DraftGuidance.Scale(draft!.Similarity),
                DiffusionStart.Digits);
        return new([.. pictures.Select(it => it.Name)], scale, [.. pictures.Select(it => it.Set).OfType<ArtSet>().Distinct()])
        {
            Encoded = adapter.Refer(model, [.. pictures.Select(it => it.Picture)], scale, request.Layers),
        };
    }

    public void Dispose() => Encoded?.Dispose();

    static (string Name, Raster Picture, ArtSet? Set) Named(Reference reference, string style, Studio studio)
    {
        if (reference.Picture is { } picture) return (reference.Name, picture, null);
        if (studio.Find(reference.Name) is { } emoji && Emoji(emoji, style, studio) is { } found) return found;
        throw new RequestException(
            $"{DiffusionRequest.Of(nameof(DiffusionRequest.References))} has '{reference.Name}', which is neither a picture file nor an emoji or its name.");
    }

    static (string Name, Raster Picture, ArtSet? Set)? Emoji(Emoji emoji, string style, Studio studio) =>
        studio.Icon(emoji, studio.Style(style)) is not { } icon ? null
        : (emoji.Name, SvgRenderer.Render(SvgWriter.WriteUtf8(icon.Document), Side, Side), icon.Set);
}
