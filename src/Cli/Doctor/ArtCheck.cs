using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Prompting;

namespace EmojiGen.Cli.Doctor;

/// <summary>The catalogue, the five sets and the user's own: there, whole, and of the versions that are installed.</summary>
static class ArtCheck
{
    const string Rebuild = "./setup --rebuild", OnFirstUse = "not built yet: that is done when it is first used";

    public static IEnumerable<Finding> Run(Installation installation)
    {
        List<Finding> findings = [];
        try
        {
            using var library = ArtLibrary.Open(installation.Art);
            findings.Add(new("Art", "catalogue", Health.Good, string.Create(CultureInfo.InvariantCulture,
                $"emojibase-data {library.Catalogue.SourceVersion}, {library.Catalogue.Count} emoji, {library.Catalogue.Languages.Length} languages")));
            findings.AddRange(library.Styles.Select(style => Style(style, library, installation.Art)));
            findings.Add(Captions(library.Catalogue, installation));
        }
        catch (ArtException e)
        {
            findings.Add(new("Art", "catalogue", Health.Missing, e.Message, Rebuild));
            return findings;
        }
        findings.Add(Directory.Exists(installation.Packages) ? Freshness(installation)
            : new("Art", "packages", Health.Remark, $"{installation.Packages} is not there; it is needed only to build the index", Rebuild));
        return findings;
    }

    static Finding Captions(Catalogue catalogue, Installation installation)
    {
        if (!File.Exists(installation.Captions)) return new("Art", "captions", Health.Good, OnFirstUse);
        return SentenceMeaning.IsBuilt(catalogue, installation.SentenceEncoder, installation.Captions)
            ? new("Art", "captions", Health.Good,
                $"{new FileInfo(installation.Captions).Length / 1e6:0.0} MB, of this catalogue and this sentence encoder")
            : new("Art", "captions", Health.Missing, $"{installation.Captions} is damaged, or of another catalogue or sentence encoder",
                Rebuild);
    }

    static Finding Style(string style, ArtLibrary library, string folder)
    {
        if (style != ArtIndexBuilder.DefaultStyle && !ArtLibrary.IsBuilt(folder, style)) return new("Art", style, Health.Good, OnFirstUse);
        try
        {
            var set = library.Set(style);
            return new("Art", style, Health.Good,
                string.Create(CultureInfo.InvariantCulture, $"{set.Title} {set.PackageVersion}, {set.Count} icons, {set.License.Title}"));
        }
        catch (ArtException e)
        {
            return new("Art", style, Health.Missing, e.Message, Rebuild);
        }
    }

    static Finding Freshness(Installation installation)
    {
        var built = ArtIndexBuilder.Outdated(installation.Packages, installation.Art)
            .Where(key => key is ArtIndexBuilder.CatalogueKey or ArtIndexBuilder.DefaultStyle || ArtLibrary.IsBuilt(installation.Art, key))
                .ToArray();
        return built.Length == 0
            ? new("Art", "index", Health.Good, "made from the installed packages")
            : new("Art", "index", Health.Missing, $"not made from the installed packages: {string.Join(", ", built)}", Rebuild);
    }
}
