using System.Buffers.Binary;
using System.Text;
using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>One drawing of a set.</summary>
public sealed class Icon
{
    readonly int index;
    readonly WeakReference<SvgDocument?> document = new(null);

    internal Icon(ArtSet set, int index)
    {
        Set = set;
        this.index = index;
    }

    /// <summary>Where it comes from, which is not the style asked for when that one fell back.</summary>
    public ArtSet Set { get; }

    /// <summary>Its place in the set.</summary>
    public int Index => index;

    /// <summary>As the package names it: <c>cat-face</c>.</summary>
    public string Name => field ??= Set.NameOf(index);

    /// <summary>The emoji that it draws, without U+FE0F; null for a name that no emoji has.</summary>
    public string? Characters => Set.CharactersOf(index);

    public BodyKind Kind => Set.KindOf(index);

    /// <summary>SVG text: elements without their root, or a whole document (<see cref="Kind"/>). Decoded anew at each call.</summary>
    /// <exception cref="ArtException">The body is damaged, or it is a PNG.</exception>
    public string Body => Kind != BodyKind.Png
        ? Encoding.UTF8.GetString(Set.BodyOf(index))
        : throw new ArtException($"The icon '{Name}' of {Set.Title} is a raster picture: it has no SVG text.");

    /// <summary>The part of the plane that it is drawn in, in its own units.</summary>
    public Box ViewBox => Set.ViewBoxOf(index);

    /// <summary>The drawing as a resolved tree. Kept while somebody uses it, read anew after that.</summary>
    /// <exception cref="ArtException">The body is damaged or cannot be read.</exception>
    public SvgDocument Document
    {
        get
        {
            if (document.TryGetTarget(out var kept) && kept is not null) return kept;
            var read = Read();
            document.SetTarget(read);
            return read;
        }
    }

    SvgDocument Read()
    {
        try
        {
            return Read(Kind, Set.BodyOf(index), ViewBox);
        }
        catch (SvgException e)
        {
            throw new ArtException($"The icon '{Name}' of {Set.Title} cannot be read: {e.Message}", e);
        }
    }

    internal static SvgDocument Read(BodyKind kind, ReadOnlySpan<byte> body, Box viewBox) => kind switch
    {
        BodyKind.Fragment => SvgReader.Parse(Encoding.UTF8.GetString(body), viewBox),
        BodyKind.Document => SvgReader.ParseDocument(Encoding.UTF8.GetString(body)),
        _ => new SvgDocument(viewBox, [new Picture(Placement(body, viewBox), body.ToArray())]),
    };

    // A picture is cut to its ink: it lies in the middle of the view box, a pixel a unit, so that bounds are true without looking at
    // pixels.
    static Box Placement(ReadOnlySpan<byte> png, Box viewBox)
    {
        // A PNG's header: signature and chunk head take 16 bytes, then width and height.
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
        return Box.At(viewBox.Center.X - width / 2.0, viewBox.Center.Y - height / 2.0, width, height);
    }

    /// <summary>What composing needs to know of the drawing.</summary>
    /// <exception cref="ArtException">The index is damaged.</exception>
    public Anatomy Anatomy => field ??= Anatomy.Read(Set.AnatomyOf(index));

    public override string ToString() => $"{Set.Key}:{Name}";
}
