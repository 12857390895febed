namespace EmojiGen.Prompting.Enhancement;

/// <summary>Adds nothing.</summary>
public sealed class NoEnhancer : IPromptEnhancer
{
    public const string Is = "none";

    public string Name => Is;

    public EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default) => EnhancedPrompt.Plain(request.Prompt, Is);

    public void Dispose()
    {
        // holds nothing
    }
}
