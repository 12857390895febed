using EmojiGen.Composition.Grammar;
using EmojiGen.Imaging;

namespace EmojiGen.Cli.Evaluation;

/// <summary>A picture that was drawn to be judged.</summary>
/// <param name="Told">The prompt as the engine got it.</param>
/// <param name="Number">0 for the first of its prompt.</param>
/// <param name="Seed">That makes it again.</param>
sealed record DrawnPicture(GeneratedPrompt Prompt, string Told, int Number, long Seed, Raster Picture, double Seconds);
