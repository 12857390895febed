using EmojiGen.Composition.Grammar;
using EmojiGen.Diffusion.Drafts;
using EmojiGen.Imaging;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>Where a diffusion model begins: a picture that was given, the composed draft, or noise.</summary>
/// <param name="Picture">Square, of the side that is drawn; null: noise.</param>
/// <param name="Mask">Of the same size, white where it is painted anew.</param>
/// <param name="Strength">Of image-to-image.</param>
/// <param name="Given">Whether a person gave the picture, so that its transparency is kept.</param>
sealed record Start(Draft? Draft, Raster? Picture, Raster? Mask, double Strength, bool Given)
{
    const double DefaultStrength = 0.8;

    /// <param name="studio">Draws the draft; null: there is none.</param>
    public static Start Of(GenerateOptions options, Terminal terminal, Studio? studio, int side, List<string> notices)
    {
        var asked = options.Diffusion;
        if (asked.Mask is not null && asked.Image is null) throw new UsageException("--mask says what of a picture to paint anew: give the picture with --image.");
        if (asked.Image is { } file)
        {
            var mask = asked.Mask is null ? null : Square(ImageFile.Load(Path.GetFullPath(asked.Mask, terminal.Folder)), side);
            return new(null, Square(ImageFile.Load(Path.GetFullPath(file, terminal.Folder)), side), mask, asked.Strength ?? DefaultStrength, Given: true);
        }
        if (studio is not null && DraftOf(studio, options, notices) is { } draft)
            return new(draft, draft.Draw(side), null, asked.Strength ?? draft.Strength, Given: false);
        if (asked.Strength is not null) throw new UsageException("--strength says how much of a picture is drawn anew, but there is none: give --image, or leave out --no-draft.");
        return new(null, null, null, 1, Given: false);
    }

    static Draft? DraftOf(Studio studio, GenerateOptions options, List<string> notices)
    {
        try
        {
            var draft = Draft.Of(studio, options, studio.Style(options.Style));
            if (draft is { Certainty: >= DraftGuidance.UnsureBelow }) return draft;
            notices.Add("no draft: no emoji is enough like the prompt");
        }
        catch (PromptException e)
        {
            notices.Add($"no draft: {e.Message}");
        }
        return null;
    }

    /// <summary>Fitted into a square; what it does not fill is transparent.</summary>
    static Raster Square(Raster picture, int side)
    {
        var scale = (double)side / Math.Max(picture.Width, picture.Height);
        int width = Math.Max(1, (int)Math.Round(picture.Width * scale)), height = Math.Max(1, (int)Math.Round(picture.Height * scale));
        var fitted = picture.Width == width && picture.Height == height ? picture : picture.Resize(width, height);
        return width == side && height == side ? fitted : fitted.CompositeOver(new Raster(side, side), (side - width) / 2, (side - height) / 2);
    }
}
