using System.Globalization;
using System.Net.Http.Headers;

namespace EmojiGen.Prompting.Enhancement.Endpoint;

/// <summary>Asks an endpoint, within one limit of time for everything.</summary>
public sealed class ChatEndpoint : IDisposable
{
    readonly EndpointOptions options;
    readonly TimeProvider time;
    readonly HttpClient http;
    readonly Uri address;

    /// <param name="time">By which the limit and the pauses between tries go; null: the system's.</param>
    /// <exception cref="ArgumentException">The address is none of http or https.</exception>
    public ChatEndpoint(EndpointOptions options, TimeProvider? time = null)
    {
        if (options.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException($"An endpoint's address begins with http:// or https://, not '{options.Address}'.", nameof(options));
        (this.options, this.time) = (options, time ?? TimeProvider.System);
        address = new Uri(options.Address.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        // The client's own limit of 100 s would end what a model takes to load: ours is the only one.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.Key is { } key) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>The answer to some turns of a conversation.</summary>
    /// <exception cref="EndpointException">There is none within the limit, or it is not what was asked.</exception>
    /// <exception cref="OperationCanceledException">The caller wished to stop.</exception>
    public async Task<string> Ask(IReadOnlyList<(string Role, string Content)> turns, long seed, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(options.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var question = EndpointMessage.Question(options, turns, seed);
        // A token is a word or less: so many there are at least.
        var least = turns.Sum(it => it.Content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    return EndpointMessage.Answer(await Post(question, either.Token).ConfigureAwait(false), address, least);
                }
                catch (EndpointException e) when (e.MayPass && attempt < options.Retries)
                {
                    await Task.Delay(TimeSpan.FromSeconds(0.5 * (1 << attempt)), time, either.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new EndpointException(string.Create(CultureInfo.InvariantCulture,
                $"The endpoint {address} gave no whole answer within {options.Limit.TotalSeconds:0.###} s (enhance-timeout)."), e);
        }
    }

    public void Dispose() => http.Dispose();

    async Task<byte[]> Post(byte[] question, CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(question) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            var body = await Body(response, stop).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? body : throw EndpointMessage.Refusal((int)response.StatusCode, body, address);
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not EndpointException)
        {
            throw new EndpointException($"The endpoint {address} cannot be reached, or broke off: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e)
            {
                MayPass = true,
            };
        }
    }

    /// <summary>Read bit by bit: a length that is promised may be a lie, and none may be promised.</summary>
    async Task<byte[]> Body(HttpResponseMessage response, CancellationToken stop)
    {
        using var body = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var part = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(part, stop).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + read > options.MostBytes)
                throw new EndpointException($"The endpoint {address} answers with over {options.MostBytes} bytes, which is no line of details.");
            body.Write(part, 0, read);
        }
        return body.ToArray();
    }
}
