using System.CommandLine;
using System.CommandLine.Parsing;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli;

/// <summary>An option that is made of a setting.</summary>
interface ISettingOption
{
    Setting Setting { get; }
}

/// <summary>An option whose name, help, range and default are its setting's.</summary>
sealed class SettingOption<T> : Option<T>, ISettingOption
{
    public SettingOption(Setting<T> setting) : base($"--{setting.Name}", [.. setting.Aliases])
    {
        Setting = setting;
        Description = setting.Described;
        HelpName = setting.Value;
        if (setting.IsSwitch) return;
        Arity = ArgumentArity.OneOrMore; // that one is given twice is said by the setting
        DefaultValueFactory = _ => setting.Read([]);
        CustomParser = result => setting.Read([.. result.Tokens.Select(it => it.Value)]);
    }

    public Setting Setting { get; }
}

/// <summary>Options of settings.</summary>
static class SettingOptions
{
    /// <summary>An option for a setting of any kind.</summary>
    public static Option Of(Setting setting) => setting switch
    {
        Setting<bool> it => new SettingOption<bool>(it),
        Setting<string?> it => new SettingOption<string?>(it),
        Setting<string[]> it => new SettingOption<string[]>(it),
        Setting<long?> it => new SettingOption<long?>(it),
        Setting<long[]> it => new SettingOption<long[]>(it),
        Setting<double?> it => new SettingOption<double?>(it),
        _ => throw new ArgumentException($"There is no option of a {setting.GetType().Name}."),
    };

    /// <summary>What was typed of a command's settings.</summary>
    public static SettingValues Values(ParseResult parsed)
    {
        var typed = new Dictionary<Setting, IReadOnlyList<string>>();
        foreach (var option in parsed.CommandResult.Command.Options)
            if (option is ISettingOption { Setting: var setting } && parsed.GetResult(option) is { Implicit: false } result)
                typed[setting] = Typed(result);
        return new(typed);
    }

    static IReadOnlyList<string> Typed(OptionResult result) =>
        result.Tokens.Count == 0 ? [""] : [.. result.Tokens.Select(it => it.Value)];
}
