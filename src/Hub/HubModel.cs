using System.Text.Json;

namespace EmojiGen.Hub;

/// <summary>What a model's repository holds at one commit.</summary>
/// <param name="Commit">40 hexadecimal digits.</param>
public sealed record HubModel(HubName Name, string Commit, IReadOnlyList<HubFile> Files)
{
    internal static HubModel Read(HubName name, ReadOnlyMemory<byte> answer)
    {
        if (Json.Parse(answer) is not { } json || Json.Text(json, "sha") is not { } commit || !HubName.IsCommitHash(commit))
            throw new HubException($"The hub's answer about {name} names no commit; HF_ENDPOINT may be the address of something else.");
        var files = new List<HubFile>();
        foreach (var item in Json.List(json, "siblings"))
        {
            if (Json.Text(item, "rfilename") is not { Length: > 0 } path) continue;
            // A name that led out of the snapshot would be written wherever it says.
            if (!HubFile.IsSafe(path))
                throw new HubException($"{name.Called} lists a file named '{path}', which leads out of its folder; nothing was fetched.");
            files.Add(new(path, Size(item), Blob(item)));
        }
        return new(name, commit, files);
    }

    static string? Blob(JsonElement item) =>
        Json.Section(item, "lfs") is { } large ? Json.Text(large, "sha256") ?? Json.Text(large, "oid") : Json.Text(item, "blobId");

    static long? Size(JsonElement item) => Json.Section(item, "lfs") is { } large ? Json.Whole(large, "size") : Json.Whole(item, "size");
}

/// <param name="Path">With '/' between folders.</param>
/// <param name="Size">Bytes; null where the hub does not tell in advance.</param>
/// <param name="Blob">The hash that it lies under in the cache; null where the hub does not tell in advance.</param>
public sealed record HubFile(string Path, long? Size, string? Blob = null)
{
    internal static bool IsSafe(string path) => !System.IO.Path.IsPathRooted(path) && !path.Contains('\\') && !path.Any(char.IsControl)
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}

/// <summary>What the hub says of one file before it sends it.</summary>
/// <param name="ETag">SHA-256 of a large file, git's blob hash of a small one; the blob's name in the cache.</param>
/// <param name="Size">Bytes</param>
sealed record HubFileHead(string Commit, string ETag, long? Size);
