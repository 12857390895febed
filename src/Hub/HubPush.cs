using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace EmojiGen.Hub;

/// <summary>What a push did.</summary>
/// <param name="Address">Of the commit; of the model where nothing had changed.</param>
/// <param name="Commit">Null where nothing had changed.</param>
/// <param name="Files">Names of the files that the commit adds or changes.</param>
/// <param name="Bytes">Uploaded in this run.</param>
public sealed record HubPushed(HubName Name, string Address, string? Commit, IReadOnlyList<string> Files, long Bytes);

/// <summary>Brings a folder to the hub as one commit: the repository is made where there is none, large files go by LFS, and what is there
/// already stays.</summary>
public sealed class HubPush(HubClient client)
{
    const int Batch = 250;

    /// <param name="isPrivate">Of a repository that is made; one that is there stays as it is.</param>
    /// <param name="message">The commit's first line.</param>
    /// <exception cref="HubException">It was refused, or the hub cannot be reached, or a file looks like a secret.</exception>
    /// <param name="extras">Beside the folder; null: nothing.</param>
    public async Task<HubPushed> Run(string folder, HubName name, bool isPrivate, string message, IProgress<HubProgress>? progress = null,
        PushExtras? extras = null, CancellationToken stop = default)
    {
        extras ??= new();
        if (client.Environment.Offline) throw new HubException("HF_HUB_OFFLINE is set; unset it to push.");
        if (client.Environment.Token is null)
            throw new HubException(
            $"Pushing needs a token with write access: make one at {client.Page("settings/tokens")} and set HF_TOKEN.");
        if (!name.Repository.Contains('/'))
            throw new ArgumentException($"'{name.Repository}' has no owner; write OWNER/{name.Repository}.");
        if (name.IsCommit) throw new ArgumentException($"'{name.Revision}' is a commit, which never changes; name a branch.");
        var files = PushFiles.In(folder, client.Environment.Token, extras.Roots);
        foreach (var (path, content) in extras.Files)
            if (!files.Any(file => file.Path == path)) files.Add(PushFile.Made(path, content));

        await Create(name, isPrivate, stop).ConfigureAwait(false);
        if (!files.Any(file => file.Path == ModelCard.FileName) && !await HasCard(name, stop).ConfigureAwait(false))
            files.Add(PushFile.Made(ModelCard.FileName, ModelCard.Write(folder, name, extras.Card)));
        var changed = await Preupload(name, files, stop).ConfigureAwait(false);

        var counted = new LastProgress(progress);
        var tally = new HubTally(changed.Count, changed.Where(file => file.IsLarge).Sum(file => file.Size), counted);
        await new LfsUpload(client, name).Run([.. changed.Where(file => file.IsLarge)], tally, stop).ConfigureAwait(false);
        if (changed.Count == 0) return new(name, client.Page(name.Repository).ToString(), null, [], 0);
        var (commit, address) = await Commit(name, changed, message, stop).ConfigureAwait(false);
        foreach (var file in changed) tally.Finished(file.Path);
        return new(name, address, commit, [.. changed.Select(file => file.Path)], counted.Bytes);
    }

    async Task Create(HubName name, bool isPrivate, CancellationToken stop)
    {
        var parts = name.Repository.Split('/');
        var question = Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "model");
            json.WriteString("organization", parts[0]);
            json.WriteString("name", parts[1]);
            json.WriteBoolean("private", isPrivate);
            json.WriteEndObject();
        });
        // 409: there is one already. 403 where the token may write to this one only, which the next question will tell.
        using var answer = await client.Ask(() => Post(client.Api("repos/create"), question, "application/json"), name, stop,
            allowed: [HttpStatusCode.Conflict, HttpStatusCode.Forbidden]).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.Forbidden) return;
        using var there = await client.Ask(() => new(HttpMethod.Get, client.Api($"models/{name.Repository}")), name, stop,
            allowed: HttpStatusCode.NotFound).ConfigureAwait(false);
        if (there.StatusCode == HttpStatusCode.NotFound)
            throw await HubError.Of(answer, name, client.Page(""), withToken: true, stop).ConfigureAwait(false);
    }

    async Task<bool> HasCard(HubName name, CancellationToken stop)
    {
        // A branch that is not there yet has none; an empty repository neither.
        using var answer = await client.Ask(() => new(HttpMethod.Get, Branch(name, "revision")), name, stop,
            allowed: HttpStatusCode.NotFound).ConfigureAwait(false);
        return answer.IsSuccessStatusCode && Json.Parse(await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false)) is { } json
            && Json.List(json, "siblings").Any(item => Json.Text(item, "rfilename") == ModelCard.FileName);
    }

    /// <summary>Asks of each file how it is to be sent.</summary>
    /// <returns>Those that are not on the hub as they are here.</returns>
    async Task<List<PushFile>> Preupload(HubName name, List<PushFile> files, CancellationToken stop)
    {
        var changed = new List<PushFile>();
        foreach (var batch in files.Chunk(Batch))
        {
            var question = Json.Write(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("files");
                foreach (var file in batch)
                {
                    json.WriteStartObject();
                    json.WriteString("path", file.Path);
                    json.WriteNumber("size", file.Size);
                    json.WriteBase64String("sample", file.Sample());
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            });
            using var answer = await client.Ask(() => Post(Branch(name, "preupload"), question, "application/json"), name, stop)
                .ConfigureAwait(false);
            var json = Json.Parse(await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false)) ?? throw Strange(name);
            var told = Json.List(json, "files").Where(item => Json.Text(item, "path") is not null)
                .ToLookup(item => Json.Text(item, "path")!, StringComparer.Ordinal);
            foreach (var file in batch)
            {
                var item = told[file.Path].FirstOrDefault();
                if (item.ValueKind == JsonValueKind.Undefined) throw Strange(name);
                if (Json.IsTrue(item, "shouldIgnore")) continue;
                file.IsLarge = file.Size > 0 && Json.Text(item, "uploadMode") == "lfs";
                if (file.IsLarge) await file.Hash(stop).ConfigureAwait(false);
                var here = file.IsLarge ? file.Oid : BlobHash.Git(await file.Read(stop).ConfigureAwait(false));
                if (Json.Text(item, "oid") != here) changed.Add(file);
            }
        }
        return changed;
    }

    async Task<(string? Commit, string Address)> Commit(HubName name, List<PushFile> files, string message, CancellationToken stop)
    {
        using var lines = new MemoryStream();
        Line("header", json => json.WriteString("summary", message));
        foreach (var file in files)
        {
            if (file.IsLarge)
            {
                Line("lfsFile", json =>
                {
                    json.WriteString("path", file.Path);
                    json.WriteString("algo", "sha256");
                    json.WriteString("oid", file.Oid);
                    json.WriteNumber("size", file.Size);
                });
                continue;
            }
            var content = await file.Read(stop).ConfigureAwait(false);
            Line("file", json =>
            {
                json.WriteString("path", file.Path);
                json.WriteString("encoding", "base64");
                json.WriteBase64String("content", content);
            });
        }
        var body = lines.ToArray();
        using var answer = await client.Ask(() => Post(Branch(name, "commit"), body, "application/x-ndjson"), name, stop)
            .ConfigureAwait(false);
        var json = Json.Parse(await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false)) ?? throw Strange(name);
        return (Json.Text(json, "commitOid"), Json.Text(json, "commitUrl") ?? client.Page(name.Repository).ToString());

        void Line(string key, Action<Utf8JsonWriter> value)
        {
            lines.Write(Json.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WriteStartObject("value");
                value(json);
                json.WriteEndObject();
                json.WriteEndObject();
            }));
            lines.WriteByte((byte)'\n');
        }
    }

    Uri Branch(HubName name, string what) => client.Api($"models/{name.Repository}/{what}/{Uri.EscapeDataString(name.Revision)}");

    static HubException Strange(HubName name) =>
        new($"The hub's answer about pushing to {name} is not what it documents; HF_ENDPOINT may be the address of something else.");

    static HttpRequestMessage Post(Uri to, byte[] content, string type)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return request;
    }
}
