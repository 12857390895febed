using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmojiGen.ModelFiles;

namespace EmojiGen.Training.Checkpoints;

/// <summary>What makes a run this one and no other: the model it begins from, its data by content, its settings and its seed, each by its
/// name.</summary>
/// <remarks>How long it runs, what is kept of it and where it is told are no part of it: those may change when it is resumed.</remarks>
public sealed class RunIdentity(IEnumerable<KeyValuePair<string, string>> facts)
{
    /// <summary>Hexadecimal digits of a content's digest that are kept: 64 bits.</summary>
    const int DigestLength = 16;

    readonly SortedDictionary<string, string> facts = new(facts.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>This one with further facts.</summary>
    public RunIdentity With(IEnumerable<KeyValuePair<string, string>> more) => new(facts.Concat(more));

    /// <summary>What the other has otherwise, as a person would say it; empty where both are the same run.</summary>
    public IReadOnlyList<string> DifferencesFrom(RunIdentity other) =>
    [
        .. facts.Keys.Union(other.facts.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Mine: facts.GetValueOrDefault(name), Theirs: other.facts.GetValueOrDefault(name)))
            .Where(it => it.Mine != it.Theirs)
            .Select(it => $"{it.Name} {it.Theirs ?? "none"}, not {it.Mine ?? "none"}"),
    ];

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("identity");
        foreach (var (name, value) in facts) json.WriteString(name, value);
        json.WriteEndObject();
    }

    /// <returns>Null where a checkpoint of an earlier version of the program has none.</returns>
    internal static RunIdentity? Read(ModelConfig file) =>
        file.Section("identity") is { } section ? new(section.FieldNames.Select(it => KeyValuePair.Create(it, section.Text(it, ""))))
            : null;

    /// <summary>A digest of parts in their order.</summary>
    public static string DigestOf(IEnumerable<string> parts)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts) digest.AppendData(Encoding.UTF8.GetBytes($"{part.Length}:{part}"));
        return Text(digest.GetHashAndReset());
    }

    /// <summary>A digest of bytes.</summary>
    public static string DigestOf(byte[] bytes) => Text(SHA256.HashData(bytes));

    /// <summary>A digest of all that a file holds.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string DigestOfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Text(SHA256.HashData(stream));
    }

    static string Text(byte[] digest) => Convert.ToHexStringLower(digest)[..DigestLength];
}
