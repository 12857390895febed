using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>HarfBuzz: a sequence of characters to the glyphs of a font.</summary>
static unsafe partial class HarfBuzz
{
    const string Lib = "libharfbuzz.so.0";
    const int Duplicate = 0, RemoveInvisible = 8; // HB_MEMORY_MODE_DUPLICATE, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES

    /// <summary>hb_glyph_info_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct GlyphInfo
    {
        public uint Glyph, Mask, Cluster, Private1, Private2;
    }

    internal static ShapingFont Open(ReadOnlySpan<byte> file)
    {
        fixed (byte* data = file)
        {
            var blob = NewBlob(data, (uint)file.Length, Duplicate, 0, 0);
            var face = NewFace(blob, 0);
            var font = NewFont(face);
            DestroyFace(face); // each holds the one before
            DestroyBlob(blob);
            return font;
        }
    }

    /// <summary>The glyphs that a text becomes; 0 stands for a character that the font does not have.</summary>
    internal static uint[] Shape(ShapingFont font, ReadOnlySpan<byte> utf8)
    {
        var buffer = NewBuffer();
        try
        {
            fixed (byte* text = utf8) AddUtf8(buffer, text, utf8.Length, 0, utf8.Length);
            GuessProperties(buffer);
            SetFlags(buffer, RemoveInvisible);
            Shape(font, buffer, 0, 0);
            var infos = Glyphs(buffer, out var count);
            var glyphs = new uint[count];
            for (var i = 0; i < glyphs.Length; i++) glyphs[i] = infos[i].Glyph;
            return glyphs;
        }
        finally
        {
            DestroyBuffer(buffer);
        }
    }

    [LibraryImport(Lib, EntryPoint = "hb_blob_create")]
    private static partial nint NewBlob(byte* data, uint length, int mode, nint user, nint destroy);

    [LibraryImport(Lib, EntryPoint = "hb_blob_destroy")]
    private static partial void DestroyBlob(nint blob);

    [LibraryImport(Lib, EntryPoint = "hb_face_create")]
    private static partial nint NewFace(nint blob, uint index);

    [LibraryImport(Lib, EntryPoint = "hb_face_destroy")]
    private static partial void DestroyFace(nint face);

    [LibraryImport(Lib, EntryPoint = "hb_font_create")]
    private static partial ShapingFont NewFont(nint face);

    [LibraryImport(Lib, EntryPoint = "hb_font_destroy")]
    internal static partial void DestroyFont(nint font);

    [LibraryImport(Lib, EntryPoint = "hb_buffer_create")]
    private static partial nint NewBuffer();

    [LibraryImport(Lib, EntryPoint = "hb_buffer_destroy")]
    private static partial void DestroyBuffer(nint buffer);

    [LibraryImport(Lib, EntryPoint = "hb_buffer_add_utf8")]
    private static partial void AddUtf8(nint buffer, byte* text, int length, uint first, int count);

    [LibraryImport(Lib, EntryPoint = "hb_buffer_guess_segment_properties")]
    private static partial void GuessProperties(nint buffer);

    [LibraryImport(Lib, EntryPoint = "hb_buffer_set_flags")]
    private static partial void SetFlags(nint buffer, int flags);

    [LibraryImport(Lib, EntryPoint = "hb_shape")]
    private static partial void Shape(ShapingFont font, nint buffer, nint features, uint count);

    [LibraryImport(Lib, EntryPoint = "hb_buffer_get_glyph_infos")]
    private static partial GlyphInfo* Glyphs(nint buffer, out uint count);
}

/// <summary>A hb_font_t.</summary>
sealed class ShapingFont : SafeHandle
{
    public ShapingFont() : base(0, ownsHandle: true) { }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        HarfBuzz.DestroyFont(handle);
        return true;
    }
}
