using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace EmojiGen.Hub;

/// <summary>Uploads large files by git's LFS batch protocol; those that the hub has already are skipped, which is what makes a push
/// resumable.</summary>
sealed class LfsUpload(HubClient client, HubName name)
{
    const string Type = "application/vnd.git-lfs+json";
    const int Batch = 100, Together = 4;

    public async Task Run(IReadOnlyList<PushFile> files, HubTally tally, CancellationToken stop)
    {
        foreach (var batch in files.DistinctBy(file => file.Oid).Chunk(Batch))
        {
            var actions = await Actions(batch, stop).ConfigureAwait(false);
            await Parallel.ForEachAsync(batch, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = stop },
                async (file, halt) =>
            {
                if (actions.TryGetValue(file.Oid, out var action)) await Upload(file, action, tally, halt).ConfigureAwait(false);
                else tally.Spared(file.Size); // uploaded before, if only by a push that broke off
            }).ConfigureAwait(false);
        }
    }

    async Task<Dictionary<string, JsonElement>> Actions(PushFile[] files, CancellationToken stop)
    {
        var question = Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("operation", "upload");
            json.WriteStartArray("transfers");
            json.WriteStringValue("basic");
            json.WriteStringValue("multipart");
            json.WriteEndArray();
            json.WriteString("hash_algo", "sha256");
            json.WriteStartObject("ref");
            json.WriteString("name", name.Revision);
            json.WriteEndObject();
            json.WriteStartArray("objects");
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("oid", file.Oid);
                json.WriteNumber("size", file.Size);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
        using var answer = await client.Ask(() => Post(client.Page($"{name.Repository}.git/info/lfs/objects/batch"), question), name, stop)
            .ConfigureAwait(false);
        var json = Json.Parse(await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false)) ?? throw Strange("is no JSON");
        var actions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var item in Json.List(json, "objects"))
        {
            if (Json.Section(item, "error") is { } error)
                throw new HubException(
                    $"The hub takes no file of {name} with hash {Json.Text(item, "oid")}: {Json.Text(error, "message")} ({Json.Whole(error, "code")}).");
            if (Json.Section(item, "actions") is { } todo && Json.Text(item, "oid") is { } oid) actions[oid] = todo;
        }
        return actions;
    }

    async Task Upload(PushFile file, JsonElement actions, HubTally tally, CancellationToken stop)
    {
        if (Json.Section(actions, "upload") is { } upload)
        {
            var header = Json.Section(upload, "header");
            if (header is { } parts && Json.Text(parts, "chunk_size") is { } chunk)
                await Parts(file, upload, parts, chunk, tally, stop).ConfigureAwait(false);
            else
            {
                using var answer = await client.Ask(() => Put(Address(upload), file, 0, file.Size, header), name, stop)
                    .ConfigureAwait(false);
                tally.Moved(file.Size);
            }
        }
        if (Json.Section(actions, "verify") is not { } verify) return;
        var question = Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("oid", file.Oid);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        });
        using var verified = await client.Ask(() => Post(Address(verify), question), name, stop).ConfigureAwait(false);
    }

    /// <summary>In parts of one size, each to an address of its own; their ETags complete the whole.</summary>
    async Task Parts(PushFile file, JsonElement upload, JsonElement header, string chunk, HubTally tally, CancellationToken stop)
    {
        var addresses = header.EnumerateObject().Where(it => it.Name.All(char.IsAsciiDigit) && it.Value.ValueKind == JsonValueKind.String)
            .OrderBy(it => it.Name.TrimStart('0').Length).ThenBy(it => it.Name.TrimStart('0'), StringComparer.Ordinal)
                .Select(it => it.Value.GetString()!).ToArray();
        if (!long.TryParse(chunk, CultureInfo.InvariantCulture, out var size) || size < 1
            || addresses.Length != (file.Size + size - 1) / size
            || !addresses.All(it => Uri.IsWellFormedUriString(it, UriKind.Absolute)))
            throw Strange($"has {addresses.Length} parts of {chunk} bytes for {file.Size}");
        var etags = new string[addresses.Length];
        for (var i = 0; i < etags.Length; i++)
        {
            var (from, length) = (i * size, Math.Min(size, file.Size - (i * size)));
            var to = new Uri(addresses[i]);
            using var answer = await client.Ask(() => Put(to, file, from, length, null), name, stop).ConfigureAwait(false);
            etags[i] = answer.Headers.ETag?.Tag ?? throw Strange($"has no ETag for part {i + 1} of {file.Path}");
            tally.Moved(length);
        }
        var question = Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("oid", file.Oid);
            json.WriteStartArray("parts");
            for (var i = 0; i < etags.Length; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("partNumber", i + 1);
                json.WriteString("etag", etags[i]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
        using var completed = await client.Ask(() => Post(Address(upload), question), name, stop).ConfigureAwait(false);
    }

    static HttpRequestMessage Post(Uri to, byte[] content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Type);
        request.Headers.Accept.Add(new(Type));
        return request;
    }

    static HttpRequestMessage Put(Uri to, PushFile file, long from, long length, JsonElement? header)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, to) { Content = new FilePart(file, from, length) };
        if (header is { } told)
        {
            foreach (var it in told.EnumerateObject())
                if (it.Value.ValueKind == JsonValueKind.String && !it.NameEquals("Content-Length")
                    && !request.Headers.TryAddWithoutValidation(it.Name, it.Value.GetString()))
                    request.Content.Headers.TryAddWithoutValidation(it.Name, it.Value.GetString());
        }
        return request;
    }

    Uri Address(JsonElement action) =>
        Json.Text(action, "href") is { } href && Uri.TryCreate(client.Page(""), href, out var to) && to.Scheme is "http" or "https" ? to
        : throw Strange("has no address to upload to");

    HubException Strange(string how) =>
        new($"The hub's answer about uploading to {name} {how}; HF_ENDPOINT may be the address of something else.");

    /// <summary>Bytes of a file, read as they are sent, again at each try.</summary>
    sealed class FilePart(PushFile file, long from, long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var source = file.Open();
            await using (source.ConfigureAwait(false))
            {
                source.Position = from;
                var buffer = new byte[1 << 17];
                for (var left = length; left > 0;)
                {
                    var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left))).ConfigureAwait(false);
                    if (count == 0)
                        throw new HubException($"'{file.Source}' became shorter while it was pushed; push again when it is finished.");
                    await stream.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                    left -= count;
                }
            }
        }

        protected override bool TryComputeLength(out long size)
        {
            size = length;
            return true;
        }
    }
}
