using EmojiGen.Art.Sources;
using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>What an icon draws.</summary>
/// <param name="Tone">Of its skin; of two people the first one's.</param>
sealed record Drawn(Emoji Emoji, SkinTone Tone);

/// <summary>The anatomy of every icon of a source, in the source's order.</summary>
static class AnatomySection
{
    /// <summary>Icons worked on at a time, on all cores.</summary>
    const int Batch = 256;

    /// <param name="drawn">What each icon draws; null where the catalogue does not know.</param>
    /// <exception cref="ArtException">An icon cannot be read.</exception>
    public static IEnumerable<byte[]> Of(ArtSource source, Drawn?[] drawn, CancellationToken cancellation)
    {
        var analyzer = new AnatomyAnalyzer(Faces(source, drawn, out var people), people);
        var batch = new List<(SourceIcon Icon, Drawn? Drawn)>(Batch);
        var index = 0;
        foreach (var icon in source.Icons())
        {
            // The body's memory is only lent until the next icon.
            batch.Add((icon with { Body = icon.Body.ToArray() }, drawn[index++]));
            if (batch.Count < Batch) continue;
            foreach (var bytes in Analyze(analyzer, batch, cancellation)) yield return bytes;
            batch.Clear();
        }

        foreach (var bytes in Analyze(analyzer, batch, cancellation)) yield return bytes;
    }

    static byte[][] Analyze(AnatomyAnalyzer analyzer, List<(SourceIcon Icon, Drawn? Drawn)> batch, CancellationToken cancellation)
    {
        var results = new byte[batch.Count][];
        Parallel.For(0, batch.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var anatomy = analyzer.Analyze(batch[i].Drawn?.Emoji, batch[i].Drawn?.Tone ?? SkinTone.None, Read(batch[i].Icon));
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            anatomy.Write(writer);
            results[i] = stream.ToArray();
        });
        return results;
    }

    static List<SvgDocument> Faces(ArtSource source, Drawn?[] drawn, out Dictionary<SkinTone, SvgDocument> people)
    {
        var faces = new List<SvgDocument>();
        people = [];
        var index = 0;
        foreach (var icon in source.Icons())
        {
            switch (drawn[index++])
            {
                case { Emoji.Name: "person" } plain: people.TryAdd(plain.Tone, Read(icon)); break;
                case { } it when BodyPlan.Of(it.Emoji) == Plan.YellowFace: faces.Add(Read(icon)); break;
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
