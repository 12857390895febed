namespace EmojiGen.Imaging;

/// <summary>How the frames of a GIF make room for the next.</summary>
/// <remarks>GIF89a specification, sections 20 to 23.</remarks>
static class GifFrames
{
    const int ToBackground = 2;

    /// <summary>Has every frame cleared away before the next, the last one too, behind which an animation that begins anew would else show
    /// what the first frame leaves transparent. libvips writes the last otherwise where all others are cleared.</summary>
    /// <param name="gif">Is changed in its place.</param>
    internal static void ClearAfterAll(Span<byte> gif)
    {
        const byte disposal = 0x1C;
        var controls = Controls(gif);
        if (controls.Count < 2) return;
        foreach (var control in controls[..^1])
            if ((gif[control] & disposal) != ToBackground << 2) return; // frames that are drawn over one another rely on what is there
        gif[controls[^1]] = (byte)((gif[controls[^1]] & ~disposal) | (ToBackground << 2));
    }

    /// <summary>Where the flags of each frame's graphic control extension stand.</summary>
    static List<int> Controls(ReadOnlySpan<byte> gif)
    {
        const int flags = 10, descriptor = 13, image = 10;
        var found = new List<int>();
        var at = descriptor + TableLength(gif[flags]);
        while (at < gif.Length)
        {
            switch (gif[at])
            {
                case 0x21: // an extension: its label, then blocks
                    if (gif[at + 1] == 0xF9) found.Add(at + 3);
                    at = AfterBlocks(gif, at + 2);
                    break;
                case 0x2C: // a frame: its place and size, a colour table, the code size, then blocks
                    at = AfterBlocks(gif, at + image + TableLength(gif[at + image - 1]) + 1);
                    break;
                default:
                    return found;
            }
        }
        return found;
    }

    static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    static int AfterBlocks(ReadOnlySpan<byte> gif, int at)
    {
        while (gif[at] != 0) at += gif[at] + 1;
        return at + 1;
    }
}
