using EmojiGen.Composition;
using EmojiGen.Diffusion.Drafts;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.ModelEngines;

/// <summary>The composed scene as a diffusion model's beginning, and how sure it is.</summary>
/// <param name="Certainty">0 to 1, see <see cref="DraftGuidance.Certainty"/>.</param>
public sealed record Draft(Scene Scene, double Certainty)
{
    /// <summary>How much of it is drawn anew.</summary>
    public double Strength => DraftGuidance.Strength(Certainty);

    /// <summary>How alike the retrieved emoji are to what was said: that of the least certain.</summary>
    public double Similarity => Scene.Parts.Min(it => it.Score);

    /// <summary>Null where nothing of the prompt is found in the art: then there is nothing to begin with.</summary>
    internal static Draft? Of(Studio studio, DiffusionRequest request)
    {
        var options = new ComposeOptions { Style = studio.Style(request.Style), Seed = request.Seed, SkinTone = request.SkinTone };
        var scene = studio.Compose(studio.Read(request.Prompt, request.Language, options.Style), options);
        return scene.Parts.IsEmpty ? null
            : new Draft(scene, DraftGuidance.Certainty([.. scene.Parts.Select(it => it.Score)], scene.NotShown.Length));
    }

    internal Raster Draw(int side) => SvgRenderer.Render(SvgWriter.WriteUtf8(Scene.Document), side, side);
}
