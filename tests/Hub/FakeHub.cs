using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmojiGen.Hub;

namespace EmojiGen.Tests.Hub;

/// <summary>
/// A hub that speaks the published API (huggingface.co/docs/hub/api; git-lfs/docs/api/batch.md): small files are answered at once under
/// git's hash,
/// large ones by a redirect to another host, under their SHA-256. Faults are put between by <see cref="Fault"/>.
/// </summary>
sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const string Token = "hf_test_token_of_the_fake_hub";

    readonly HttpServer server;
    readonly TemporaryFolder home = new();
    readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public FakeHub() => server = new(request => Fault(request) ?? Answer(request));

    public string Repository { get; init; } = "me/model";

    /// <summary>What the repository is of: models or datasets.</summary>
    public string Kind { get; init; } = "models";

    string PageName => Kind == "models" ? Repository : $"{Kind}/{Repository}";

    /// <summary>Bytes from which on a file is large.</summary>
    public int Large { get; init; } = 1000;

    /// <summary>Answers in the hub's place where it gives an answer.</summary>
    public Func<HttpRequest, HttpAnswer?> Fault { get; set; } = _ => null;

    public bool KnowsRanges { get; set; } = true;

    public bool Exists { get; set; } = true;

    public int? PartSize { get; set; }

    /// <summary>Large objects that the hub has, by hash.</summary>
    public Dictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public List<string> Commits { get; } = [];

    public IReadOnlyList<HttpRequest> Requests => server.Requests;

    public ImpatientTime Time { get; } = new();

    public string Address => server.Address;

    public string Cache => Path.Combine(home.Path, "hub");

    public byte[] this[string path]
    {
        get => files[path];
        set => files[path] = value;
    }

    public HubEnvironment Environment(string? token = null, bool offline = false) => new(new(server.Address), Cache, token, offline);

    public HubClient Client(string? token = null, bool offline = false) => new(Environment(token, offline), Time);

    public HubSnapshot Pull(HubSelection? selection = null, string? token = null, string? name = null,
        IProgress<HubProgress>? progress = null, Func<string, FileMode, Stream>? open = null, Func<string, long?>? free = null, CancellationToken stop = default)
    {
        using var client = Client(token);
        return new HubPull(client, open, free).Run(HubName.Parse(name ?? Repository), selection ?? new(All: true), progress, stop)
            .GetAwaiter().GetResult();
    }

    public HubPushed Push(string folder, bool isPrivate = false, string message = "message", string? token = Token)
    {
        using var client = Client(token);
        return new HubPush(client).Run(folder, HubName.Parse(Repository), isPrivate, message).GetAwaiter().GetResult();
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>As <c>git hash-object</c>.</summary>
#pragma warning disable CA5350
    public static string Git(byte[] bytes) =>
        Convert.ToHexStringLower(
        SHA1.HashData([.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {bytes.Length}\0")), .. bytes]));
#pragma warning restore CA5350

    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    /// <summary>A hub of its own process, until that is ended.</summary>
    /// <param name="told">The file that gets its address and its token.</param>
    public static int Serve(string repository, string told)
    {
        using var hub = new FakeHub { Repository = repository };
        File.WriteAllText(told + ".new", $"{hub.Address} {Token}\n");
        File.Move(told + ".new", told);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    HttpAnswer Answer(HttpRequest request)
    {
        if (request.Path.StartsWith("/storage/", StringComparison.Ordinal)) return Storage(request);
        if (!Exists && request.Method is "GET" or "HEAD" && !Exists)
            return Refused(request["Authorization"] is null ? 401 : 404, "RepoNotFound", "Repository not found");
        var api = $"/api/{Kind}/{Repository}";
        if (request.Path == $"{api}/revision/main" || request.Path == $"{api}/revision/{Commit}") return HttpAnswer.Json(Model());
        if (request.Path.StartsWith($"{api}/revision/", StringComparison.Ordinal))
            return Refused(404, "RevisionNotFound", "Invalid rev id");
        if (request.Path == api) return HttpAnswer.Json(Model());
        if (request.Path.StartsWith($"/{PageName}/resolve/", StringComparison.Ordinal)) return Resolve(request);
        return request.Path switch
        {
            "/api/repos/create" => Create(),
            var path when path == $"{api}/preupload/main" => Preupload(request),
            var path when path == $"/{Repository}.git/info/lfs/objects/batch" => Batch(request),
            var path when path == $"{api}/commit/main" => Accept(request),
            _ => Refused(401, "RepoNotFound", "Repository not found"),
        };
    }

    static HttpAnswer Refused(int status, string code, string message) =>
        new(status, Encoding.UTF8.GetBytes($$"""{"error": "{{message}}"}"""), null, ("X-Error-Code", code), ("X-Error-Message", message),
        ("Content-Type", "application/json"));

    string Model() => $$"""
        {"id": "{{Repository}}", "sha": "{{Commit}}", "siblings": [{{string.Join(",", files.Select(it => $$"""{"rfilename": {{JsonSerializer.Serialize(it.Key)}}, "size": {{it.Value.Length}}, {{Named(it.Value)}} }"""))}}]}
        """;

    string Named(byte[] bytes) => bytes.Length < Large ? $"\"blobId\": \"{Git(bytes)}\"" : $$"""
        "lfs": {"sha256": "{{Sha256(bytes)}}", "size": {{bytes.Length}} }
        """;

    HttpAnswer Resolve(HttpRequest request)
    {
        var parts = request.Path[(PageName.Length - Repository.Length)..].Split('/', 6); // "", owner, name, resolve, revision, path
        if (!files.TryGetValue(parts[5], out var bytes)) return Refused(404, "EntryNotFound", "Entry not found");
        var commit = ("X-Repo-Commit", Commit);
        if (bytes.Length < Large) return Sent(request, bytes, ("ETag", $"\"{Git(bytes)}\""), commit);
        return new(302, Encoding.ASCII.GetBytes("Found. Redirecting"), null,
            ("Location", $"{server.OtherAddress}/storage/{Sha256(bytes)}?signature=x"),
            ("X-Linked-Size", bytes.Length.ToString(CultureInfo.InvariantCulture)), ("X-Linked-Etag", $"\"{Sha256(bytes)}\""), commit);
    }

    HttpAnswer Storage(HttpRequest request)
    {
        var name = request.Path.Split('/')[2];
        if (request.Method == "PUT")
        {
            Uploaded(name, request);
            return new(200, null, null, ("ETag", $"\"part-{Sha256(request.Body)[..8]}\""));
        }
        if (request.Method == "POST") return HttpAnswer.Json("{}"); // completed, or verified
        return files.Values.FirstOrDefault(it => Sha256(it) == name) is { } bytes ? Sent(request, bytes) : new(403);
    }

    HttpAnswer Sent(HttpRequest request, byte[] bytes, params (string, string)[] headers)
    {
        if (!KnowsRanges || request["Range"] is not { } range) return new(200, bytes, null, headers);
        var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        return from >= bytes.Length ? new(416)
            : new(206, bytes[from..], null,
                [.. headers, ("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{bytes.Length - 1}/{bytes.Length}"))]);
    }

    HttpAnswer Create()
    {
        if (Exists) return new(409, Encoding.UTF8.GetBytes("""{"error": "You already created this model repo"}"""));
        Exists = true;
        return HttpAnswer.Json($$"""{"url": "{{Address}}/{{Repository}}"}""");
    }

    HttpAnswer Preupload(HttpRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        var told = json.RootElement.GetProperty("files").EnumerateArray().Select(file =>
        {
            var (path, size) = (file.GetProperty("path").GetString()!, file.GetProperty("size").GetInt32());
            var mode = size >= Large ? "lfs" : "regular";
            var oid = files.TryGetValue(path, out var there) ? $"\"{(there.Length >= Large ? Sha256(there) : Git(there))}\"" : "null";
            return $$"""{"path": {{JsonSerializer.Serialize(path)}}, "uploadMode": "{{mode}}", "shouldIgnore": false, "oid": {{oid}}}""";
        });
        return HttpAnswer.Json($$"""{"files": [{{string.Join(",", told)}}]}""");
    }

    HttpAnswer Batch(HttpRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        var told = json.RootElement.GetProperty("objects").EnumerateArray().Select(it =>
        {
            var (oid, size) = (it.GetProperty("oid").GetString()!, it.GetProperty("size").GetInt32());
            if (Objects.ContainsKey(oid)) return $$"""{"oid": "{{oid}}", "size": {{size}}}""";
            var verify = $$"""{"href": "{{server.OtherAddress}}/storage/verify"}""";
            if (PartSize is not { } part)
                return $$"""{"oid": "{{oid}}", "size": {{size}}, "actions": {"upload": {"href": "{{server.OtherAddress}}/storage/{{oid}}"}, "verify": {{verify}} } }""";
            var parts = Enumerable.Range(1, (size + part - 1) / part)
                .Select(i => $$""" "{{i}}": "{{server.OtherAddress}}/storage/{{oid}}.{{i}}" """);
            return $$"""{"oid": "{{oid}}", "size": {{size}}, "actions": {"upload": {"href": "{{server.OtherAddress}}/storage/complete", "header": {"chunk_size": "{{part}}", {{string.Join(",", parts)}} } }, "verify": {{verify}} } }""";
        });
        return new(200, Encoding.UTF8.GetBytes($$"""{"transfer": "basic", "objects": [{{string.Join(",", told)}}]}"""), null,
            ("Content-Type", "application/vnd.git-lfs+json"));
    }

    void Uploaded(string name, HttpRequest request)
    {
        var oid = name.Split('.')[0];
        lock (Objects) Objects[oid] = Objects.TryGetValue(oid, out var before) && name.Contains('.') ? [.. before, .. request.Body]
            : request.Body;
    }

    HttpAnswer Accept(HttpRequest request)
    {
        foreach (var line in request.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var value = json.RootElement.GetProperty("value");
            switch (json.RootElement.GetProperty("key").GetString())
            {
                case "header": Commits.Add(value.GetProperty("summary").GetString()!); break;
                case "file": files[value.GetProperty("path").GetString()!] = value.GetProperty("content").GetBytesFromBase64(); break;
                case "lfsFile": files[value.GetProperty("path").GetString()!] = Objects[value.GetProperty("oid").GetString()!]; break;
                default: return new(400);
            }
        }
        return HttpAnswer.Json(
            $$"""{"success": true, "commitOid": "{{Commit}}", "commitUrl": "{{Address}}/{{Repository}}/commit/{{Commit}}"}""");
    }
}
