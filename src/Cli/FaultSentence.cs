using System.Diagnostics;
using EmojiGen.Generation;
using EmojiGen.Torch;
using EmojiGen.Training.Loop;

namespace EmojiGen.Cli;

/// <summary>What a person is told of an exception. What our own rooms say is meant for people; of what .NET says only the reasons of files
/// are, and those in words of ours.</summary>
static class FaultSentence
{
    public static string Of(Exception e)
    {
        while (e is TypeInitializationException or AggregateException && e.InnerException is { } inner) e = inner;
        return Printable(e is DeviceMemoryException { Asked: var asked } ? OfFullDevice(asked)
            : e is RequestException { Sentence: var sentence } ? sentence.In(Flags.Of)
            : e is TrainingMemoryException { Sentence: var reason } ? reason.In(Flags.Of)
            : IsOurs(e) ? Own(e)
            : e is IOException or UnauthorizedAccessException ? OfFile(e)
            : e is InvalidDataException or DllNotFoundException ? e.Message
            : Unexpected(e));
    }

    static string OfFullDevice(string? asked) =>
        $"The card's memory is full{(asked is null ? "" : $" ({asked} more could not be had)")}: draw with --offload, a smaller --size, "
        + "--dtype float16 or --device cpu; train with a smaller --batch-size and more --gradient-accumulation-steps, "
        + "or with --gradient-checkpointing.";

    static string Own(Exception e) => e switch
    {
        // What .NET adds of the parameter says nothing to a person.
        ArgumentException { ParamName: { Length: > 0 } parameter } =>
            e.Message.Split($" (Parameter '{parameter}')")[0],
        IOException or ArgumentException or InvalidDataException or InvalidOperationException or UnauthorizedAccessException => e.Message,
        _ => Unexpected(e),
    };

    static string Unexpected(Exception e) => $"Unexpected {e.GetType().Name}: {e.Message} (EMOJIGEN_TRACE=1 shows where)";

    /// <summary>.NET names the path in single quotes, and what it wanted of it only in the exception's type.</summary>
    static string OfFile(Exception e) => e.Message.Split('\'') is not [_, { Length: > 0 } path, _] ? e.Message
        : e switch
        {
            UnauthorizedAccessException =>
                $"Cannot open {path}: {(Directory.Exists(path) ? "it is a folder, or permission denied" : "permission denied")}.",
            DirectoryNotFoundException => $"Cannot open {path}: there is no such folder.",
            FileNotFoundException => $"Cannot open {path}: there is no such file.",
            PathTooLongException => $"Cannot open {path}: the name is too long.",
            _ => $"Cannot read or write {path}: {Reason(e.Message)}",
        };

    // "No space left on device : '/a/b'"
    static string Reason(string message) => message.Split(" : '") is [{ Length: > 0 } reason, _]
        ? $"{char.ToLowerInvariant(reason[0])}{reason[1..]}." : message;

    /// <summary>Whether one of our rooms threw it, and so chose its words.</summary>
    static bool IsOurs(Exception e) => new StackTrace(e).GetFrame(0) is { } frame && DiagnosticMethodInfo.Create(frame) is { } thrower
        && (thrower.DeclaringAssemblyName.StartsWith("EmojiGen.", StringComparison.Ordinal)
            || thrower.DeclaringAssemblyName.StartsWith("emojigen,", StringComparison.Ordinal));

    /// <summary>One line without what a terminal would obey: names and texts of strangers stand in it.</summary>
    static string Printable(string message) =>
        string.Concat(message.ReplaceLineEndings(" ").Select(it => char.IsControl(it) ? '\uFFFD' : it));
}
