using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>librsvg 2.52 or later (Debian's librsvg2-2, which libvips42 brings along).</summary>
static unsafe partial class Rsvg
{
    const string Lib = "librsvg-2.so.2";

    static bool s_found;

    /// <exception cref="InvalidOperationException">librsvg is not installed.</exception>
    internal static void Ensure()
    {
        if (s_found) return;
        if (!NativeLibrary.TryLoad(Lib, out _)) throw new InvalidOperationException($"{Lib} is not installed: run ./setup, or sudo apt-get install librsvg2-2.");
        GLib.Quieten();
        s_found = true;
    }

    /// <summary>Such as 2.54.7.</summary>
    internal static Version Version()
    {
        var library = NativeLibrary.Load(Lib);
        return new(Read("rsvg_major_version"), Read("rsvg_minor_version"), Read("rsvg_micro_version"));

        int Read(string symbol) => *(int*)NativeLibrary.GetExport(library, symbol);
    }

    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Rectangle(double X, double Y, double Width, double Height);

    /// <summary>A CSS length: the number and its unit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Length
    {
        public double Value;
        public int Unit;
    }

    [LibraryImport(Lib, EntryPoint = "rsvg_handle_new_from_data")]
    internal static partial GObjectHandle NewFromData(byte* data, nuint length, out GLib.Error* error);

    [LibraryImport(Lib, EntryPoint = "rsvg_handle_get_intrinsic_size_in_pixels")]
    internal static partial int GetSizeInPixels(GObjectHandle svg, out double width, out double height);

    [LibraryImport(Lib, EntryPoint = "rsvg_handle_get_intrinsic_dimensions")]
    internal static partial void GetDimensions(
        GObjectHandle svg, out int hasWidth, out Length width, out int hasHeight, out Length height, out int hasViewBox, out Rectangle viewBox);

    [LibraryImport(Lib, EntryPoint = "rsvg_handle_render_document")]
    internal static partial int RenderDocument(GObjectHandle svg, CairoContext context, in Rectangle viewport, out GLib.Error* error);
}
