using System.Globalization;
using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

/// <summary>Measures the whole process, so nothing may run beside it.</summary>
[CollectionDefinition("Native memory", DisableParallelization = true)]
public sealed class NativeMemory;

[Collection("Native memory")]
public class NativeMemoryTests
{
    [Fact]
    public void Thousands_of_renders_and_refusals_keep_memory_flat()
    {
        var good = Encoding.UTF8.GetBytes(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><linearGradient id='g'><stop stop-color='red'/></linearGradient><circle r='6' fill='url(#g)'/></svg>");
        var bad = Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><g><path d='M0 0'/>");

        // A document that is not let go of costs about 20 KB.
        Growth(4000, () =>
        {
            SvgRenderer.Render(good, 24, 24);
            Should.Throw<RenderException>(() => SvgRenderer.Render(bad, 24, 24));
        }).ShouldBeLessThan(12L << 20);
    }

    [Fact]
    public void Thousands_of_files_written_and_read_keep_memory_flat()
    {
        var picture = Pictures.Disc(64);
        var text = new ImageText { Parameters = "a cat", Title = "猫" };
        var broken = ImageFile.Encode(ImageFormat.WebP, picture).AsSpan(0, 60).ToArray();

        // One picture that is not let go of costs 16 KB, and each round makes four.
        Growth(400, () =>
        {
            foreach (var format in new[] { ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif })
                ImageFile.Load(ImageFile.Encode(format, picture, text));
            Should.Throw<InvalidDataException>(() => ImageFile.Load(broken));
        }).ShouldBeLessThan(12L << 20);
    }

    static long Growth(int times, Action work)
    {
        for (var i = 0; i < times / 4; i++) work(); // until pools and arenas have their size
        var before = Resident();
        for (var i = 0; i < times; i++) work();
        return Resident() - before;
    }

    static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(static l => l.StartsWith("RssAnon", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
