using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;

namespace EmojiGen.Generation;

/// <summary>Draws with a studio's art alone.</summary>
static class ComposeEngine
{
    public static ComposedDrawing Draw(Studio studio, ComposeRequest request, IProgress<GenerationProgress>? progress,
        CancellationToken cancel)
    {
        request.Validate();
        var size = request.Size ?? EmojiRequest.DefaultSize;
        var options = new ComposeOptions
        {
            Style = studio.Style(request.Style),
            Seed = request.Seed,
            Outline = request.Outline,
            SkinTone = request.SkinTone
        };
        var description = studio.Read(request.Prompt, request.Language, options.Style);
        var scenes = new List<DrawnScene>();
        foreach (var scene in studio.Vary(description, options, request.Count))
        {
            cancel.ThrowIfCancellationRequested();
            scenes.Add(scene);
            progress?.Report(new(scenes.Count, request.Count, step: 1, steps: 1, () => Picture(scene).Draw(size)));
        }
        if (scenes[0].Scene.Parts.IsEmpty)
            throw new InvalidOperationException(
                $"Nothing of '{request.Prompt}' can be shown: no emoji is like it; try other words, or emoji.");
        return new(request, description, [.. scenes.Select(Picture)],
            new Attribution([.. scenes.SelectMany(it => it.Scene.Sets).Distinct()]))
        {
            Scenes = [.. scenes.Select(it => it.Scene)],
            NotShown = [.. scenes.SelectMany(it => it.Scene.NotShown).Distinct(StringComparer.Ordinal)],
            Notices = [.. Notices(description, scenes.Count, request.Count)],
        };

        VectorPicture Picture(DrawnScene it) =>
            new(it.Scene.Document, new PictureText(new Attribution(it.Scene.Sets), GenerationParameters.Composed(request, it.Seed, size)),
                size, it.Seed);
    }

    static IEnumerable<Sentence> Notices(SceneDescription description, int drawn, int asked)
    {
        if (!description.Ignored.IsEmpty)
            yield return new($"ignored, being words for other programs: {string.Join(", ", description.Ignored)}");
        if (drawn < asked) yield return new($"only {drawn} of {asked}: this prompt leaves nothing else free");
    }
}
