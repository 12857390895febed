using System.Globalization;

namespace EmojiGen.Generation;

/// <summary>Whole numbers that a property of a request takes.</summary>
/// <param name="Unit">What is counted: <c>pixels</c>; empty where nothing is.</param>
public sealed record WholeRange(long Least, long Most, string Unit = "")
{
    public bool Holds(long value) => value >= Least && value <= Most;

    /// <exception cref="RequestException">The value is out of the range.</exception>
    public void Check(string property, long? value)
    {
        if (value is { } number && !Holds(number))
            throw new RequestException($"{new RequestProperty(property)} is {number}; it must be {this}.");
    }

    /// <summary>Above this a range has no upper end that a person would care for.</summary>
    const long Open = int.MaxValue;

    /// <summary><c>16 to 4096</c>, <c>1 or more</c></summary>
    public string InWords => Most >= Open
        ? string.Create(CultureInfo.InvariantCulture, $"{Least} or more")
        : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most}");

    /// <summary><c>a whole number of pixels from 16 to 4096</c></summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"a whole number{(Unit.Length > 0 ? $" of {Unit}" : "")} from {Least} to {Most}");
}
