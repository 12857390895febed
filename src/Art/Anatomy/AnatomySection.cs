using EmojiGen.Art.Sources;
using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>The anatomy of every icon of a source, in the source's order.</summary>
static class AnatomySection
{
    /// <summary>Icons worked on at a time, on all cores.</summary>
    const int Batch = 256;

    /// <param name="emoji">What each icon draws; null where the catalogue does not know.</param>
    /// <exception cref="ArtException">An icon cannot be read.</exception>
    public static IEnumerable<byte[]> Of(ArtSource source, Emoji?[] emoji, CancellationToken cancellation)
    {
        var analyzer = new AnatomyAnalyzer(Faces(source, emoji, out var person), person);
        var batch = new List<(SourceIcon Icon, Emoji? Emoji)>(Batch);
        var index = 0;
        foreach (var icon in source.Icons())
        {
            // The body's memory is only lent until the next icon.
            batch.Add((icon with { Body = icon.Body.ToArray() }, emoji[index++]));
            if (batch.Count < Batch) continue;
            foreach (var bytes in Analyze(analyzer, batch, cancellation)) yield return bytes;
            batch.Clear();
        }

        foreach (var bytes in Analyze(analyzer, batch, cancellation)) yield return bytes;
    }

    static byte[][] Analyze(AnatomyAnalyzer analyzer, List<(SourceIcon Icon, Emoji? Emoji)> batch, CancellationToken cancellation)
    {
        var results = new byte[batch.Count][];
        Parallel.For(0, batch.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var anatomy = analyzer.Analyze(batch[i].Emoji, Read(batch[i].Icon));
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            anatomy.Write(writer);
            results[i] = stream.ToArray();
        });
        return results;
    }

    static List<SvgDocument> Faces(ArtSource source, Emoji?[] emoji, out SvgDocument? person)
    {
        var faces = new List<SvgDocument>();
        person = null;
        var index = 0;
        foreach (var icon in source.Icons())
        {
            switch (emoji[index++])
            {
                case { Name: "person" } when person is null: person = Read(icon); break;
                case { } e when BodyPlan.Of(e) == Plan.YellowFace: faces.Add(Read(icon)); break;
            }
        }

        return faces;
    }

    static SvgDocument Read(SourceIcon icon)
    {
        try
        {
            return Icon.Read(icon.Kind, icon.Body.Span, icon.ViewBox);
        }
        catch (SvgException e)
        {
            throw new ArtException($"The icon '{icon.Name}' cannot be read: {e.Message}", e);
        }
    }
}
