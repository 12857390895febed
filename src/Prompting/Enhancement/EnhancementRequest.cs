namespace EmojiGen.Prompting.Enhancement;

/// <summary>A prompt to say more of.</summary>
/// <param name="Seed">Which of several ways; the same seed says the same.</param>
/// <param name="Language">Of the prompt, a code of the catalogue's.</param>
public sealed record EnhancementRequest(string Prompt, long Seed = 0, string Language = "en");
