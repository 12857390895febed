using System.Globalization;
using EmojiGen.Composition.Grammar;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Generation;

/// <summary>What a run tells in words.</summary>
static class SpokenReport
{
    public static void Write(Drawing drawing, OutputFiles files, TextWriter output)
    {
        var summary = Summary(drawing);
        foreach (var (picture, paths) in drawing.Pictures.Zip(files.Pictures))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{string.Join(", ", paths)}  {picture.Size}x{picture.Size}  {summary}  seed {picture.Seed}"));
        if (files.Sheet is { } sheet) output.WriteLine(sheet);
        if (drawing.Attribution.Sets.Any(it => it.License.IsShareAlike))
            output.WriteLine($"Pass it on under the same licence: {string.Join(" ", drawing.Attribution.Sentences)}");
    }

    public static void WriteNotices(Drawing drawing, TextWriter error)
    {
        if (drawing.NotShown is [_, ..] words) error.WriteLine($"not shown: {string.Join(", ", words)}");
        if (drawing.Substituted is [_, ..] others) error.WriteLine($"shown as something near: {Pairs(others)}");
        if (drawing.Guessed is [_, ..] guesses) error.WriteLine($"a guess: {Pairs(guesses)}");
        foreach (var notice in drawing.Notices) error.WriteLine(notice.In(Flags.Of));
    }

    static string Pairs(IEnumerable<Substitute> substitutes) => string.Join(", ", substitutes.Select(it => $"{it.Words} as {it.Name}"));

    /// <summary>What made it, in a word or two.</summary>
    static string Summary(Drawing drawing) => drawing switch
    {
        ComposedDrawing it => it.Request.Style,
        DiffusedDrawing it => $"{it.Model}  {DiffusedDrawing.NameOf(it.DType)}  transparency: {it.Transparency}",
        VqVaeDrawing it =>
            $"{it.Model}  {it.Request.Style}{(it.Request.Emotion is { } emotion ? $"  {emotion}" : "")}  transparency: {it.Transparency}",
        _ => "",
    };
}
