using EmojiGen.Generation;

namespace EmojiGen.ModelEngines;

/// <summary>What the Emoji VQ-VAE drew.</summary>
/// <param name="Model">As it was named.</param>
/// <param name="Side">Pixels of a side that the model drew.</param>
/// <param name="Transparency">How the pictures came by it: <c>decoder</c>, <c>cut-out</c> or <c>none</c>.</param>
public sealed record VqVaeDrawing(VqVaeRequest Request, string Model, int Side, string Transparency, IReadOnlyList<Picture> Pictures,
    Attribution Attribution) : Drawing(Pictures, Attribution);
