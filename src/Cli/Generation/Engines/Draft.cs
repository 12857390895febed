using EmojiGen.Composition;
using EmojiGen.Diffusion.Drafts;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>The composed scene as a diffusion model's beginning, and how sure it is.</summary>
/// <param name="Certainty">0 to 1, see <see cref="DraftGuidance.Certainty"/>.</param>
sealed record Draft(Scene Scene, double Certainty)
{
    public double Strength => DraftGuidance.Strength(Certainty);

    /// <summary>How alike the retrieved emoji are to what was said: that of the least certain.</summary>
    public double Similarity => Scene.Parts.Min(it => it.Score);

    /// <summary>Null where nothing of the prompt is found in the art: then there is nothing to begin with.</summary>
    public static Draft? Of(Studio studio, GenerateOptions options, string style)
    {
        var scene = studio.Compose(studio.Read(options.Prompt), new ComposeOptions { Style = style, Seed = options.Seed, SkinTone = SkinTones.Parse(options.SkinTone) });
        return scene.Parts.IsEmpty ? null : new Draft(scene, DraftGuidance.Certainty([.. scene.Parts.Select(it => it.Score)], scene.NotShown.Length));
    }

    public Raster Draw(int side) => SvgRenderer.Render(SvgWriter.WriteUtf8(Scene.Document), side, side);
}
