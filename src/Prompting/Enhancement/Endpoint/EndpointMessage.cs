using System.Text.Json;

namespace EmojiGen.Prompting.Enhancement.Endpoint;

/// <summary>Questions and answers as JSON, in OpenAI's form of chat completions.</summary>
static class EndpointMessage
{
    const int DeepestJson = 32;

    static readonly string[] tooLong = ["context", "num_ctx", "n_ctx", "too long", "too many tokens", "maximum length", "token limit"];

    /// <param name="turns">Roles and contents.</param>
    public static byte[] Question(EndpointOptions options, IReadOnlyList<(string Role, string Content)> turns, long seed)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", options.Model);
            json.WriteStartArray("messages");
            foreach (var (role, content) in turns)
            {
                json.WriteStartObject();
                json.WriteString("role", role);
                json.WriteString("content", content);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("max_tokens", options.MostTokens);
            json.WriteNumber("temperature", options.Temperature);
            json.WriteNumber("seed", seed & int.MaxValue);
            json.WriteBoolean("stream", false);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>The words of an answer.</summary>
    /// <param name="leastTokens">Tokens that the question has at least: a server that counts fewer has cut it.</param>
    /// <exception cref="EndpointException">It is none, is only half, or is one to a part of the question.</exception>
    public static string Answer(byte[] body, Uri address, int leastTokens)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DeepestJson });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("choices", out var choices)
                || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0 || choices[0].ValueKind != JsonValueKind.Object)
                throw Wrong("answers without choices, which is no chat completion");
            if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
                && usage.TryGetProperty("prompt_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Number
                && tokens.TryGetInt64(out var read) && read > 0 && read < leastTokens)
                throw new EndpointException(
                    $"The endpoint {address} read only {read} tokens of a prompt of {leastTokens} or more: its context (num_ctx) is too short.")
                { IsTooLong = true };
            if (choices[0].TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String
                && reason.GetString() == "length")
                throw Wrong("stopped in the middle of its answer (finish_reason length)");
            return choices[0].TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object
                && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
                && content.GetString() is { Length: > 0 } words ? words : throw Wrong("answers with nothing");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new EndpointException($"The endpoint {address} answers with something else than JSON that can be read.", e);
        }

        EndpointException Wrong(string what) => new($"The endpoint {address} {what}.");
    }

    /// <summary>A refusal, with what the server says of it.</summary>
    public static EndpointException Refusal(int status, byte[] body, Uri address)
    {
        var said = Said(body);
        var isLong = status is 400 or 413 && tooLong.Any(it => said.Contains(it, StringComparison.OrdinalIgnoreCase));
        return new EndpointException($"The endpoint {address} answers {status}{(said.Length > 0 ? $": {said}" : "")}.")
        {
            IsTooLong = isLong,
            MayPass = status is 408 or 425 or 429 or >= 500,
        };
    }

    /// <summary>OpenAI's <c>error.message</c>, or Ollama's <c>error</c>; on one line, and not long.</summary>
    static string Said(byte[] body)
    {
        const int most = 200;
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DeepestJson });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("error", out var error)) return "";
            if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message)) error = message;
            var text = error.ValueKind == JsonValueKind.String ? error.GetString()!.ReplaceLineEndings(" ").Trim().TrimEnd('.') : "";
            return text.Length > most ? text[..most] + "..." : text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
