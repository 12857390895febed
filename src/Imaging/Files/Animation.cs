using System.Collections.Immutable;

namespace EmojiGen.Imaging;

/// <summary>How frames follow each other.</summary>
/// <param name="Delays">How long each frame shows, in milliseconds, one a frame.</param>
/// <param name="Loops">How often the whole plays; 0 is for ever.</param>
public sealed record Animation(ImmutableArray<int> Delays, int Loops = 0)
{
    /// <summary>The same delay for every frame.</summary>
    /// <param name="frames">How many frames.</param>
    /// <param name="delay">Milliseconds.</param>
    /// <param name="loops">0 is for ever.</param>
    public static Animation Even(int frames, int delay, int loops = 0) => new([.. Enumerable.Repeat(delay, frames)], loops);
}
