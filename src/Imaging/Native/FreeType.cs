using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>FreeType 2.10 or later: glyphs of a font file to pixels.</summary>
/// <remarks>The records mirror freetype.h for 64 bits, as far as they are read; its fields have kept their places since version 2.0.</remarks>
static unsafe partial class FreeType
{
    internal const string Lib = "libfreetype.so.6";

    internal const int NoHinting = 1 << 1, RenderNow = 1 << 2, Color = 1 << 20; // FT_LOAD_...
    internal const byte Gray = 2, Bgra = 7;                                      // FT_PIXEL_MODE_...

    [StructLayout(LayoutKind.Sequential)]
    internal struct Face
    {
        public nint Faces, Index, Flags, StyleFlags, Glyphs;
        public byte* FamilyName, StyleName;
        public int FixedSizes;
        public FixedSize* Sizes;
        public int CharMaps;
        public void* CharMapList;
        public void* GenericData, GenericFinalizer;
        public nint Left, Bottom, Right, Top;
        public ushort UnitsPerEm;
        public short Ascender, Descender, Height, MaxAdvance, MaxVerticalAdvance, UnderlinePosition, UnderlineThickness;
        public GlyphSlot* Slot;
    }

    /// <summary>One of the sizes that a bitmap font has.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct FixedSize
    {
        public short Height, Width;
        public nint Size, PixelsAcross, PixelsDown;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct GlyphSlot
    {
        public void* Library, Face, Next;
        public uint Index;
        public void* GenericData, GenericFinalizer;
        public nint Width, Height, BearingX, BearingY, Advance, VerticalBearingX, VerticalBearingY, VerticalAdvance;
        public nint LinearAdvance, LinearVerticalAdvance, AdvanceX, AdvanceY;
        public int Format;
        public Bitmap Bitmap;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Bitmap
    {
        public int Rows, Width, Pitch;
        public byte* Buffer;
        public ushort Grays;
        public byte Mode;
    }

    [LibraryImport(Lib, EntryPoint = "FT_Init_FreeType")]
    internal static partial int Init(out nint library);

    [LibraryImport(Lib, EntryPoint = "FT_Done_FreeType")]
    internal static partial int Done(nint library);

    [LibraryImport(Lib, EntryPoint = "FT_New_Memory_Face")]
    internal static partial int NewFace(nint library, byte* file, nint length, nint index, out Face* face);

    [LibraryImport(Lib, EntryPoint = "FT_Set_Pixel_Sizes")]
    internal static partial int SetPixels(Face* face, uint width, uint height);

    [LibraryImport(Lib, EntryPoint = "FT_Select_Size")]
    internal static partial int SelectSize(Face* face, int index);

    [LibraryImport(Lib, EntryPoint = "FT_Load_Glyph")]
    internal static partial int LoadGlyph(Face* face, uint glyph, int flags);
}

/// <summary>A font file opened by FreeType, with its library and its bytes: one after the other they are let go of together.</summary>
sealed unsafe class FontFace : SafeHandle
{
    readonly byte* _file;

    /// <param name="file">Copied, since FreeType goes on reading from it.</param>
    internal FontFace(ReadOnlySpan<byte> file) : base(0, ownsHandle: true)
    {
        _file = (byte*)NativeMemory.Alloc((nuint)Math.Max(1, file.Length));
        file.CopyTo(new(_file, file.Length));
        if (FreeType.Init(out var library) != 0) return;
        SetHandle(library);
        IsFont = FreeType.NewFace(library, _file, file.Length, 0, out var face) == 0;
        Face = face;
    }

    /// <summary>Whether FreeType could open it.</summary>
    internal bool IsFont { get; }

    internal FreeType.Face* Face { get; }

    public override bool IsInvalid => _file is null;

    protected override bool ReleaseHandle()
    {
        if (handle != 0) _ = FreeType.Done(handle); // and the face with it
        NativeMemory.Free(_file);
        return true;
    }
}
