using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>The drawing target that librsvg renders on.</summary>
static unsafe partial class Cairo
{
    internal const string Lib = "libcairo.so.2";

    /// <summary>CAIRO_FORMAT_ARGB32: on little-endian machines the bytes B, G, R, A, premultiplied.</summary>
    const int Argb32 = 0;

    [LibraryImport(Lib, EntryPoint = "cairo_image_surface_create_for_data")]
    private static partial nint CreateSurface(byte* data, int format, int width, int height, int stride);

    [LibraryImport(Lib, EntryPoint = "cairo_create")]
    private static partial CairoContext CreateContext(nint surface);

    [LibraryImport(Lib, EntryPoint = "cairo_surface_destroy")]
    private static partial void DestroySurface(nint surface);

    /// <summary>A context that draws straight into <paramref name="pixels"/>, which must outlive it.</summary>
    internal static CairoContext DrawOn(byte* pixels, int width, int height)
    {
        var surface = CreateSurface(pixels, Argb32, width, height, width * 4);
        var context = CreateContext(surface);
        DestroySurface(surface); // the context holds the other reference
        return context;
    }
}

/// <summary>A cairo_t.</summary>
sealed partial class CairoContext : SafeHandle
{
    public CairoContext() : base(0, ownsHandle: true) { }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Destroy(handle);
        return true;
    }

    [LibraryImport(Cairo.Lib, EntryPoint = "cairo_destroy")]
    private static partial void Destroy(nint context);
}
