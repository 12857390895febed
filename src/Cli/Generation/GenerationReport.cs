using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;
using EmojiGen.Prompting;

namespace EmojiGen.Cli.Generation;

/// <summary>What a run tells as one JSON object: what all engines say first, then the engine's own facts, then each of several
/// pictures.</summary>
/// <remarks>Constructors are not public, since the generator of the writers would write what reads back everything that a public one
/// takes.</remarks>
abstract class GenerationReport
{
    protected const int Facts = 1, Last = 2;

    readonly EmojiRequest request;
    readonly Drawing drawing;
    readonly OutputFiles files;

    private protected GenerationReport(EmojiRequest request, Drawing drawing, OutputFiles files) =>
        (this.request, this.drawing, this.files) = (request, drawing, files);

    public string Prompt => request.Prompt;

    /// <summary>What was added to the prompt, once for each way in which it was said; null: nobody asked for more.</summary>
    public EnhancementReport[]? Enhanced { get; private set; }

    public string Engine => request.Engine;
    public long Seed => drawing.Pictures[0].Seed;
    public int Size => drawing.Pictures[0].Size;
    public string[] Files => [.. files.Pictures.SelectMany(it => it), .. files.Sheet is { } sheet ? [sheet] : Array.Empty<string>()];
    public string License => drawing.Attribution.Spdx;
    public string[] Attribution => [.. drawing.Attribution.Sentences];

    /// <summary>Of the first picture's scene, or the draft's; null without one.</summary>
    public PartReport[]? Parts => PartsOf(0);

    public IReadOnlyList<string> NotShown => drawing.NotShown;
    public SubstituteReport[] Substituted => [.. drawing.Substituted.Select(it => new SubstituteReport(it.Words, it.Name))];
    public SubstituteReport[] Guessed => [.. drawing.Guessed.Select(it => new SubstituteReport(it.Words, it.Name))];
    public string[] Notices => [.. drawing.Notices.Select(it => it.In(Flags.Of))];

    /// <summary>Each of several pictures, since seed, files and parts differ between them; null: there is one.</summary>
    [JsonPropertyOrder(Last)]
    public PictureReport[]? Pictures => drawing.Pictures.Count == 1 ? null
        : [.. drawing.Pictures.Select((it, i) => new PictureReport(it.Seed, files.Pictures[i], PartsOf(i)))];

    /// <param name="candidates">The emoji that a phrase may mean, best first; null: nobody asks how the prompt was read.</param>
    /// <param name="enhanced">What was added to the prompt; null: nobody asked.</param>
    public static GenerationReport Of(EmojiRequest request, Drawing drawing, OutputFiles files,
        Func<string, ImmutableArray<Candidate>>? candidates, EnhancementReport[]? enhanced)
    {
        GenerationReport report = drawing switch
        {
            DiffusedDrawing it => new DiffusedReport(request, it, files),
            VqVaeDrawing it => new VqVaeDrawnReport(request, it, files),
            ComposedDrawing it => new ComposedReport(request, it, files, candidates is null ? null
                : Explanation.Of(it.Description, candidates)),
            _ => throw new ArgumentException($"There is no report of a {drawing.GetType().Name}."),
        };
        report.Enhanced = enhanced;
        return report;
    }

    /// <param name="onOneLine">As in a file of JSON lines.</param>
    public abstract void Write(TextWriter output, bool onOneLine);

    PartReport[]? PartsOf(int picture) => drawing.Scenes.Count <= picture ? null
        : [.. drawing.Scenes[picture].Parts.Select(it =>
            new PartReport(it.Emoji.Characters, it.Name, it.Role, it.Match, Math.Round(it.Score, 3), it.Set.Key,
                it.Attributes.Count == 0 ? null : it.Attributes))];
}

/// <summary>One of several pictures.</summary>
sealed record PictureReport(long Seed, IReadOnlyList<string> Files, PartReport[]? Parts);

/// <summary>One emoji in a scene.</summary>
/// <param name="Attributes">How it is drawn, where the prompt asked for it; null: as it is.</param>
sealed record PartReport(string Emoji, string Name, string Role, string Match, double Score, string Set,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Attributes);

/// <summary>Words that are not shown as they stand, and what is seen in their place.</summary>
sealed record SubstituteReport(string Words, string ShownAs);
