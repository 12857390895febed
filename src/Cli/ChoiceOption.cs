using System.CommandLine;
using EmojiGen.Training.Loop;

namespace EmojiGen.Cli;

/// <summary>An option that takes one of some names, and says which when it gets something else.</summary>
sealed class ChoiceOption<T> : Option<T?> where T : struct, Enum
{
    readonly T byDefault;

    /// <param name="description">Before the names, which are told after it.</param>
    public ChoiceOption(string name, NamedChoices<T> choices, T byDefault, string description, string helpName) : base(name)
    {
        this.byDefault = byDefault;
        Description = $"{description}: {choices}. [default: {choices.NameOf(byDefault)}]";
        HelpName = helpName;
        CustomParser = result => choices.Find(result.Tokens[^1].Value)
            ?? throw new UsageException($"{name} is '{result.Tokens[^1].Value}'; it must be one of {choices}.");
    }

    public T Read(ParseResult parsed) => parsed.GetValue(this) ?? byDefault;
}
