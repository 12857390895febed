using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>
/// One libvips operation, by name, its arguments set as GObject properties: C's variable arguments, which the public functions take,
/// cannot be called portably from .NET.
/// </summary>
sealed unsafe partial class VipsOperation : GObjectHandle
{
    // GLib's fundamental types are small numbers shifted by two (gtype.h).
    const nint BooleanType = 5 << 2, IntType = 6 << 2, DoubleType = 15 << 2, StringType = 16 << 2;

    readonly string _name;

    internal VipsOperation(string name)
    {
        Vips.Ensure();
        _name = name;
        SetHandle(New(name));
        if (IsInvalid) throw new InvalidOperationException($"This libvips has no operation {name}: {Vips.TakeError()}.");
    }

    internal VipsOperation Set(string argument, int value)
    {
        Value v = default;
        InitValue(ref v, IntType);
        SetInt(ref v, value);
        return SetAndClear(argument, ref v);
    }

    internal VipsOperation Set(string argument, bool value)
    {
        Value v = default;
        InitValue(ref v, BooleanType);
        SetBoolean(ref v, value ? 1 : 0);
        return SetAndClear(argument, ref v);
    }

    internal VipsOperation Set(string argument, double value)
    {
        Value v = default;
        InitValue(ref v, DoubleType);
        SetDouble(ref v, value);
        return SetAndClear(argument, ref v);
    }

    internal VipsOperation Set(string argument, string value)
    {
        Value v = default;
        InitValue(ref v, StringType);
        SetString(ref v, value);
        return SetAndClear(argument, ref v);
    }

    internal VipsOperation Set(string argument, VipsImage value)
    {
        Value v = default;
        InitValue(ref v, ImageType());
        SetObject(ref v, value);
        return SetAndClear(argument, ref v);
    }

    internal VipsOperation Set(string argument, params ReadOnlySpan<double> values)
    {
        Value v = default;
        InitValue(ref v, DoublesType());
        fixed (double* first = values) SetDoubles(ref v, first, values.Length);
        return SetAndClear(argument, ref v);
    }

    /// <summary>Sets an enumeration or flags by the nickname that libvips' documentation gives.</summary>
    internal VipsOperation SetNick(string argument, string nick)
    {
        if (SetFromString(this, argument, nick) != 0) throw new InvalidOperationException($"libvips' {_name} does not take {argument}={nick}: {Vips.TakeError()}.");
        return this;
    }

    /// <param name="data">Read, not copied: it must stay where it is until the operation's image is gone.</param>
    internal VipsOperation SetBuffer(string argument, byte* data, int length)
    {
        var blob = NewBlob(0, data, (nuint)length);
        Value v = default;
        InitValue(ref v, BlobType());
        SetBoxed(ref v, blob); // takes a reference of its own
        UnrefArea(blob);
        return SetAndClear(argument, ref v);
    }

    /// <summary>Runs the operation.</summary>
    /// <returns>Its image, output <paramref name="output"/>.</returns>
    /// <exception cref="InvalidDataException">libvips refuses; the message is its reason.</exception>
    internal VipsImage Image(string output = "out")
    {
        Build();
        Value v = default;
        InitValue(ref v, ImageType());
        GetProperty(this, output, ref v);
        var image = new VipsImage(DupObject(ref v));
        ClearValue(ref v);
        UnrefOutputs(this);
        return image;
    }

    /// <summary>Runs the operation.</summary>
    /// <returns>A copy of its buffer.</returns>
    /// <exception cref="InvalidDataException">libvips refuses; the message is its reason.</exception>
    internal byte[] Buffer()
    {
        Build();
        Value v = default;
        InitValue(ref v, BlobType());
        GetProperty(this, "buffer", ref v);
        var data = GetBlobData(GetBoxed(ref v), out var length);
        var copy = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        ClearValue(ref v);
        UnrefOutputs(this);
        return copy;
    }

    void Build()
    {
        if (BuildObject(this) == 0) return;
        var reason = Vips.TakeError();
        UnrefOutputs(this); // a failed build may have made some of its outputs
        throw new InvalidDataException(reason);
    }

    VipsOperation SetAndClear(string argument, ref Value value)
    {
        SetProperty(this, argument, ref value);
        ClearValue(ref value);
        return this;
    }

    /// <summary>GLib's GValue: a type and two words (gvalue.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Value
    {
        public nint Type;
        public ulong First, Second;
    }

    const string GObject = "libgobject-2.0.so.0";

    [LibraryImport(Vips.Lib, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint New(string name);

    [LibraryImport(Vips.Lib, EntryPoint = "vips_object_build")]
    private static partial int BuildObject(VipsOperation operation);

    [LibraryImport(Vips.Lib, EntryPoint = "vips_object_unref_outputs")]
    private static partial void UnrefOutputs(VipsOperation operation);

    [LibraryImport(Vips.Lib, EntryPoint = "vips_object_set_argument_from_string", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetFromString(VipsOperation operation, string name, string value);

    [LibraryImport(Vips.Lib, EntryPoint = "vips_image_get_type")]
    private static partial nint ImageType();

    [LibraryImport(Vips.Lib, EntryPoint = "vips_blob_get_type")]
    private static partial nint BlobType();

    [LibraryImport(Vips.Lib, EntryPoint = "vips_array_double_get_type")]
    private static partial nint DoublesType();

    [LibraryImport(Vips.Lib, EntryPoint = "vips_value_set_array_double")]
    private static partial void SetDoubles(ref Value value, double* values, int count);

    [LibraryImport(Vips.Lib, EntryPoint = "vips_blob_new")]
    private static partial nint NewBlob(nint free, byte* data, nuint length);

    [LibraryImport(Vips.Lib, EntryPoint = "vips_blob_get")]
    private static partial byte* GetBlobData(nint blob, out nuint length);

    [LibraryImport(Vips.Lib, EntryPoint = "vips_area_unref")]
    private static partial void UnrefArea(nint area);

    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void SetProperty(VipsOperation instance, string name, ref Value value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void GetProperty(VipsOperation instance, string name, ref Value value);

    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    private static partial nint InitValue(ref Value value, nint type);

    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    private static partial void ClearValue(ref Value value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_int")]
    private static partial void SetInt(ref Value value, int number);

    [LibraryImport(GObject, EntryPoint = "g_value_set_boolean")]
    private static partial void SetBoolean(ref Value value, int truth);

    [LibraryImport(GObject, EntryPoint = "g_value_set_double")]
    private static partial void SetDouble(ref Value value, double number);

    [LibraryImport(GObject, EntryPoint = "g_value_set_string", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void SetString(ref Value value, string text);

    [LibraryImport(GObject, EntryPoint = "g_value_set_object")]
    private static partial void SetObject(ref Value value, VipsImage instance);

    [LibraryImport(GObject, EntryPoint = "g_value_set_boxed")]
    private static partial void SetBoxed(ref Value value, nint boxed);

    [LibraryImport(GObject, EntryPoint = "g_value_get_boxed")]
    private static partial nint GetBoxed(ref Value value);

    [LibraryImport(GObject, EntryPoint = "g_value_dup_object")]
    private static partial nint DupObject(ref Value value);
}
