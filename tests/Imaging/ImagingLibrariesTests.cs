using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class ImagingLibrariesTests
{
    [Fact]
    public void Libvips_is_the_one_that_comes_from_NuGet() => ImagingLibraries.Libvips().ShouldBe(new Version(8, 18, 7), "Directory.Packages.props names it");
}
