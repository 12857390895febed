using EmojiGen.Imaging;

namespace EmojiGen.Generation;

/// <summary>How far a drawing is.</summary>
/// <param name="picture">Of several, 1 for the first.</param>
/// <param name="pictures">How many there will be.</param>
/// <param name="step">Steps that are done of this picture.</param>
/// <param name="steps">Steps of this picture.</param>
/// <param name="preview">Draws what there is of it.</param>
/// <remarks>Engines report on the thread that draws, and wait: an <see cref="IProgress{T}"/> of one's own is called between two steps,
/// where
/// <see cref="Progress{T}"/> would post it elsewhere, too late for a preview.</remarks>
public sealed class GenerationProgress(int picture, int pictures, int step, int steps, Func<Raster> preview)
{
    public int Picture => picture;
    public int Pictures => pictures;
    public int Step => step;
    public int Steps => steps;

    /// <summary>What the picture shows by now, small. Takes a part of a step's time, and is to be asked for within <see
    /// cref="IProgress{T}.Report"/> only.</summary>
    public Raster Preview() => preview();
}
