using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EmojiGen.Cli;

/// <summary>One reader of numbers for every option: 7,5 is no number here, where the library reads it as 75, and neither are infinity and NaN.</summary>
static class StrictNumbers
{
    /// <summary>Gives the reader to all options of a command, and of those below it, that take a number.</summary>
    public static void Apply(Command command)
    {
        foreach (var option in command.Options)
        {
            if (option is Option<double> number) number.CustomParser = result => Read(result);
            else if (option is Option<double?> maybe) maybe.CustomParser = result => Read(result);
        }
        foreach (var below in command.Subcommands) Apply(below);
    }

    static double Read(ArgumentResult result)
    {
        var word = result.Tokens[^1].Value;
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        var remedy = word.Contains(',', StringComparison.Ordinal) ? "a number, its decimals behind a point: 0.5" : "a number, as 0.5";
        throw new UsageException($"{((OptionResult)result.Parent!).IdentifierToken?.Value} is '{word}'; it must be {remedy}.");
    }
}
