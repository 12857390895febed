using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;

namespace EmojiGen.Cli.Generation;

/// <summary>What a run tells: as one JSON object, or in words.</summary>
sealed record Report(GenerateOptions Options, SceneDescription Description, IReadOnlyList<DrawnScene> Scenes, OutputFiles Files, Attribution Attribution)
{
    IEnumerable<string> AllFiles => Files.Pictures.Take(Scenes.Count).SelectMany(p => p).Concat(Files.Sheet is null ? [] : [Files.Sheet]);

    IEnumerable<string> NotShown => Scenes.SelectMany(s => s.Scene.NotShown).Distinct(StringComparer.Ordinal);

    /// <param name="candidates">The emoji that a phrase may mean, for <c>--explain</c>.</param>
    public void WriteJson(TextWriter output, Func<string, ImmutableArray<Candidate>> candidates) => Json.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("prompt", Options.Prompt);
        json.WriteString("engine", GenerateOptions.Engine);
        json.WriteString("style", Options.Style);
        json.WriteNumber("seed", Scenes[0].Seed);
        json.WriteNumber("size", Options.Size);
        Strings(json, "files", AllFiles);
        json.WriteString("license", Attribution.Spdx);
        Strings(json, "attribution", Attribution.Sentences);
        Parts(json, Scenes[0].Scene);
        Strings(json, "notShown", NotShown);
        if (Scenes.Count > 1) Pictures(json);
        if (Options.Explain)
        {
            json.WritePropertyName("explain");
            Explanation.WriteJson(json, Description, candidates);
        }
        json.WriteEndObject();
    });

    /// <summary>Each of several pictures, since seed, files and parts differ between them.</summary>
    void Pictures(Utf8JsonWriter json)
    {
        json.WriteStartArray("pictures");
        foreach (var (scene, files) in Scenes.Zip(Files.Pictures))
        {
            json.WriteStartObject();
            json.WriteNumber("seed", scene.Seed);
            Strings(json, "files", files);
            Parts(json, scene.Scene);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Parts(Utf8JsonWriter json, Scene scene)
    {
        json.WriteStartArray("parts");
        foreach (var part in scene.Parts)
        {
            json.WriteStartObject();
            json.WriteString("emoji", part.Emoji.Characters);
            json.WriteString("name", part.Name);
            json.WriteString("role", part.Role);
            json.WriteString("match", part.Match);
            json.WriteNumber("score", Math.Round(part.Score, 3));
            json.WriteString("set", part.Set.Key);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    public void WriteText(TextWriter output)
    {
        foreach (var (scene, files) in Scenes.Zip(Files.Pictures))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", files)}  {Options.Size}x{Options.Size}  {Options.Style}  seed {scene.Seed}"));
        if (Files.Sheet is { } sheet) output.WriteLine(sheet);
        if (Attribution.Sets.Any(s => s.License.IsShareAlike))
            output.WriteLine($"Pass it on under the same licence: {string.Join(" ", Attribution.Sentences)}");
    }

    public void WriteNotShown(TextWriter error)
    {
        if (NotShown.ToArray() is [_, ..] words) error.WriteLine($"not shown: {string.Join(", ", words)}");
    }
}
