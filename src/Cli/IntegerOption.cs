using System.CommandLine;
using System.Globalization;

namespace EmojiGen.Cli;

/// <summary>An option that takes a whole number of a range, and says so when it gets something else.</summary>
static class IntegerOption
{
    /// <param name="names">The option's name, then its aliases.</param>
    /// <param name="byDefault">Null where not giving the option means something else than any number.</param>
    /// <param name="unit">What is counted: <c>pixels</c>; stands in the error.</param>
    public static Option<long?> Create(ReadOnlySpan<string> names, long from, long to, long? byDefault, string unit, string description) =>
        new(names[0], names[1..].ToArray())
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = byDefault is null ? null : _ => byDefault,
            CustomParser = result =>
            {
                var word = result.Tokens[^1].Value;
                if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to) return number;
                throw new UsageException($"{((System.CommandLine.Parsing.OptionResult)result.Parent!).IdentifierToken?.Value} is '{word}'; it must be a whole number{(unit.Length > 0 ? $" of {unit}" : "")} from {from} to {to}.");
            },
        };
}
