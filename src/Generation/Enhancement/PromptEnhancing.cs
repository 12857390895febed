using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Generation.Enhancement;

/// <summary>A request with more said of what it asks for.</summary>
/// <param name="Request">With <see cref="EmojiRequest.Enhanced"/> set, unless nothing was added.</param>
/// <param name="Prompt">What was added, by whom, and what was refused.</param>
public sealed record EnhancedRequest(EmojiRequest Request, EnhancedPrompt Prompt);

/// <summary>Says more of requests before an engine draws them.</summary>
public static class PromptEnhancing
{
    /// <summary>One request for each of the pictures asked for, each said in another way and with a seed of its own; the request alone, as
    /// it was, where there is but one way.</summary>
    /// <exception cref="IOException">What the enhancer needs is missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">The caller wished to stop.</exception>
    public static IReadOnlyList<EnhancedRequest> Of(EmojiRequest request, IPromptEnhancer enhancer, Studio studio, CancellationToken cancel)
    {
        request = request with { Enhanced = null };
        if (request.Prompt.Length == 0 || enhancer is NoEnhancer) return [new(request, EnhancedPrompt.Plain(request.Prompt, enhancer.Name))];
        var ways = new List<EnhancedRequest>();
        for (var picture = 0; picture < request.Count; picture++)
        {
            cancel.ThrowIfCancellationRequested();
            ways.Add(One(request with { Seed = request.SeedOf(picture), Count = 1 }, picture, enhancer, studio, cancel));
        }
        // Where all are alike, the engine itself makes several different pictures of them.
        return ways.Select(it => it.Request.Words).Distinct(StringComparer.Ordinal).Count() > 1 || request.Count == 1 ? ways
            : [ways[0] with { Request = request with { Enhanced = ways[0].Request.Enhanced } }];
    }

    /// <param name="picture">Of several, 0 for the first. It is the way that is taken, so that those of one run differ.</param>
    static EnhancedRequest One(EmojiRequest request, int picture, IPromptEnhancer enhancer, Studio studio, CancellationToken cancel)
    {
        var composes = request is ComposeRequest;
        if (composes && request.Language == EmojiRequest.DefaultLanguage && SceneBank.Find(request.Prompt, request.Seed) is { } scene)
            return new(request with { Enhanced = scene }, new EnhancedPrompt(request.Prompt, [scene], enhancer.Name));
        var enhanced = enhancer.Enhance(new(request.Prompt, enhancer is DetailsEnhancer ? picture : request.Seed, request.Language), cancel);
        enhanced = EnhancedReading.Checked(enhanced, studio, request.Language, request.Style, mustBeDrawn: composes);
        if (composes) enhanced = enhanced with { StyleWords = [] }; // the art has its own style
        return new(request with { Enhanced = enhanced.Text == request.Prompt ? null : enhanced.Text }, enhanced);
    }
}
