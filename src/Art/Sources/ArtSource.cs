using EmojiGen.Svg;

namespace EmojiGen.Art.Sources;

/// <summary>A drawing on its way into an index.</summary>
/// <param name="Body">UTF-8 text, or a PNG.</param>
/// <param name="File">The text of the file that it was read from, where that is another than the body.</param>
readonly record struct SourceIcon(string Name, Box ViewBox, BodyKind Kind, ReadOnlyMemory<byte> Body, string? File = null);

/// <summary>Where the icons of a set come from: an Iconify package, a folder of SVGs, a font.</summary>
abstract class ArtSource : IDisposable
{
    public required string Title { get; init; }
    public required string Package { get; init; }
    public required string Version { get; init; }
    public required License License { get; init; }

    /// <summary>How many <see cref="Icons"/> gives.</summary>
    public abstract int Count { get; }

    /// <summary>The icons, read one at a time; the memory of a body is good until the next.</summary>
    public abstract IEnumerable<SourceIcon> Icons();

    /// <summary>What was left out of the drawings read so far, in their order.</summary>
    public List<ArtNotice> Notices { get; } = [];

    /// <summary>The names of the icons and their aliases.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Other names of icons: alias to name.</summary>
    public virtual IReadOnlyDictionary<string, string> Aliases { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the source itself says of which emoji its icons draw: characters without U+FE0F to name or alias.</summary>
    public virtual IReadOnlyDictionary<string, string> Characters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Icons that the source keeps for those who know their names, but has withdrawn: they stand for no emoji unless <see
    /// cref="Characters"/> says so.</summary>
    public virtual IReadOnlySet<string> Withdrawn { get; } = new HashSet<string>(StringComparer.Ordinal);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
