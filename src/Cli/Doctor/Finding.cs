namespace EmojiGen.Cli.Doctor;

enum Health
{
    Good,

    /// <summary>Works, but not as it could.</summary>
    Remark,

    /// <summary>Needed and not there, or there and broken.</summary>
    Missing,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Section">What it belongs to: <c>Pictures</c>, <c>Tensors</c>, ...</param>
/// <param name="Found">What was found, or what is wrong.</param>
/// <param name="Remedy">What to run or change; only where something is to be mended.</param>
sealed record Finding(string Section, string Name, Health Health, string Found, string? Remedy = null);
