namespace EmojiGen.Generation.Enhancement;

/// <summary>Drawings of one prompt in several words, as one.</summary>
public static class DrawingsTogether
{
    /// <param name="drawings">At least one, all of one engine.</param>
    public static Drawing Of(IReadOnlyList<Drawing> drawings) => drawings.Count == 1 ? drawings[0] : drawings[0] with
    {
        Pictures = [.. drawings.SelectMany(it => it.Pictures)],
        Attribution = drawings[0].Attribution with { Sets = [.. drawings.SelectMany(it => it.Attribution.Sets).DistinctBy(it => it.Key)] },
        Scenes = [.. drawings.SelectMany(it => it.Scenes)],
        NotShown = [.. drawings.SelectMany(it => it.NotShown).Distinct(StringComparer.Ordinal)],
        Substituted = [.. drawings.SelectMany(it => it.Substituted).Distinct()],
        Guessed = [.. drawings.SelectMany(it => it.Guessed).Distinct()],
        Notices = [.. drawings.SelectMany(it => it.Notices).DistinctBy(it => it.ToString(), StringComparer.Ordinal)],
    };
}
