using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EmojiGen.Tests.Prompting.Enhancement;

/// <summary>A server on loopback of which a test writes every byte, whenever it likes.</summary>
/// <remarks>What serves gets the number of the request, its text, and where to write; the connection ends with it.</remarks>
sealed class EndpointServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly Func<int, string, NetworkStream, Task> serve;
    readonly List<string> questions = [];

    public EndpointServer(Func<int, string, NetworkStream, Task> serve)
    {
        this.serve = serve;
        listener.Start();
        _ = Task.Run(Accept);
    }

    /// <summary>Answers each question at once.</summary>
    public static EndpointServer Answering(Func<int, string, (int Status, string Body)> answer) => new(async (number, question, stream) =>
    {
        var (status, body) = answer(number, question);
        await Write(stream, $"HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    });

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1/");

    /// <summary>Heads and bodies, in their order.</summary>
    public IReadOnlyList<string> Questions { get { lock (questions) return [.. questions]; } }

    public static Task Write(NetworkStream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    /// <summary>A completion as OpenAI's servers write it.</summary>
    public static string Completion(string content, string reason = "stop", int? promptTokens = null) =>
        $$"""{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":{{System.Text.Json.JsonSerializer.Serialize(content)}}},"finish_reason":"{{reason}}"}]{{(promptTokens is { } tokens ? $",\"usage\":{{\"prompt_tokens\":{tokens}}}" : "")}}}""";

    public void Dispose() => listener.Stop();

    async Task Accept()
    {
        for (var number = 0; ; number++)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync();
                var which = number;
                _ = Task.Run(() => Serve(which, socket));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    async Task Serve(int number, Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                var question = await Read(stream);
                lock (questions) questions.Add(question);
                await serve(number, question, stream);
                await stream.FlushAsync();
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // the client went away
            }
        }
    }

    static async Task<string> Read(NetworkStream stream)
    {
        var (bytes, one) = (new List<byte>(), new byte[1]);
        while (bytes is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            if (await stream.ReadAsync(one) == 0) return "";
            bytes.Add(one[0]);
        }
        var head = Encoding.ASCII.GetString([.. bytes]);
        var length = head.Split("\r\n").First(it => it.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)).Split(": ")[1];
        var body = new byte[int.Parse(length)];
        await stream.ReadExactlyAsync(body);
        return head + Encoding.UTF8.GetString(body);
    }
}
