namespace EmojiGen.Prompting.Enhancement;

/// <summary>Says more of what a prompt asks for.</summary>
public interface IPromptEnhancer : IDisposable
{
    /// <summary>As it is asked for: <c>details</c>.</summary>
    string Name { get; }

    /// <summary>The prompt with what fits it; alone where nothing surely does.</summary>
    /// <exception cref="IOException">What it needs is missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">The caller wished to stop.</exception>
    EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default);
}
