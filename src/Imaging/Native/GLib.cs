using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>The few calls of GLib and GObject that librsvg and libvips objects are handled with.</summary>
static unsafe partial class GLib
{
    const string Lib = "libglib-2.0.so.0";
    const string ObjectLib = "libgobject-2.0.so.0";

    static int s_quiet;

    /// <summary>GLib's error record: quark, code, UTF-8 message.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Error
    {
        public uint Domain;
        public int Code;
        public byte* Message;
    }

    [LibraryImport(ObjectLib, EntryPoint = "g_object_unref")]
    internal static partial void Unref(nint instance);

    [LibraryImport(Lib, EntryPoint = "g_free")]
    internal static partial void Free(nint memory);

    [LibraryImport(Lib, EntryPoint = "g_error_free")]
    private static partial void FreeError(Error* error);

    [LibraryImport(Lib, EntryPoint = "g_log_set_writer_func")]
    private static partial void SetLogWriter(delegate* unmanaged[Cdecl]<int, nint, nuint, nint, int> writer, nint data, nint free);

    /// <summary>Keeps the libraries from writing their warnings to the terminal: what matters comes back as an error.</summary>
    internal static void Quieten()
    {
        if (Interlocked.Exchange(ref s_quiet, 1) == 0) SetLogWriter(&Drop, 0, 0); // GLib takes a writer only once
    }

    /// <summary>The message of an error, which is freed.</summary>
    internal static string TakeMessage(Error* error)
    {
        if (error is null) return "no reason given";
        var message = Marshal.PtrToStringUTF8((nint)error->Message) ?? "no reason given";
        FreeError(error);
        return message;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int Drop(int level, nint fields, nuint count, nint data) => 1; // G_LOG_WRITER_HANDLED
}
