using System.Text.Json;
using EmojiGen.Composition;

namespace EmojiGen.Cli.Generation;

/// <summary>What an engine made of a prompt.</summary>
/// <param name="Engine"><c>compose</c> or <c>diffusion</c>.</param>
/// <param name="Summary">What made it, in a word or two, for the line that names the file.</param>
/// <param name="Attribution">Of all pictures together.</param>
sealed record Drawing(string Engine, string Summary, IReadOnlyList<Picture> Pictures, Attribution Attribution)
{
    /// <summary>The scene of each picture, or of the draft that all began from; none without one.</summary>
    public IReadOnlyList<Scene> Scenes { get; init; } = [];

    /// <summary>Words of the prompt that no picture shows, as far as the engine can tell.</summary>
    public IReadOnlyList<string> NotShown { get; init; } = [];

    /// <summary>Sentences that a person should read: adapters that did not fit, what was assumed.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Writes the engine's own facts into the report's object.</summary>
    public Action<Utf8JsonWriter> WriteFacts { get; init; } = _ => { };
}

/// <summary>A way to make pictures of words.</summary>
interface IEngine : IDisposable
{
    /// <exception cref="OperationCanceledException">The person wished to stop.</exception>
    Drawing Draw(GenerateOptions options, Terminal terminal);
}
