using System.Text;
using EmojiGen.ModelEngines.Settings;

namespace EmojiGen.Cli;

/// <summary>What the command line calls settings and the properties of requests.</summary>
static class Flags
{
    /// <summary><c>ReferenceScale</c> is <c>--reference-scale</c>, as is the setting of that name.</summary>
    public static string Of(string name)
    {
        if (!char.IsUpper(name[0])) return $"--{name}";
        return EngineSettings.OfProperty(name) is { } setting ? $"--{setting.Name}" : Hyphenated(name);
    }

    static string Hyphenated(string property)
    {
        var flag = new StringBuilder("-");
        foreach (var letter in property)
        {
            if (char.IsUpper(letter)) flag.Append('-');
            flag.Append(char.ToLowerInvariant(letter));
        }
        return flag.ToString();
    }
}
