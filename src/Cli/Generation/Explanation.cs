using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;

namespace EmojiGen.Cli.Generation;

/// <summary>How a prompt was read, for <c>--explain</c>.</summary>
static class Explanation
{
    const int ShownCandidates = 5;

    /// <param name="candidates">The emoji that a phrase may mean, best first.</param>
    public static void WriteText(TextWriter output, SceneDescription description, Func<string, ImmutableArray<Candidate>> candidates)
    {
        for (var i = 0; i < description.Subjects.Length; i++)
        {
            var subject = description.Subjects[i];
            output.WriteLine($"subject {i + 1}: {Words(subject.Found)}");
            foreach (var (name, value) in Attributes(subject)) output.WriteLine($"  {name}: {value}");
            foreach (var candidate in candidates(subject.Found.Words).Take(ShownCandidates))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  candidate {candidate.Score:0.00} {candidate.Emoji.Characters} {candidate.Emoji.Name} by {candidate.Kind.ToString().ToLowerInvariant()} \"{candidate.Match}\""));
        }
        foreach (var relation in description.Relations) output.WriteLine($"relation: {Words(relation)}");
        if (!description.NotShown.IsEmpty) output.WriteLine($"not understood: {string.Join(", ", description.NotShown)}");
    }

    /// <inheritdoc cref="WriteText"/>
    public static void WriteJson(Utf8JsonWriter json, SceneDescription description, Func<string, ImmutableArray<Candidate>> candidates)
    {
        json.WriteStartObject();
        json.WriteStartArray("subjects");
        foreach (var subject in description.Subjects)
        {
            json.WriteStartObject();
            json.WriteString("emoji", subject.Found.Emoji.Characters);
            json.WriteString("name", subject.Found.Emoji.Name);
            json.WriteString("match", subject.Found.Words);
            json.WriteNumber("score", Math.Round(subject.Found.Score, 3));
            foreach (var (name, value) in Attributes(subject)) json.WriteString(name, value);
            json.WriteStartArray("candidates");
            foreach (var candidate in candidates(subject.Found.Words).Take(ShownCandidates))
            {
                json.WriteStartObject();
                json.WriteString("emoji", candidate.Emoji.Characters);
                json.WriteString("name", candidate.Emoji.Name);
                json.WriteNumber("score", Math.Round(candidate.Score, 3));
                json.WriteString("by", candidate.Kind.ToString().ToLowerInvariant());
                json.WriteString("match", candidate.Match);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("relations");
        foreach (var relation in description.Relations) json.WriteStringValue(Words(relation));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static IEnumerable<(string Name, string Value)> Attributes(Subject subject)
    {
        if (subject.Count != 1) yield return ("count", subject.Count.ToString(CultureInfo.InvariantCulture));
        if (subject.Size != SizeWord.Normal) yield return ("size", subject.Size.ToString());
        if (subject.Colour is { } colour) yield return ("colour", $"{colour.Words} ({colour.Kind}, #{colour.Color.R:x2}{colour.Color.G:x2}{colour.Color.B:x2})");
        if (subject.Expression is { } expression) yield return ("expression", Words(expression));
        if (subject.Role is { } role) yield return ("role", Words(role));
        if (subject.Flag is { } flag) yield return ("flag", Words(flag));
        if (subject.UpsideDown) yield return ("upside down", "yes");
        if (subject.Ghostly) yield return ("ghostly", "yes");
        if (subject.Silhouette) yield return ("silhouette", "yes");
        if (subject.Winged) yield return ("winged", "yes");
    }

    static string Words(Found found) => string.Create(CultureInfo.InvariantCulture, $"{found.Emoji.Characters} {found.Emoji.Name} from \"{found.Words}\" ({found.Score:0.00})");

    static string Words(Relation relation) => string.Create(CultureInfo.InvariantCulture,
        $"{relation.Subject + 1} {relation.Kind} {relation.Object + 1}{(relation.Recipient is { } recipient ? $" to {recipient + 1}" : "")} from \"{relation.Words}\"");
}
