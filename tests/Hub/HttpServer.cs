using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EmojiGen.Tests.Hub;

sealed record HttpRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <param name="CutAfter">Bytes of the body after which the connection breaks; the announced length stays the whole's.</param>
sealed record HttpAnswer(int Status, byte[]? Body = null, int? CutAfter = null, params (string Name, string Value)[] Headers)
{
    public static HttpAnswer Json(string json, params (string, string)[] headers) =>
        new(200, Encoding.UTF8.GetBytes(json), null, [("Content-Type", "application/json"), .. headers]);
}

/// <summary>A real HTTP/1.1 server on loopback, one connection a request, so that every byte and every cut is the test's own.</summary>
sealed class HttpServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Func<HttpRequest, HttpAnswer> answer;
    readonly List<HttpRequest> requests = [];

    public HttpServer(Func<HttpRequest, HttpAnswer> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = Task.Run(Accept);
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>The same server under another host's name.</summary>
    public string OtherAddress => Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public IReadOnlyList<HttpRequest> Requests { get { lock (requests) return [.. requests]; } }

    public void Dispose() => listener.Stop();

    async Task Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            _ = Task.Run(() => Serve(socket));
        }
    }

    async Task Serve(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                if (await Read(stream) is not { } request) return;
                lock (requests) requests.Add(request);
                var reply = answer(request);
                var body = reply.Body ?? [];
                var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
                    $"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\n"));
                if (!reply.Headers.Any(it => it.Name == "Content-Length"))
                    head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
                foreach (var (name, value) in reply.Headers.Where(it => it.Value.Length > 0))
                    head.Append(name).Append(": ").Append(value).Append("\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
                if (request.Method != "HEAD")
                    await stream.WriteAsync(body.AsMemory(0, Math.Min(reply.CutAfter ?? int.MaxValue, body.Length)));
                await stream.FlushAsync();
                // An orderly end but for a cut: a reset, as when a server dies.
                if (reply.CutAfter is not null) socket.LingerState = new(true, 0);
                else socket.Shutdown(SocketShutdown.Send);
                if (reply.CutAfter is not null) await Task.Delay(20); // what was sent shall arrive first
            }
            catch (IOException)
            {
                // the client went away
            }
        }
    }

    static async Task<HttpRequest?> Read(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            bytes.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var start = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(it => it[0], it => it[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        var parts = start[1].Split('?', 2);
        return new(start[0], Uri.UnescapeDataString(parts[0]), parts.ElementAtOrDefault(1) ?? "", headers, body);
    }

    static bool EndsHead(List<byte> bytes) =>
        bytes.Count >= 4 && bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n';
}
