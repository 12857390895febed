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
            Background = request.Background,
            SkinTone = request.SkinTone
        };
        var description = studio.Read(request.Words, request.Language, options.Style);
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
            Substituted = [.. scenes.SelectMany(it => it.Scene.Substituted).Distinct()],
            Guessed = [.. scenes.SelectMany(it => it.Scene.Guessed).Distinct()],
            Notices = [.. Notices(description, request, scenes)],
        };

        VectorPicture Picture(DrawnScene it) =>
            new(it.Scene.Document, new PictureText(new Attribution(it.Scene.Sets), GenerationParameters.Composed(request, it.Seed, size)),
                size, it.Seed);
    }

    /// <summary>How many parts another set had to draw; null where none.</summary>
    static Sentence? FromOtherSets(string style, List<DrawnScene> scenes)
    {
        // Nearly always; and the look at each part below is code that would have to be compiled at each start.
        if (scenes.All(it => it.Scene.Sets.All(set => set.Key == style))) return null;
        var parts = scenes.SelectMany(it => it.Scene.Parts).DistinctBy(it => (it.Emoji.Index, it.Role)).ToArray();
        var others = parts.CountBy(it => it.Set.Key).Where(it => it.Key != style).ToArray();
        if (others is not [var first, .. var rest]) return null;
        var all = parts.Length == 1 ? "1 part" : $"{parts.Length} parts";
        return new($"art: {style}, {first.Value} of {all} from {first.Key}{string.Concat(rest.Select(it => $", {it.Value} from {it.Key}"))}");
    }

    static IEnumerable<Sentence> Notices(SceneDescription description, ComposeRequest request, List<DrawnScene> scenes)
    {
        if (!description.Ignored.IsEmpty)
            yield return new($"ignored, being words for other programs: {string.Join(", ", description.Ignored)}");
        if (FromOtherSets(request.Style, scenes) is { } borrowed) yield return borrowed;
        if (scenes.Count < request.Count) yield return new($"only {scenes.Count} of {request.Count}: this prompt leaves nothing else free");
    }
}
