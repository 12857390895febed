using System.Globalization;
using System.Text.Json;
using EmojiGen.Composition;

namespace EmojiGen.Cli.Generation;

/// <summary>What a run tells: as one JSON object, or in words.</summary>
sealed record Report(GenerateOptions Options, Drawing Drawing, OutputFiles Files)
{
    IEnumerable<string> AllFiles => Files.Pictures.Take(Drawing.Pictures.Count).SelectMany(p => p).Concat(Files.Sheet is null ? [] : [Files.Sheet]);

    public void WriteJson(TextWriter output) => Json.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("prompt", Options.Prompt);
        json.WriteString("engine", Drawing.Engine);
        json.WriteNumber("seed", Drawing.Pictures[0].Seed);
        json.WriteNumber("size", Drawing.Pictures[0].Size);
        Strings(json, "files", AllFiles);
        json.WriteString("license", Drawing.Attribution.Spdx);
        Strings(json, "attribution", Drawing.Attribution.Sentences);
        if (Drawing.Scenes is [var scene, ..]) Parts(json, scene);
        Strings(json, "notShown", Drawing.NotShown);
        Strings(json, "notices", Drawing.Notices);
        Drawing.WriteFacts(json);
        if (Drawing.Pictures.Count > 1) Pictures(json);
        json.WriteEndObject();
    });

    /// <summary>Each of several pictures, since seed, files and parts differ between them.</summary>
    void Pictures(Utf8JsonWriter json)
    {
        json.WriteStartArray("pictures");
        for (var i = 0; i < Drawing.Pictures.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", Drawing.Pictures[i].Seed);
            Strings(json, "files", Files.Pictures[i]);
            if (Drawing.Scenes.Count > i) Parts(json, Drawing.Scenes[i]);
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
        foreach (var (picture, files) in Drawing.Pictures.Zip(Files.Pictures))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", files)}  {picture.Size}x{picture.Size}  {Drawing.Summary}  seed {picture.Seed}"));
        if (Files.Sheet is { } sheet) output.WriteLine(sheet);
        if (Drawing.Attribution.Sets.Any(s => s.License.IsShareAlike))
            output.WriteLine($"Pass it on under the same licence: {string.Join(" ", Drawing.Attribution.Sentences)}");
    }

    public void WriteNotices(TextWriter error)
    {
        if (Drawing.NotShown is [_, ..] words) error.WriteLine($"not shown: {string.Join(", ", words)}");
        foreach (var notice in Drawing.Notices) error.WriteLine(notice);
    }
}
