using System.Runtime.InteropServices;

namespace EmojiGen.Imaging.Native;

/// <summary>One reference to a GObject.</summary>
class GObjectHandle : SafeHandle
{
    public GObjectHandle() : base(0, ownsHandle: true) { }

    public GObjectHandle(nint instance) : base(0, ownsHandle: true) => SetHandle(instance);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        GLib.Unref(handle);
        return true;
    }
}
