using System.Globalization;

namespace EmojiGen.Generation;

/// <summary>Numbers that a property of a request takes.</summary>
/// <param name="IsAbove">Whether <paramref name="Least"/> itself is not taken.</param>
public sealed record NumberRange(double Least, double Most, bool IsAbove = false)
{
    /// <summary>NaN never is.</summary>
    public bool Holds(double value) => (IsAbove ? value > Least : value >= Least) && value <= Most;

    /// <exception cref="RequestException">The value is out of the range.</exception>
    public void Check(string property, double? value)
    {
        if (value is { } number && !Holds(number))
            throw new RequestException($"{new RequestProperty(property)} is {number}; it must be {this}.");
    }

    /// <summary><c>above 0 to 1</c>, <c>0 or more</c></summary>
    public override string ToString()
    {
        var least = string.Create(CultureInfo.InvariantCulture, $"{(IsAbove ? "above " : "")}{Least}");
        if (double.IsFinite(Most)) return string.Create(CultureInfo.InvariantCulture, $"{least} to {Most}");
        return IsAbove ? least : $"{least} or more";
    }
}
