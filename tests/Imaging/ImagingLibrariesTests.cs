using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class ImagingLibrariesTests
{
    [Fact]
    public void The_native_libraries_are_new_enough_for_what_is_called_in_them()
    {
        ImagingLibraries.Librsvg().ShouldBeGreaterThanOrEqualTo(new Version(2, 52), "rsvg_handle_get_intrinsic_size_in_pixels came with 2.52");
        ImagingLibraries.Libvips().ShouldBeGreaterThanOrEqualTo(new Version(8, 14));
    }
}
