using EmojiGen.Composition.Grammar;
using EmojiGen.Diffusion.Drafts;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Imaging.Cutouts;

namespace EmojiGen.ModelEngines;

/// <summary>Where a diffusion model begins: a picture that was given, the composed draft, or noise.</summary>
/// <param name="Picture">Square, of the side that is drawn; null: noise.</param>
/// <param name="Mask">Of the same size, white where it is painted anew.</param>
/// <param name="Strength">Of image-to-image.</param>
/// <param name="Given">Whether a person gave the picture, so that its transparency is kept.</param>
sealed record DiffusionStart(Draft? Draft, Raster? Picture, Raster? Mask, double Strength, bool Given)
{
    const double DefaultStrength = 0.8;

    /// <summary>Of a strength that nobody typed, so that a file can say it as it was.</summary>
    internal const int Digits = 3;

    public static DiffusionStart Noise { get; } = new(null, null, null, 1, Given: false);

    /// <param name="paintsAlpha">Whether the model paints transparency, and so knows objects without a ground.</param>
    public static DiffusionStart Of(DiffusionRequest request, Studio studio, int side, bool paintsAlpha, IReadOnlyList<UsedLora> loras,
        List<Sentence> notices)
    {
        if (request.Image is { } image)
        {
            var picture = paintsAlpha && request.Transparent ? CutOut(image.Picture, notices) : image.Picture;
            return new(null, Square(picture, side), request.Mask is { } mask ? Square(mask.Picture, side) : null,
                request.Strength ?? DefaultStrength, Given: true);
        }
        if (IsDrafted(request, loras, notices) && DraftOf(studio, request, notices) is { } draft)
            return new(draft, draft.Draw(side), null, request.Strength ?? Math.Round(draft.Strength, Digits), Given: false);
        if (request.Strength is not null)
        {
            throw new RequestException(
                $"{DiffusionRequest.Of(nameof(request.Strength))} says how much of a picture is drawn anew, but there is none: give {DiffusionRequest.Of(nameof(request.Image))}, or let it begin from a draft.");
        }
        return Noise;
    }

    /// <summary>What only a LoRA knows, the composer would guess wrong.</summary>
    static bool IsDrafted(DiffusionRequest request, IReadOnlyList<UsedLora> loras, List<Sentence> notices)
    {
        if (request.Draft is { } asked) return asked;
        if (request.Strength is not null
            || loras.FirstOrDefault(it => it.Lora.Weight > 0 && it.IsMeantBy(request.Prompt)) is not { } learned) return true;
        notices.Add(
            new($"no draft: \"{learned.TriggerPhrase}\" is what {Path.GetFileName(learned.Lora.File)} has learned ({DiffusionRequest.Of(nameof(request.Draft))} for one)"));
        return false;
    }

    static Draft? DraftOf(Studio studio, DiffusionRequest request, List<Sentence> notices)
    {
        try
        {
            var draft = ModelEngines.Draft.Of(studio, request);
            if (draft is { Certainty: >= DraftGuidance.UnsureBelow }) return draft;
            notices.Add(new($"no draft: no emoji is enough like the prompt"));
        }
        catch (PromptException e)
        {
            notices.Add(new($"no draft: {e.Message}"));
        }
        return null;
    }

    /// <summary>Without its ground, where it has one: a model that paints transparency would paint a white one as part of the
    /// picture.</summary>
    static Raster CutOut(Raster picture, List<Sentence> notices)
    {
        var cut = Cutout.Cut(picture);
        if (cut.Refusal is { } reason)
            notices.Add(new($"the ground of {DiffusionRequest.Of(nameof(DiffusionRequest.Image))} was not cut out: {reason}"));
        return cut.Picture;
    }

    /// <summary>Fitted into a square; what it does not fill is transparent.</summary>
    static Raster Square(Raster picture, int side)
    {
        var scale = (double)side / Math.Max(picture.Width, picture.Height);
        int width = Math.Max(1, (int)Math.Round(picture.Width * scale)), height = Math.Max(1, (int)Math.Round(picture.Height * scale));
        var fitted = picture.Width == width && picture.Height == height ? picture : picture.Resize(width, height);
        return width == side && height == side ? fitted
            : fitted.CompositeOver(new Raster(side, side), (side - width) / 2, (side - height) / 2);
    }
}
