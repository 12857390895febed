using System.Collections.Immutable;
using EmojiGen.Art.Files;
using EmojiGen.Art.Sources;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Art;

/// <summary>How far a build is.</summary>
/// <param name="Set">The key of the set, or <c>catalogue</c>.</param>
/// <param name="Done">Icons so far.</param>
/// <param name="Total">Icons in all.</param>
public readonly record struct ArtProgress(string Set, int Done, int Total);

/// <summary>Builds the art indices: one file a set, mapped when it is used.</summary>
public static class ArtIndexBuilder
{
    /// <summary>The style that the art index begins with; the others are built when they are first used, see <see
    /// cref="ArtLibrary"/>.</summary>
    public const string DefaultStyle = "noto";

    /// <summary>Builds the catalogue and the five sets that the project installs; what is up to date already is left alone.</summary>
    /// <inheritdoc cref="Build(string, string, IReadOnlyCollection{string}, bool, IProgress{ArtProgress}?, CancellationToken)"/>
    public static ImmutableArray<string> BuildAll(
        string modules, string folder, bool rebuild = false, IProgress<ArtProgress>? progress = null, CancellationToken cancellation = default) =>
        Build(modules, folder, [.. BuiltInSet.All.Select(s => s.Key)], rebuild, progress, cancellation);

    /// <summary>Builds the catalogue and some of the project's sets. Indexes of the others that are out of date are removed, so that they
    /// are built anew when they are used.</summary>
    /// <param name="modules">Where the packages lie: <c>node_modules</c>.</param>
    /// <param name="folder">Where the art goes: <c>build/art</c>; made if need be.</param>
    /// <param name="styles">Keys of sets.</param>
    /// <param name="rebuild">True to take all that is built for out of date.</param>
    /// <returns>What was built: <c>catalogue</c> and keys of sets.</returns>
    /// <exception cref="ArtException">A package is missing or malformed.</exception>
    public static ImmutableArray<string> Build(
        string modules, string folder, IReadOnlyCollection<string> styles, bool rebuild, IProgress<ArtProgress>? progress, CancellationToken cancellation)
    {
        var outdated = rebuild ? [CatalogueKey, .. BuiltInSet.All.Select(s => s.Key)] : Outdated(modules, folder);
        if (outdated.Contains(CatalogueKey))
        {
            progress?.Report(new ArtProgress(CatalogueKey, 0, 1));
            CatalogueBuilder.Build(Path.Combine(modules, "emojibase-data"), folder);
            progress?.Report(new ArtProgress(CatalogueKey, 1, 1));
        }
        using var catalogue = Catalogue.Open(folder);
        var built = outdated.Where(key => key == CatalogueKey || styles.Contains(key)).ToImmutableArray();
        foreach (var set in BuiltInSet.All.Where(s => outdated.Contains(s.Key)))
        {
            if (built.Contains(set.Key)) BuildPackage(set, modules, folder, catalogue, progress, cancellation);
            else File.Delete(SetFile.PathOf(folder, set.Key));
        }
        return built;
    }

    /// <summary>Builds a set that is used for the first time. Should another process be at it already, it is waited for.</summary>
    /// <exception cref="ArtException">Its package is missing or malformed, or the index cannot be written.</exception>
    internal static void BuildOnFirstUse(BuiltInSet set, string modules, string folder, Catalogue catalogue,
        IProgress<ArtProgress>? progress)
    {
        using var turn = BuildTurn.Wait(folder, set.Key);
        if (!File.Exists(SetFile.PathOf(folder, set.Key))) BuildPackage(set, modules, folder, catalogue, progress, CancellationToken.None);
    }

    static void BuildPackage(BuiltInSet set, string modules, string folder, Catalogue catalogue, IProgress<ArtProgress>? progress,
        CancellationToken cancellation)
    {
        using var source = OpenPackage(set, modules);
        Build(source, set.Key, folder, catalogue, progress, cancellation);
    }

    static IconifySource OpenPackage(BuiltInSet set, string modules)
    {
        try
        {
            return IconifySource.Open(Path.Combine(modules, set.Package), set.NamesFrom is null ? null
                : Path.Combine(modules, set.NamesFrom));
        }
        catch (ArtException e)
        {
            throw new ArtException($"{e.Message.TrimEnd('.')}; run {ArtException.Remedy}, which installs the art anew.", e);
        }
    }

    /// <summary>What a set's package says of it, its index being built or not.</summary>
    /// <exception cref="ArtException">The package is missing or malformed.</exception>
    internal static StyleDescription Describe(BuiltInSet set, string modules)
    {
        using var source = OpenPackage(set, modules);
        return new(set.Key, source.Title, source.Package, source.Version, source.Count, source.License);
    }

    /// <summary>What <see cref="ArtProgress.Set"/> calls the catalogue.</summary>
    public const string CatalogueKey = "catalogue";

    /// <summary>What is missing, unreadable, or built from another version of its package.</summary>
    public static ImmutableArray<string> Outdated(string modules, string folder)
    {
        var outdated = ImmutableArray.CreateBuilder<string>();
        if (!IsCurrent(Path.Combine(modules, "emojibase-data"), () => { using var c = Catalogue.Open(folder); return c.SourceVersion; }))
            outdated.Add(CatalogueKey);
        foreach (var set in BuiltInSet.All)
            if (!IsCurrent(Path.Combine(modules, set.Package),
                () => { using var s = ArtSet.Open(SetFile.PathOf(folder, set.Key)); return s.PackageVersion; })) outdated.Add(set.Key);
        return outdated.ToImmutable();
    }

    static bool IsCurrent(string package, Func<string> builtVersion)
    {
        try
        {
            return builtVersion() == PackageJson.Read(Path.Combine(package, "package.json"),
                root => root.GetProperty("version").GetString());
        }
        catch (ArtException)
        {
            return false;
        }
    }

    internal static void Build(ArtSource source, string key, string folder, Catalogue catalogue, IProgress<ArtProgress>? progress,
        CancellationToken cancellation)
    {
        using var file = new SectionFileWriter(SetFile.PathOf(folder, key), SetFile.Magic, SetFile.Version, capacity: 4);
        file.Add(SetFile.About, new BlockWriter().Strings([
            key, source.Title, source.Package, source.Version,
            source.License.Spdx, source.License.Title, source.License.Url, source.License.Author, source.License.AuthorUrl]));

        progress?.Report(new ArtProgress(key, 0, source.Count));
        var icons = WriteBodies(source, file, cancellation);
        var lookup = Lookup.Of(icons, source, catalogue);
        WriteAnatomy(icons, lookup, source, key, catalogue, file, progress, cancellation);
        file.Add(SetFile.Icons, Tables(icons, lookup));
        file.Commit();
    }

    sealed class Row(string name, BodyKind kind, int viewBox, int offset, int length, uint crc)
    {
        public string Name => name;
        public int Characters { get; set; } = -1;
        public (int Offset, int Length, uint Crc) Anatomy { get; set; } = (0, 0, Checksum.Of([]));

        public int[] Cells => [(int)kind, viewBox, Characters, offset, length, (int)crc, Anatomy.Offset, Anatomy.Length, (int)Anatomy.Crc];
    }

    sealed record Rows(List<Row> Icons, List<Box> ViewBoxes);

    static Rows WriteBodies(ArtSource source, SectionFileWriter file, CancellationToken cancellation)
    {
        var rows = new Rows([], []);
        var places = new Dictionary<Box, int>();
        var stream = file.BeginRaw(SetFile.Bodies);
        var start = stream.Position;
        foreach (var icon in source.Icons())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!places.TryGetValue(icon.ViewBox, out var place))
            {
                places[icon.ViewBox] = place = rows.ViewBoxes.Count;
                rows.ViewBoxes.Add(icon.ViewBox);
            }
            var offset = stream.Position - start;
            if (offset + icon.Body.Length > int.MaxValue)
                throw new ArtException($"The art of '{source.Title}' is larger than the 2 GB that an index can hold.");
            rows.Icons.Add(new Row(icon.Name, icon.Kind, place, (int)offset, icon.Body.Length, Checksum.Of(icon.Body.Span)));
            stream.Write(icon.Body.Span);
        }
        file.EndRaw();
        return rows;
    }

    static void WriteAnatomy(Rows rows, Lookup lookup, ArtSource source, string key, Catalogue catalogue, SectionFileWriter file,
        IProgress<ArtProgress>? progress, CancellationToken cancellation)
    {
        var drawn = new Drawn?[rows.Icons.Count];
        foreach (var (characters, icon) in lookup.Characters)
            if (drawn[icon] is null && catalogue.Identify(characters) is var (emoji, variant))
                drawn[icon] = new Drawn(emoji, variant?.Tone ?? SkinTone.None);
        var stream = file.BeginRaw(SetFile.Anatomy);
        var start = stream.Position;
        var done = 0;
        try
        {
            foreach (var bytes in AnatomySection.Of(source, drawn, cancellation))
            {
                rows.Icons[done++].Anatomy = ((int)(stream.Position - start), bytes.Length, Checksum.Of(bytes));
                stream.Write(bytes);
                if (done % 100 == 0 || done == rows.Icons.Count) progress?.Report(new ArtProgress(key, done, rows.Icons.Count));
            }
        }
        catch (AggregateException e) when (e.InnerException is ArtException first)
        {
            throw new ArtException(first.Message, e); // of the icons worked on at the same time, the first that failed
        }
        file.EndRaw();
    }

    /// <summary>Which icon each emoji and each name stands for.</summary>
    sealed record Lookup(SortedDictionary<string, int> Characters, SortedDictionary<string, int> Names)
    {
        public static Lookup Of(Rows rows, ArtSource source, Catalogue catalogue)
        {
            var names = new SortedDictionary<string, int>(Utf8Order.Instance);
            for (var i = 0; i < rows.Icons.Count; i++) names[rows.Icons[i].Name] = i;
            foreach (var (alias, name) in source.Aliases) names.TryAdd(alias, names[name]);

            var characters = new SortedDictionary<string, int>(Utf8Order.Instance);
            foreach (var (emoji, name) in CharactersOf(source, names.Keys, catalogue)) characters[emoji] = names[name];
            return new Lookup(characters, names);
        }
    }

    static BlockWriter Tables(Rows rows, Lookup lookup)
    {
        var place = 0;
        foreach (var icon in lookup.Characters.Values) rows.Icons[icon].Characters = Math.Max(rows.Icons[icon].Characters, place++);

        return new BlockWriter().Integers([.. rows.Icons.SelectMany(r => r.Cells)])
            .Integers([.. rows.ViewBoxes.SelectMany(b => new[] { b.Left, b.Top, b.Right, b.Bottom }).Select(BitConverter.DoubleToInt64Bits)
                .SelectMany(b => new[] { (int)b, (int)(b >> 32) })])
            .Strings([.. rows.Icons.Select(r => r.Name)])
            .Strings(lookup.Characters.Keys).Integers(lookup.Characters.Values)
            .Strings(lookup.Names.Keys).Integers(lookup.Names.Values);
    }

    /// <summary>True where at least one icon stands for an emoji.</summary>
    internal static bool DrawsAnything(ArtSource source, Catalogue catalogue) => CharactersOf(source, source.Names, catalogue).Count > 0;

    static Dictionary<string, string> CharactersOf(ArtSource source, IEnumerable<string> names, Catalogue catalogue)
    {
        // Sets give characters of the private-use areas to icons that are no emoji.
        var characters = source.Characters.Where(it => !Hexcodes.IsPrivateUse(it.Key)).ToDictionary(StringComparer.Ordinal);
        var withdrawn = source.Withdrawn;
        EmojiNaming.Complete(characters, names.Where(it => !withdrawn.Contains(it)).Distinct(StringComparer.Ordinal)
            .ToDictionary(it => it, StringComparer.Ordinal), catalogue);
        return characters;
    }
}
