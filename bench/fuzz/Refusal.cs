using System.Diagnostics;

namespace EmojiGen.Fuzz;

/// <summary>Whether what was thrown is a refusal: one sentence for a person, thrown by a room of this project that knows what it was
/// doing.</summary>
static class Refusal
{
    const int LongestSentence = 3000;

    /// <returns>What is wrong with it; null where it is a refusal.</returns>
    public static string? Fault(Exception thrown)
    {
        while (thrown is TypeInitializationException or AggregateException && thrown.InnerException is { } inner) thrown = inner;
        if (thrown is FuzzFault) return thrown.Message;
        // These, the command line says as they are; behind any other it says "Unexpected".
        if (thrown is not (IOException or ArgumentException or InvalidDataException or InvalidOperationException
            or UnauthorizedAccessException)) return $"an unexpected {thrown.GetType().Name}";
        if (!IsOurs(Thrower(thrown))) return $"a {thrown.GetType().Name} in .NET's own words";
        var sentence = thrown.Message;
        if (sentence.Length is < 10 or > LongestSentence) return $"a sentence of {sentence.Length} characters";
        return null;
    }

    /// <summary>Where a thrown exception comes from: the same for all inputs that find the same fault.</summary>
    public static string Place(Exception thrown)
    {
        while (thrown is TypeInitializationException or AggregateException or FuzzFault && thrown.InnerException is { } inner)
            thrown = inner;
        var frames = new StackTrace(thrown).GetFrames().Select(it => it.GetMethod()).OfType<System.Reflection.MethodBase>();
        var ours = frames.FirstOrDefault(it => IsOurs(it.DeclaringType?.Assembly.GetName().Name));
        return $"{thrown.GetType().Name} in {ours?.DeclaringType?.Name}.{ours?.Name}";
    }

    static string? Thrower(Exception thrown) =>
        new StackTrace(thrown).GetFrame(0)?.GetMethod()?.DeclaringType?.Assembly.GetName().Name;

    static bool IsOurs(string? assembly) => assembly?.StartsWith("EmojiGen.", StringComparison.Ordinal) == true;
}
