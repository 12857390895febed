using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace EmojiGen.Art;

/// <summary>All styles, the project's five and the user's own, opened as they are asked for.</summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class ArtLibrary : IDisposable
{
    readonly string folder;
    readonly string? packages;
    readonly IProgress<ArtProgress>? progress;
    readonly ConcurrentDictionary<string, Lazy<ArtSet>> sets = new(StringComparer.Ordinal);

    ArtLibrary(string folder, Catalogue catalogue, string? packages, IProgress<ArtProgress>? progress)
    {
        this.folder = folder;
        this.packages = packages;
        this.progress = progress;
        Catalogue = catalogue;
    }

    /// <param name="folder">Where the art is built: <c>build/art</c>.</param>
    /// <param name="packages"><c>node_modules</c>: the project's own styles that are not built yet are built from there when they are first
    /// needed, some seconds each; null: they are missing then.</param>
    /// <param name="progress">How far such a build is.</param>
    /// <exception cref="ArtException">The catalogue is missing or damaged. A style's file is opened, and complained of, when it is first
    /// needed.</exception>
    public static ArtLibrary Open(string folder, string? packages = null, IProgress<ArtProgress>? progress = null) =>
        new(folder, Catalogue.Open(folder), packages, progress);

    public Catalogue Catalogue { get; }

    /// <summary>The keys that <see cref="Find"/> takes: noto (the default), fluent, flat, twemoji, openmoji, then the user's in ordinal
    /// order.</summary>
    public ImmutableArray<string> Styles => [.. BuiltInSet.All.Select(s => s.Key), .. UserStyles];

    /// <summary>Whether a style's index lies in a folder of art.</summary>
    public static bool IsBuilt(string folder, string style) => File.Exists(SetFile.PathOf(folder, style));

    /// <summary>What is told of a style. Its index is not built for that.</summary>
    /// <exception cref="ArgumentException">There is no such style.</exception>
    /// <exception cref="ArtException">Its file, or its package, is missing or damaged.</exception>
    public StyleDescription Describe(string style) =>
        LeftForFirstUse(style) is { } set ? ArtIndexBuilder.Describe(set, packages!) : Set(style).Description;

    /// <summary>The keys of the user's own art.</summary>
    public ImmutableArray<string> UserStyles =>
        !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*" + SetFile.Extension)
        .Select(f => Path.GetFileNameWithoutExtension(f)).Where(k => BuiltInSet.Find(k) is null).Order(StringComparer.Ordinal)];

    /// <exception cref="ArgumentException">There is no such style.</exception>
    /// <exception cref="ArtException">Its file is missing or damaged.</exception>
    public ArtSet Set(string style) => sets.GetOrAdd(style, key => new Lazy<ArtSet>(() => OpenSet(key))).Value;

    /// <summary>The drawing of an emoji in a style, or in the styles that it falls back to (<see cref="Icon.Set"/> tells); null where none
    /// draws it.</summary>
    /// <param name="tone">A skin tone. Where the style has the emoji but not the tone, the yellow one is given.</param>
    /// <exception cref="ArgumentException">There is no such style.</exception>
    /// <exception cref="ArtException">A file that is needed is missing or damaged.</exception>
    public Icon? Find(Emoji emoji, string style, SkinTone tone = SkinTone.None)
    {
        var toned = Catalogue.Skin(emoji, tone)?.Characters;
        foreach (var key in Chain(style))
        {
            var icon = (toned is null ? null : Usable(key, toned)) ?? Drawing(key, emoji);
            if (icon is not null) return icon;
        }
        return null;
    }

    /// <summary>Whether a style itself draws an emoji, not one that it falls back to.</summary>
    public bool Draws(string style, Emoji emoji) => Drawing(style, emoji) is not null;

    /// <summary>What a style of the user's calls its drawings: each name that has letters, and the emoji of the catalogue that the drawing
    /// stands for, or one of the style alone (<see cref="Emoji.IsOwn"/>). None of the project's own styles, whose names are the
    /// catalogue's.</summary>
    public IEnumerable<(string Name, Emoji Emoji)> OwnNames(string style)
    {
        if (BuiltInSet.Find(style) is not null) yield break;
        foreach (var icon in Set(style).Icons)
            if (icon.Name.Any(char.IsLetter) && Hexcodes.Parse(icon.Name) is null)
                yield return (icon.Name, icon.Characters is { } characters && Catalogue.ByCharacters(characters) is { } emoji ? emoji
                    : Emoji.Own(icon.Name));
    }

    /// <summary>The drawing of exactly these characters, two people of different tones included; null where no style of the chain draws
    /// them.</summary>
    public Icon? FindExact(string characters, string style) =>
        Chain(style).Select(key => Usable(key, characters)).FirstOrDefault(icon => icon is not null);

    /// <summary>Takes the user's own art in as a style: an Iconify package or JSON file, a folder of SVGs named by code points, English
    /// names or shortcodes, or a colour-emoji font.</summary>
    /// <param name="key">What <see cref="Find"/> will take: lower-case letters, digits and '-', not one of the project's own styles. A
    /// style of that key is replaced.</param>
    /// <param name="license">Where the art does not say its own, or says it wrongly.</param>
    /// <exception cref="ArgumentException">The key cannot be a style's.</exception>
    /// <exception cref="ArtException">The path holds no art that can be used; one sentence names the file and the entry. Nothing is
    /// kept.</exception>
    /// <param name="strict">Whether art is refused of which anything has to be left out.</param>
    /// <param name="notices">Gets what was left out, drawing by drawing.</param>
    public ArtSet Add(string path, string key, License? license = null, bool strict = false, ICollection<ArtNotice>? notices = null,
        IProgress<ArtProgress>? progress = null, CancellationToken cancellation = default)
    {
        foreach (var notice in UserArt.Build(path, key, folder, Catalogue, license, strict, progress, cancellation)) notices?.Add(notice);
        Forget(key);
        return Set(key);
    }

    /// <summary>Removes a style that <see cref="Add"/> took in.</summary>
    /// <exception cref="ArgumentException">It is none of the user's.</exception>
    public void Remove(string key)
    {
        if (!UserStyles.Contains(key))
            throw new ArgumentException(
            $"There is no added art '{key}' to remove{(UserStyles is [] ? "" : $": there is {string.Join(", ", UserStyles)}")}.");
        Forget(key);
        File.Delete(SetFile.PathOf(folder, key));
    }

    // A set that is replaced stays mapped as long as somebody draws from it.
    void Forget(string key) => sets.TryRemove(key, out _);

    /// <summary>A style and those that it falls back to, in order.</summary>
    public static ImmutableArray<string> Chain(string style) =>
        [style, .. BuiltInSet.Find(style)?.Fallbacks ?? BuiltInSet.FallbacksOfUsers];

    public void Dispose()
    {
        foreach (var set in sets.Values)
            if (set.IsValueCreated) set.Value.Dispose();
        Catalogue.Dispose();
    }

    Icon? Drawing(string style, Emoji emoji) =>
        emoji.IsOwn ? Set(style).ByName(emoji.Hexcode) : Usable(style, emoji.Characters);

    Icon? Usable(string style, string characters) =>
        Set(style).ByCharacters(characters) is { } icon && BuiltInSet.Find(style)?.LeftOut.Contains(icon.Name) is not true ? icon : null;

    ArtSet OpenSet(string style)
    {
        var path = SetFile.PathOf(folder, style);
        if (BuiltInSet.Find(style) is null && !UserStyles.Contains(style))
            throw new ArgumentException($"There is no art style '{style}': choose one of {string.Join(", ", Styles)}.");
        if (LeftForFirstUse(style) is { } set) ArtIndexBuilder.BuildOnFirstUse(set, packages!, folder, Catalogue, progress);
        return ArtSet.Open(path);
    }

    /// <summary>The project's own style whose index is still to be built, its package being there; null where it is built, or cannot
    /// be.</summary>
    BuiltInSet? LeftForFirstUse(string style) =>
        packages is not null && BuiltInSet.Find(style) is { } set && !IsBuilt(folder, style)
            && Directory.Exists(Path.Combine(packages, set.Package))
            ? set
            : null;
}
