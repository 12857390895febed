using System.Net;
using System.Net.Http.Headers;

namespace EmojiGen.Hub;

/// <summary>Asks the hub, with patience: cut connections and troubles of the server's own are tried again, redirects are followed, and the
/// token goes to the hub alone.</summary>
public sealed class HubClient : IDisposable
{
    const int Redirects = 8;

    /// <summary>Bytes of an answer that is no file: a list of very many files.</summary>
    const int LongestAnswer = 64 << 20;

    readonly HttpClient http;
    readonly HubRetry retry;

    /// <param name="time">The clock that waits between tries.</param>
    /// <exception cref="ArgumentException">The token cannot be one.</exception>
    public HubClient(HubEnvironment environment, TimeProvider? time = null)
    {
        if (environment.Token is { } token && !token.All(it => it is > ' ' and <= '~')) // nor is it shown, being secret
            throw new ArgumentException(
                "The token for the hub is no single word of letters, digits and signs: set HF_TOKEN, or the file that hf auth login wrote, anew.");
        Environment = environment;
        retry = new(time ?? TimeProvider.System);
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // by hand, since the token must not go along to other hosts
            ConnectTimeout = TimeSpan.FromSeconds(20),
            UseCookies = false,
            UseProxy = !environment.Endpoint.IsLoopback,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(new("EmojiGen", typeof(HubClient).Assembly.GetName().Version!.ToString(3)));
        http.DefaultRequestHeaders.AcceptEncoding.Add(new("identity")); // sizes and ranges are those of the file itself
    }

    public HubEnvironment Environment { get; }

    internal HubRetry Retry => retry;

    public void Dispose() => http.Dispose();

    /// <summary>The commit that a name stands for, and its files.</summary>
    /// <exception cref="HubException">It was refused, or the hub cannot be reached.</exception>
    public async Task<HubModel> Find(HubName name, CancellationToken stop = default)
    {
        var address = Api($"{name.Kind}/{name.Repository}/revision/{Uri.EscapeDataString(name.Revision)}?blobs=true");
        using var answer = await Ask(() => new(HttpMethod.Get, address), name, stop).ConfigureAwait(false);
        return HubModel.Read(name, await HubBody.ReadAll(answer, LongestAnswer, stop).ConfigureAwait(false));
    }

    /// <summary>What a file is, from the headers that the hub sends before it redirects to where the file lies.</summary>
    internal async Task<HubFileHead> Head(HubModel model, string path, CancellationToken stop)
    {
        using var answer = await Ask(() => new(HttpMethod.Head, Resolve(model, path)), model.Name, stop, follow: false)
            .ConfigureAwait(false);
        var etag = Value(answer, "X-Linked-Etag") ?? answer.Headers.ETag?.Tag ?? Value(answer, "ETag");
        etag = etag?.Replace("W/", "", StringComparison.Ordinal).Trim('"');
        if (etag is not { Length: > 0 and < 200 } || !etag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            || etag[0] == '.')
            throw new HubException(
                $"The hub's answer about {path} of {model.Name} has no usable ETag; HF_ENDPOINT may be the address of something else.");
        var commit = Value(answer, "X-Repo-Commit") ?? model.Commit;
        if (commit != model.Commit)
            throw new HubException($"The hub answered for commit {commit} of {model.Name} where {model.Commit} was asked for; try again.");
        return new(commit, etag, SizeIn(answer));
    }

    /// <summary>The size of the file that an answer is about, where it tells one: the length of a redirect's own page is not the file's,
    /// nor that of a packed one.</summary>
    static long? SizeIn(HttpResponseMessage answer)
    {
        if (long.TryParse(Value(answer, "X-Linked-Size"), out var linked)) return linked;
        // The property would say 0 of an answer without the header, since a body that does not come is empty.
        return answer.IsSuccessStatusCode && !HubBody.IsPacked(answer)
            && answer.Content.Headers.TryGetValues("Content-Length", out var told)
            && long.TryParse(told.FirstOrDefault(), out var length) ? length : null;
    }

    /// <summary>One answer that begins to send a file, from a byte on. Not tried again here, since what has arrived changes the next
    /// question.</summary>
    internal Task<HttpResponseMessage> Fetch(HubModel model, string path, long from, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Resolve(model, path));
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        return SendOnce(request, follow: true, stop);
    }

    internal Uri Api(string path) => new($"{Environment.Endpoint.OriginalString.TrimEnd('/')}/api/{path}");

    internal Uri Page(string path) => new($"{Environment.Endpoint.OriginalString.TrimEnd('/')}/{path}");

    Uri Resolve(HubModel model, string path) =>
        Page($"{model.Name.PageName}/resolve/{model.Commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Asks until there is an answer that is no trouble of the server's own.</summary>
    /// <param name="ask">Makes the request; called once a try.</param>
    /// <param name="allowed">Statuses besides success that the caller understands.</param>
    internal async Task<HttpResponseMessage> Ask(Func<HttpRequestMessage> ask, HubName? about, CancellationToken stop, bool follow = true,
        params HttpStatusCode[] allowed)
    {
        for (var failed = 0; ;)
        {
            HttpResponseMessage? answer = null;
            bool withToken;
            try
            {
                var request = ask();
                withToken = MayHaveToken(request.RequestUri!);
                answer = await SendOnce(request, follow, stop).ConfigureAwait(false);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
                patience.CancelAfter(HubRetry.Stall);
                // a cut in the middle is a cut too
                await answer.Content.LoadIntoBufferAsync(LongestAnswer, patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (HubRetry.IsPassing(e, stop))
            {
                answer?.Dispose();
                if (++failed >= HubRetry.Attempts) throw Unreachable(e);
                await retry.Wait(failed, null, stop).ConfigureAwait(false);
                continue;
            }
            if (answer.IsSuccessStatusCode || allowed.Contains(answer.StatusCode) || (!follow && IsRedirect(answer))) return answer;
            using (answer)
            {
                if (!HubRetry.IsPassing(answer.StatusCode) || ++failed >= HubRetry.Attempts)
                    throw await HubError.Of(answer, about, Slashed(Environment.Endpoint), withToken, stop).ConfigureAwait(false);
                await retry.Wait(failed, answer.Headers.RetryAfter, stop).ConfigureAwait(false);
            }
        }
    }

    internal HubException Unreachable(Exception inner) =>
        new($"The hub at {Environment.Endpoint.Host} cannot be reached ({Innermost(inner).Message.TrimEnd('.')}); "
            + "look at the network, HF_ENDPOINT and HTTPS_PROXY, or set HF_HUB_OFFLINE=1 to use what is in the cache.", null, inner);

    internal bool MayHaveToken(Uri address) => Environment.Token is not null
        && Uri.Compare(address, Environment.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped,
            StringComparison.OrdinalIgnoreCase) == 0;

    async Task<HttpResponseMessage> SendOnce(HttpRequestMessage request, bool follow, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // sending a large part takes as long as it takes
        patience.CancelAfter(HubRetry.Stall + (request.Content is null ? TimeSpan.Zero : TimeSpan.FromHours(6)));
        for (var hops = 0; ; hops++)
        {
            if (MayHaveToken(request.RequestUri!))
                request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", Environment.Token);
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (!IsRedirect(answer) || answer.Headers.Location is not { } location) return answer;
            if (!Uri.TryCreate(request.RequestUri!, location, out var to))
                throw new HubException($"{request.RequestUri!.Host} leads to '{location.OriginalString}', which is no address.");
            // Where a large file lies is told beside what it is; a repository that moved is answered by its new address alone, which is
            // followed always.
            if (!follow && (answer.Headers.Contains("X-Linked-Etag") || to.Host != request.RequestUri!.Host)) return answer;
            if (hops == Redirects) throw new HubException($"{request.RequestUri} leads from one address to another without an end.");
            if (request.RequestUri!.Scheme == "https" && to.Scheme != "https")
                throw new HubException($"{request.RequestUri.Host} leads to {to.Host} without encryption; nothing was fetched from there.");
            var next = new HttpRequestMessage(request.Method, to);
            if (request.Headers.Range is { } range) next.Headers.Range = range;
            next.Content = request.Content; // of a push to a repository that moved
            answer.Dispose();
            request = next;
        }
    }

    static bool IsRedirect(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    static string? Value(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    static Uri Slashed(Uri endpoint) => new(endpoint.OriginalString.TrimEnd('/') + "/");

    static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
