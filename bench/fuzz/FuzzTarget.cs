using EmojiGen.Fuzz.Targets;

namespace EmojiGen.Fuzz;

/// <summary>One kind of input from outside: where it begins, how it is spoiled, and what reads it.</summary>
abstract class FuzzTarget : IDisposable
{
    static readonly Dictionary<string, Func<FuzzTarget>> all = new(StringComparer.Ordinal)
    {
        ["svg"] = () => new SvgTarget(),
        ["picture"] = () => new PictureTarget(),
        ["safetensors"] = () => new SafetensorsTarget(),
        ["config"] = () => new ConfigTarget(),
        ["recipe"] = () => new RecipeTarget(),
        ["prompt"] = () => new PromptTarget(),
        ["hub"] = () => new HubTarget(),
        ["art"] = () => new ArtTarget(),
    };

    public static IReadOnlyList<string> Names => [.. all.Keys];

    public static FuzzTarget Create(string name) => all.TryGetValue(name, out var create) ? create()
        : throw new ArgumentException($"There is no target {name}: they are {string.Join(", ", all.Keys)}.");

    /// <summary>Whole and valid inputs, all made by the project.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>An input that is near to another one.</summary>
    /// <param name="input">What is spoiled; it stays as it is.</param>
    /// <param name="other">Of which parts may be taken.</param>
    public abstract byte[] Spoil(byte[] input, byte[] other, Random random);

    /// <summary>Reads an input as the program does. What is refused is thrown; <see cref="Refusal"/> judges how.</summary>
    /// <param name="folder">Holds nothing, and shall hold nothing afterwards but what begins with <c>input</c>.</param>
    /// <exception cref="FuzzFault">It was read, and what came of it is wrong.</exception>
    public abstract void Read(byte[] input, string folder);

    public virtual void Dispose() { }
}

/// <summary>An input was read, or refused, in another way than it should have been.</summary>
sealed class FuzzFault(string message, Exception? cause = null) : Exception(message, cause);
