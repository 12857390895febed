using System.Net;
using EmojiGen.ModelFiles;

namespace EmojiGen.Hub;

/// <summary>Fetches one blob: goes on where an earlier try, or another program, left off, and lets it count only when its hash is
/// right.</summary>
/// <param name="open">Opens the file that is written to; another one only in tests.</param>
sealed class BlobDownload(HubClient client, HubCache cache, Func<string, FileMode, Stream> open)
{
    const int Buffer = 1 << 17;

    /// <summary>So many bytes prove that a connection works: the count of tries begins anew.</summary>
    const long Progress = 1 << 20;

    public async Task Fetch(HubModel model, string path, HubFileHead head, HubTally tally, CancellationToken stop)
    {
        var (repository, blob) = (model.Name.Repository, cache.BlobPath(model.Name.Repository, head.ETag));
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        if (HubCache.IsWhole(blob, head.Size)) return;
        using var alone = await cache.Lock(repository, head.ETag, client.Retry.Time, stop).ConfigureAwait(false);
        if (HubCache.IsWhole(blob, head.Size)) return; // fetched by the one that was waited for
        File.Delete(blob); // cut short by whatever befell the cache

        var incomplete = cache.IncompletePath(repository, head.ETag);
        for (int failed = 0, wrong = 0; ;)
        {
            var before = Length(incomplete);
            var (outcome, detail) = await Attempt(model, path, head, incomplete, tally, stop).ConfigureAwait(false);
            if (outcome == Outcome.Whole) break;
            if (outcome == Outcome.Wrong)
            {
                File.Delete(incomplete); // also what an earlier run left
                if (++wrong == 2)
                    throw new HubException(
                    $"{path} of {model.Name} arrived damaged twice ({detail}); it was not kept. Try again later, or from another network.");
                continue;
            }
            if (Length(incomplete) - before >= Progress) failed = 0;
            if (++failed >= HubRetry.Attempts)
                throw new HubException(
                    $"The connection broke {failed} times while {path} of {model.Name} came ({detail}); what has arrived is kept, so that the same command goes on from there.");
            await client.Retry.Wait(failed, null, stop).ConfigureAwait(false);
        }
        FinishedFile.Place(incomplete, blob);
    }

    enum Outcome { Whole, Cut, Wrong }

    async Task<(Outcome, string Detail)> Attempt(HubModel model, string path, HubFileHead head, string incomplete, HubTally tally,
        CancellationToken stop)
    {
        var from = Length(incomplete);
        if (from > head.Size) return (Outcome.Wrong, $"{from} bytes where {head.Size} were expected");
        if (from == head.Size && from > 0) return await Verified(incomplete, head.ETag, from, stop).ConfigureAwait(false);

        HttpResponseMessage answer;
        try
        {
            answer = await client.Fetch(model, path, from, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (HubRetry.IsPassing(e, stop))
        {
            return (Outcome.Cut, e.Message.TrimEnd('.'));
        }
        using (answer)
        {
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                return (Outcome.Wrong, "its beginning is of another file");
            // Where large files lie, an address is good for an hour; the next try asks for a new one.
            var elsewhere = answer.RequestMessage?.RequestUri?.Host != client.Environment.Endpoint.Host;
            if (HubRetry.IsPassing(answer.StatusCode) || (elsewhere && answer.StatusCode == HttpStatusCode.Forbidden))
                return (Outcome.Cut, $"answer {(int)answer.StatusCode}");
            if (!answer.IsSuccessStatusCode)
                throw await HubError.Of(answer, model.Name, client.Page(""), client.Environment.Token is not null && !elsewhere, stop)
                    .ConfigureAwait(false);
            // A server that knows no ranges sends the whole again.
            var isPart = answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From == from;
            if (isPart && HubBody.IsPacked(answer)) return (Outcome.Wrong, "a part of it came packed");
            if (!isPart) from = 0;
            var size = head.Size ?? (HubBody.IsPacked(answer) ? null : answer.Content.Headers.ContentLength + from);
            return await Receive(answer, incomplete, head.ETag, from, size, tally, stop).ConfigureAwait(false);
        }
    }

    async Task<(Outcome, string)> Receive(HttpResponseMessage answer, string incomplete, string etag, long from, long? size, HubTally tally,
        CancellationToken stop)
    {
        using var hash = new BlobHash(etag, size ?? 0);
        if (from > 0) await Append(hash, incomplete, stop).ConfigureAwait(false);
        var total = from;
        try
        {
            var body = await HubBody.Open(answer, stop).ConfigureAwait(false);
            var file = open(incomplete, from > 0 ? FileMode.Append : FileMode.Create);
            await using (file.ConfigureAwait(false))
            {
                var buffer = new byte[Buffer];
                while (true)
                {
                    int count;
                    try
                    {
                        count = await Read(body, buffer, stop).ConfigureAwait(false);
                    }
                    catch (Exception e) when (HubRetry.IsPassing(e, stop))
                    {
                        return (Outcome.Cut, e.Message.TrimEnd('.'));
                    }
                    if (count == 0) break;
                    await file.WriteAsync(buffer.AsMemory(0, count), stop).ConfigureAwait(false);
                    hash.Append(buffer.AsSpan(0, count));
                    total += count;
                    tally.Moved(count);
                }
                await file.FlushAsync(stop).ConfigureAwait(false);
            }
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw DiskSpace.Full(cache.Folder, size - total, e);
        }
        if (total < size) return (Outcome.Cut, $"{total} of {size} bytes came");
        if (total > size) return (Outcome.Wrong, $"{total} bytes where {size} were expected");
        if (size is null) return await Verified(incomplete, etag, total, stop).ConfigureAwait(false);
        return !hash.Verifies || hash.Finish() is var found && found == etag ? (Outcome.Whole, "")
            : (Outcome.Wrong, $"its hash is not {etag}");
    }

    static async Task<int> Read(Stream stream, byte[] buffer, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(HubRetry.Stall);
        return await stream.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
    }

    static async Task<(Outcome, string)> Verified(string path, string etag, long size, CancellationToken stop)
    {
        using var hash = new BlobHash(etag, size);
        if (!hash.Verifies) return (Outcome.Whole, "");
        await Append(hash, path, stop).ConfigureAwait(false);
        return hash.Finish() == etag ? (Outcome.Whole, "") : (Outcome.Wrong, $"its hash is not {etag}");
    }

    static async Task Append(BlobHash hash, string path, CancellationToken stop)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[Buffer];
            while (await file.ReadAsync(buffer, stop).ConfigureAwait(false) is > 0 and var count) hash.Append(buffer.AsSpan(0, count));
        }
    }

    static long Length(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;
}
