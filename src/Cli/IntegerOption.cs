using System.CommandLine;
using System.Globalization;
using EmojiGen.Generation;

namespace EmojiGen.Cli;

/// <summary>An option that takes a whole number of a range, and says so when it gets something else.</summary>
static class IntegerOption
{
    /// <inheritdoc cref="Create(ReadOnlySpan{string}, long, long, long?, string, string)"/>
    public static Option<long?> Create(ReadOnlySpan<string> names, WholeRange range, long? byDefault, string description) =>
        Create(names, range.Least, range.Most, byDefault, range.Unit, description);

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
                var range = new WholeRange(from, to, unit);
                if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && range.Holds(number))
                    return number;
                throw new UsageException(
                    $"{((System.CommandLine.Parsing.OptionResult)result.Parent!).IdentifierToken?.Value} is '{word}'; it must be {range}.");
            },
        };
}
