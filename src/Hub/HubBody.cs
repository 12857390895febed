using System.IO.Compression;

namespace EmojiGen.Hub;

/// <summary>What an answer holds. Some servers and proxies pack what they were asked to send as it is.</summary>
static class HubBody
{
    public static bool IsPacked(HttpResponseMessage answer) => answer.Content.Headers.ContentEncoding.Any(it => it is not "identity");

    /// <summary>The body unpacked; is read once.</summary>
    /// <exception cref="HubException">It is packed in a way that is not known here.</exception>
    public static async Task<Stream> Open(HttpResponseMessage answer, CancellationToken stop)
    {
        var stream = await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        foreach (var coding in answer.Content.Headers.ContentEncoding.Reverse())
            stream = coding switch
            {
                "identity" => stream,
                "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
                "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
                "br" => new BrotliStream(stream, CompressionMode.Decompress),
                _ => throw new HubException(
                    $"{answer.RequestMessage?.RequestUri?.Host} sends files packed as '{coding}', which was not asked for and is not known here."),
            };
        return stream;
    }

    /// <summary>Whether it was thrown because a body is not what it says it is packed as.</summary>
    public static bool IsDamagedPacking(Exception e) => e is InvalidDataException or InvalidOperationException; // the latter by Brotli

    /// <param name="longest">Bytes, unpacked.</param>
    /// <exception cref="HubException">It is longer, or not what it says it is packed as.</exception>
    public static async Task<byte[]> ReadAll(HttpResponseMessage answer, int longest, CancellationToken stop)
    {
        var stream = await Open(answer, stop).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            try
            {
                while (await stream.ReadAsync(buffer, stop).ConfigureAwait(false) is > 0 and var count)
                {
                    bytes.Write(buffer, 0, count);
                    if (bytes.Length > longest)
                        throw new HubException($"{answer.RequestMessage?.RequestUri?.Host} answers with more than {longest >> 20} MB.");
                }
            }
            catch (Exception e) when (IsDamagedPacking(e))
            {
                throw new HubException($"{answer.RequestMessage?.RequestUri?.Host} answers with damaged compression; try again later.", inner: e);
            }
            return bytes.ToArray();
        }
    }
}
