using System.Globalization;
using EmojiGen.Generation;
using EmojiGen.Imaging;

namespace EmojiGen.Cli.Generation;

/// <summary>Where a run will write, checked before anything is drawn.</summary>
/// <remarks>A name that the person gave is replaced. One that is made up is the first of which all files are free, and that is known only
/// once they are
/// written: several runs at once each have their own.</remarks>
sealed class OutputPlan
{
    /// <summary>What <c>-o</c> says where a picture goes to standard output.</summary>
    public const string StandardOutput = "-";

    static readonly string[] formats = [".svg", ".png", ".webp"];

    /// <param name="Path">As it was named, or before any number.</param>
    sealed record Place(string Path, bool IsMadeUp);

    readonly IReadOnlyList<Place> places;
    readonly int count;
    readonly string folder;

    OutputPlan(IReadOnlyList<Place> places, int count, string folder) => (this.places, this.count, this.folder) = (places, count, folder);

    /// <summary>One picture goes to each of <paramref name="named"/>; several go to <c>name-1.png</c>, <c>name-2.png</c>, ... and
    /// <c>name-sheet.png</c>.
    /// With none named, a name is made from the prompt.</summary>
    /// <param name="named">The values of <c>-o</c>; a folder stands for a name made from the prompt inside it.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <exception cref="UsageException">A format that cannot hold the picture.</exception>
    /// <exception cref="IOException">A folder that is not there.</exception>
    public static OutputPlan Of(IReadOnlyList<string> named, string prompt, int count, string folder)
    {
        var name = FileName(prompt);
        Place[] places = named.Count == 0 ? [new(name, IsMadeUp: true)]
            : [.. named.Select(it => IsFolder(it) ? new Place(Path.Combine(it, name), IsMadeUp: true) : new Place(it, IsMadeUp: false))];
        foreach (var place in places) Check(place.Path, folder);
        var plan = new OutputPlan(places, count, folder);
        if (plan.ToStandardOutput && (places.Length > 1 || count > 1))
            throw new UsageException("-o - writes one picture to standard output: leave out -n and further files.");
        return plan;

        bool IsFolder(string path) => path != StandardOutput && (path.EndsWith('/') || Directory.Exists(Path.GetFullPath(path, folder)));
    }

    /// <summary>The plan with names made from other words than the prompt's own.</summary>
    public OutputPlan Named(string words) => new(
        [.. places.Select(it => it.IsMadeUp ? it with { Path = Path.Combine(Path.GetDirectoryName(it.Path)!, FileName(words)) } : it)],
        count, folder);

    static string FileName(string words) => PromptSlug.Of(words) + ".png";

    /// <summary>Whether the picture is what standard output is for.</summary>
    public bool ToStandardOutput => places.Any(it => it.Path == StandardOutput);

    /// <exception cref="UsageException">One is an SVG, which a model cannot draw.</exception>
    public void RefuseVectors()
    {
        if (places.FirstOrDefault(it => it.Path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) is { Path: { } vector })
            throw new UsageException($"-o is '{vector}'; a model draws pixels: name a .png or .webp, or use --engine compose.");
    }

    /// <summary>Writes all pictures to all places. Everything is made before anything is written, so that what fails while drawing leaves
    /// no file behind.</summary>
    /// <param name="encode">A picture, from 0, in the format of a file's extension.</param>
    /// <param name="pictures">How many there are: not always as many as were asked for.</param>
    /// <param name="sheet">Of several pictures; PNG.</param>
    public OutputFiles Write(int pictures, Func<int, string, byte[]> encode, byte[]? sheet)
    {
        var contents = places.Select(place => Enumerable.Range(0, pictures).Select(i => encode(i, Path.GetExtension(place.Path))).ToArray())
            .ToArray();
        var written = new List<string>[pictures];
        for (var i = 0; i < pictures; i++) written[i] = [];
        string? sheetFile = null;
        for (var p = 0; p < places.Count; p++)
        {
            var names = Write(places[p], contents[p], p == 0 ? sheet : null);
            for (var i = 0; i < pictures; i++) written[i].Add(names[i]);
            if (names.Count > pictures) sheetFile = names[^1];
        }
        return new(written, sheetFile);
    }

    /// <returns>The files' names: those of the pictures, then that of the sheet.</returns>
    IReadOnlyList<string> Write(Place place, byte[][] pictures, byte[]? sheet)
    {
        if (place.IsMadeUp) return FreeNames.Write(number => Files(WithNumber(place.Path, number), pictures, sheet), folder);
        var files = Files(place.Path, pictures, sheet);
        foreach (var (path, content) in files) AtomicFile.Write(Path.GetFullPath(path, folder), content);
        return [.. files.Select(it => it.Path)];
    }

    List<(string Path, byte[] Content)> Files(string path, byte[][] pictures, byte[]? sheet)
    {
        List<(string, byte[])> files = [.. pictures.Select((it, i) => (count == 1 ? path : FreeNames.Suffixed(path, Number(i + 1)), it))];
        if (sheet is not null) files.Add((FreeNames.Suffixed(path, "-sheet", ".png"), sheet));
        return files;
    }

    static string WithNumber(string path, int number) => number == 1 ? path : FreeNames.Suffixed(path, Number(number));

    static string Number(int number) => string.Create(CultureInfo.InvariantCulture, $"-{number}");

    static void Check(string path, string folder)
    {
        if (path == StandardOutput) return;
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (!formats.Contains(extension, StringComparer.Ordinal))
            throw new UsageException($"-o is '{path}'; a transparent emoji can be written as .svg, .png or .webp.");
        OutputFile.At(path, folder);
    }
}
