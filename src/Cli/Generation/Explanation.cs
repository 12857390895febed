using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;

namespace EmojiGen.Cli.Generation;

/// <summary>How a prompt was read, for <c>--explain</c>.</summary>
/// <param name="NotUnderstood">Words that nothing understood.</param>
sealed record Explanation(SubjectLine[] Subjects, string[] Relations, [property: JsonIgnore] IReadOnlyList<string> NotUnderstood)
{
    const int ShownCandidates = 5;

    /// <param name="candidates">The emoji that a phrase may mean, best first.</param>
    public static Explanation Of(SceneDescription description, Func<string, ImmutableArray<Candidate>> candidates) => new(
        [.. description.Subjects.Select(it =>
            SubjectLine.Of(it, [.. candidates(it.Found.Words).Take(ShownCandidates).Select(CandidateLine.Of)]))],
        [.. description.Relations.Select(Words)],
        description.NotShown);

    public void Write(TextWriter output)
    {
        foreach (var (index, subject) in Subjects.Index())
        {
            output.WriteLine($"subject {index + 1}: {subject.Told}");
            foreach (var (name, value) in subject.Attributes)
                if (value is not null) output.WriteLine($"  {name}: {value}");
            foreach (var candidate in subject.Candidates)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  candidate {candidate.Score:0.00} {candidate.Emoji} {candidate.Name} by {candidate.By} \"{candidate.Match}\""));
        }
        foreach (var relation in Relations) output.WriteLine($"relation: {relation}");
        if (NotUnderstood.Count > 0) output.WriteLine($"not understood: {string.Join(", ", NotUnderstood)}");
    }

    internal static string Words(Found found) =>
        string.Create(CultureInfo.InvariantCulture,
        $"{found.Emoji.Characters} {found.Emoji.Name} from \"{found.Words}\" ({found.Score:0.00})");

    static string Words(Relation relation) => string.Create(CultureInfo.InvariantCulture,
        $"{relation.Subject + 1} {relation.Kind} {relation.Object + 1}{(relation.Recipient is { } recipient ? $" to {recipient + 1}" : "")} from \"{relation.Words}\"");
}

/// <summary>An emoji that a phrase may mean.</summary>
sealed record CandidateLine(string Emoji, string Name, double Score, string By, string Match)
{
    public static CandidateLine Of(Candidate candidate) =>
        new(candidate.Emoji.Characters, candidate.Emoji.Name, Math.Round(candidate.Score, 3), candidate.Kind.ToString().ToLowerInvariant(),
            candidate.Match);
}

/// <summary>A subject of a prompt; its attributes in words, null where it has them not.</summary>
sealed record SubjectLine(string Emoji, string Name, string Match, double Score)
{
    public string? Count { get; init; }
    public string? Size { get; init; }
    public string? Colour { get; init; }
    public string? Expression { get; init; }
    public string? Hat { get; init; }
    public string? Role { get; init; }
    public string? Flag { get; init; }

    [JsonPropertyName("upside down")]
    public string? UpsideDown { get; init; }

    public string? Ghostly { get; init; }
    public string? Silhouette { get; init; }
    public string? Winged { get; init; }
    public required CandidateLine[] Candidates { get; init; }

    /// <summary>The subject itself in words.</summary>
    [JsonIgnore]
    public required string Told { get; init; }

    [JsonIgnore]
    public IEnumerable<(string Name, string? Value)> Attributes =>
    [
        ("count", Count), ("size", Size), ("colour", Colour), ("expression", Expression), ("hat", Hat), ("role", Role), ("flag", Flag),
        ("upside down", UpsideDown), ("ghostly", Ghostly), ("silhouette", Silhouette), ("winged", Winged),
    ];

    public static SubjectLine Of(Subject subject, CandidateLine[] candidates) =>
        new(subject.Found.Emoji.Characters, subject.Found.Emoji.Name, subject.Found.Words, Math.Round(subject.Found.Score, 3))
        {
            Count = subject.Count == 1 ? null : subject.Count.ToString(CultureInfo.InvariantCulture),
            Size = subject.Size == SizeWord.Normal ? null : subject.Size.ToString(),
            Colour = subject.Colour is { } colour
            ? $"{colour.Words} ({colour.Kind}, #{colour.Color.R:x2}{colour.Color.G:x2}{colour.Color.B:x2})" : null,
            Expression = Words(subject.Expression),
            Hat = Words(subject.Hat),
            Role = Words(subject.Role),
            Flag = Words(subject.Flag),
            UpsideDown = Yes(subject.UpsideDown),
            Ghostly = Yes(subject.Ghostly),
            Silhouette = Yes(subject.Silhouette),
            Winged = Yes(subject.Winged),
            Candidates = candidates,
            Told = Explanation.Words(subject.Found),
        };

    static string? Words(Found? found) => found is null ? null : Explanation.Words(found);

    static string? Yes(bool holds) => holds ? "yes" : null;
}
