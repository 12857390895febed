using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>libvips 8.14 or later (Debian's libvips42): start-up, errors, images. Operations are in <see cref="VipsOperation"/>.</summary>
static unsafe partial class Vips
{
    internal const string Lib = "libvips.so.42";

    static readonly Lazy<nint> s_started = new(Start);

    /// <summary>Starts libvips once; every entry to this room that needs it calls this first.</summary>
    /// <exception cref="InvalidOperationException">libvips is not installed or does not start.</exception>
    internal static void Ensure() => _ = s_started.Value;

    static nint Start()
    {
        GLib.Quieten();
        try
        {
            // At start libvips loads five plug-ins (PDF, ImageMagick, ...) with all that hangs on them: 25 to 40 ms and 6 MB.
            // Where it looks for them hangs on VIPSHOME, which it reads through C's environment, not .NET's copy.
            var plain = NativeEnvironment.Get("VIPSHOME") == 0;
            if (plain) NativeEnvironment.Set("VIPSHOME", "/nonexistent", 1);
            var failed = Init("emoji-gen");
            if (plain) NativeEnvironment.Unset("VIPSHOME");
            if (failed != 0) throw new InvalidOperationException($"libvips does not start: {TakeError()}.");
        }
        catch (DllNotFoundException e)
        {
            throw new InvalidOperationException($"{Lib} is not installed: run ./setup, or sudo apt-get install libvips42.", e);
        }
        SetCacheMax(0);       // the same operation is never asked for twice, so its cache would only hold memory
        SetConcurrency(1);    // we work on several pictures at once instead
        return 1;
    }

    /// <summary>What libvips said since the last call, in one line.</summary>
    internal static string TakeError()
    {
        var copy = CopyErrors();
        var text = Marshal.PtrToStringUTF8(copy) ?? "";
        GLib.Free(copy);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "no reason given" : lines[0].TrimEnd('.');
    }

    [LibraryImport(Lib, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Init(string program);

    [LibraryImport(Lib, EntryPoint = "vips_cache_set_max")]
    private static partial void SetCacheMax(int operations);

    [LibraryImport(Lib, EntryPoint = "vips_concurrency_set")]
    private static partial void SetConcurrency(int threads);

    // Copies and clears in one, under libvips' lock: the buffer is shared by all threads.
    [LibraryImport(Lib, EntryPoint = "vips_error_buffer_copy")]
    private static partial nint CopyErrors();

    /// <param name="part">0, 1 or 2: major, minor, micro.</param>
    [LibraryImport(Lib, EntryPoint = "vips_version")]
    internal static partial int Version(int part);

    [LibraryImport(Lib, EntryPoint = "vips_image_new_from_memory")]
    internal static partial VipsImage NewFromMemory(byte* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Lib, EntryPoint = "vips_image_write_to_memory")]
    internal static partial byte* WriteToMemory(VipsImage image, out nuint size);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_width")]
    internal static partial int Width(VipsImage image);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_height")]
    internal static partial int Height(VipsImage image);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_bands")]
    internal static partial int Bands(VipsImage image);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_format")]
    internal static partial int Format(VipsImage image);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_interpretation")]
    internal static partial int Interpretation(VipsImage image);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_page_height")]
    internal static partial int PageHeight(VipsImage image);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint TypeOf(VipsImage image, string field);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetInt(VipsImage image, string field, out int value);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_array_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetInts(VipsImage image, string field, out int* values, out int count);

    [LibraryImport(Lib, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetBlob(VipsImage image, string field, out byte* data, out nuint length);

    [LibraryImport(Lib, EntryPoint = "vips_image_set_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetInt(VipsImage image, string field, int value);

    [LibraryImport(Lib, EntryPoint = "vips_image_set_array_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetInts(VipsImage image, string field, int* values, int count);

    [LibraryImport(Lib, EntryPoint = "vips_image_set_blob_copy", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetBlob(VipsImage image, string field, byte* data, nuint length);
}

/// <summary>A VipsImage: a recipe for pixels, computed when they are asked for.</summary>
sealed class VipsImage : GObjectHandle
{
    public VipsImage() { }

    public VipsImage(nint instance) : base(instance) { }
}
