using System.Security.Cryptography;
using System.Text;
using EmojiGen.Tests.Hub;

namespace EmojiGen.Fuzz.Targets;

/// <summary>An answer of the hub: body or headers, at any point of a pull or a push. An input's first byte says where it comes, the second
/// what
/// it is.</summary>
sealed class HubTarget : FuzzTarget
{
    const int Body = 0, Headers = 1, Status = 2;

    static readonly string[] places = ["/revision/", "/resolve/", "/storage/", "/preupload/", "/objects/batch", "/commit/",
        "/repos/create"];

    static readonly byte[] config = "{\"a\": 1}"u8.ToArray(), weights = FakeHub.Bytes(5000);

    static readonly string commit = FakeHub.Commit, sha256 = FakeHub.Sha256(weights);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        Seed(0, Body,
            $$"""{"id": "me/model", "sha": "{{commit}}", "siblings": [{"rfilename": "config.json", "size": 8, "blobId": "{{FakeHub.Git(config)}}"}, {"rfilename": "unet/weights.safetensors", "lfs": {"sha256": "{{sha256}}", "size": 5000} }]}"""),
        Seed(0, Headers, "Content-Type: application/json\nContent-Length: 40\nX-Error-Code: RepoNotFound"),
        Seed(0, Status, "404 Gone"), Seed(1, Status, "302 Found"), Seed(2, Status, "206 Part"), Seed(3, Status, "429 Slow"),
            Seed(5, Status, "500 X"),
        Seed(1, Headers, $"ETag: \"{FakeHub.Git(config)}\"\nX-Repo-Commit: {commit}\nContent-Length: 8"),
        Seed(1, Headers, $"X-Linked-Etag: \"{sha256}\"\nX-Linked-Size: 5000\nX-Repo-Commit: {commit}\nLocation: /storage/{sha256}"),
        Seed(2, Headers, "Content-Range: bytes 0-4999/5000\nContent-Length: 5000\nContent-Encoding: gzip"), Seed(2, Body, "not the file"),
        Seed(3, Body, """{"files": [{"path": "model.safetensors", "uploadMode": "lfs", "shouldIgnore": false, "oid": null}]}"""),
        Seed(4, Body,
            $$"""{"transfer": "basic", "objects": [{"oid": "{{sha256}}", "size": 5000, "actions": {"upload": {"href": "http://127.0.0.1:9/x", "header": {"chunk_size": "2000", "1": "http://127.0.0.1:9/1"} }, "verify": {"href": "http://127.0.0.1:9/v"} } }]}"""),
        Seed(5, Body, $$"""{"success": true, "commitOid": "{{commit}}", "commitUrl": "http://127.0.0.1:9/me/model/commit/{{commit}}"}"""),
        Seed(6, Body, """{"url": "http://127.0.0.1:9/me/model"}"""),
    ];

    static byte[] Seed(byte place, byte what, string text) => [place, what, .. Encoding.UTF8.GetBytes(text)];

    public override byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        if (random.Next(20) == 0) return [(byte)random.Next(places.Length), input[1], .. input[2..]];
        var content = input[2..];
        content = input[1] == Body ? JsonEdits.Spoil(content, other[2..], random)
            : random.Next(2) == 0 ? Encoding.UTF8.GetBytes(OddTexts.Spoil(Encoding.UTF8.GetString(content), "", random))
            : ByteEdits.Spoil(content, other[2..], random);
        return [input[0], input[1], .. content];
    }

    public override void Read(byte[] input, string folder)
    {
        using var hub = new FakeHub { ["config.json"] = config, ["unet/weights.safetensors"] = weights };
        var answer = Answer(input[1], input[2..]);
        hub.Fault = request => request.Path.Contains(places[input[0] % places.Length], StringComparison.Ordinal) ? answer : null;
        if (input[0] < 3)
        {
            var isThere = false;
            Refused.Check(() =>
            {
                hub.Pull();
                isThere = true;
            });
            Whole(hub.Cache, isThere);
            return;
        }
        var pushed = Directory.CreateDirectory(Path.Combine(folder, "input")).FullName;
        File.WriteAllBytes(Path.Combine(pushed, "model.safetensors"), weights);
        Refused.Check(() => hub.Push(pushed));
    }

    static HttpAnswer Answer(byte what, byte[] content)
    {
        if (what == Body) return new(200, content, null, ("Content-Type", "application/json"));
        var lines = Encoding.ASCII.GetString(content).Split('\n');
        if (what == Status) return new(int.TryParse(lines[0].Split(' ')[0], out var status) ? status : 200, content);
        // Names and values as they come, but for what this server itself would choke on.
        var headers = lines.Select(it => it.Split(':', 2)).Where(it => it.Length == 2 && it[0].Length > 0)
            .Select(it => (it[0].Trim(), it[1].Trim())).ToArray();
        return new(headers.Any(it => it.Item1 == "Location") ? 302 : headers.Any(it => it.Item1 == "Content-Range") ? 206 : 200, config,
            null, headers);
    }

    /// <summary>What the cache offers is whole: every blob is what its name says, and every link leads to one.</summary>
    /// <param name="isThere">Whether the pull said that all is there. Of one that was refused a link may stay, which is taken for nothing:
    /// two files of one name by a server that answers wrongly.</param>
    static void Whole(string cache, bool isThere)
    {
        if (!Directory.Exists(cache)) return;
        foreach (var path in Directory.EnumerateFiles(cache, "*", SearchOption.AllDirectories))
        {
            if (isThere && path.Contains("/snapshots/", StringComparison.Ordinal)
                && !File.Exists(new FileInfo(path).ResolveLinkTarget(true)?.FullName))
                throw new FuzzFault("a link in a snapshot that leads to nothing");
            var name = Path.GetFileName(path);
            if (!path.Contains("/blobs/", StringComparison.Ordinal) || name.EndsWith(".incomplete", StringComparison.Ordinal)) continue;
            var bytes = File.ReadAllBytes(path);
            if (name.All(char.IsAsciiHexDigitLower) && (name.Length == 64 ? Convert.ToHexStringLower(SHA256.HashData(bytes))
                : name.Length == 40 ? FakeHub.Git(bytes) : name) != name)
                throw new FuzzFault("a blob that is not what its name says");
        }
    }
}
