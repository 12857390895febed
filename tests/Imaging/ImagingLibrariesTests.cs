using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class ImagingLibrariesTests
{
    [Fact]
    public void Libvips_is_the_one_that_comes_from_NuGet() =>
        ImagingLibraries.Libvips().ShouldBe(new Version(8, 18, 7), "Directory.Packages.props names it");

    [Fact]
    public void Drawing_reading_and_writing_open_no_graphics_library_of_the_system()
    {
        SvgRenderer.Render("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><text y='8'>a</text></svg>"u8, 8, 8);
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif })
            ImageFile.Load(ImageFile.Encode(format, Pictures.Disc(8)));
        TextOutline.Of("a", 8);

        var mapped = File.ReadLines("/proc/self/maps")
            .Select(static line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries))
            .Where(static part => part.Length == 6)
            .Select(static part => Path.GetFileName(part[5]))
            .Distinct()
            .ToArray();

        mapped.ShouldContain("libvips.so.42");
        mapped.ShouldContain("libSkiaSharp.so");
        string[] others = ["librsvg", "libcairo", "libglib", "libpango", "libfreetype", "libharfbuzz", "libfontconfig", "libpng", "libwebp",
            "libjpeg"];
        mapped.Where(file => others.Any(name => file.StartsWith(name, StringComparison.Ordinal))).ShouldBeEmpty();
    }
}
