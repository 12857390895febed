using System.CommandLine;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Cli.Training;

/// <summary>A recipe of a command whose options are its keys.</summary>
static class RecipeOptions
{
    /// <param name="published">What stands in <c>recipes/</c>.</param>
    public static TextSetting Setting(string published) => new("recipe", "FILE|NAME",
        $"A file of overrides, or a name in recipes/: {published}. Options win over it.");

    /// <summary>What was typed, over what the recipe says.</summary>
    /// <exception cref="IOException">The recipe is missing.</exception>
    /// <exception cref="InvalidDataException">A line of it is none.</exception>
    /// <exception cref="UsageException">A value of it is none that the option takes.</exception>
    public static ParseResult Over(ParseResult typed, SettingOption<string?> recipe, Terminal terminal, Installation installation)
    {
        if (typed.GetValue(recipe) is not { } name) return typed;
        var path = PathOf(name, terminal, installation);
        var command = typed.CommandResult.Command;
        Setting[] known = [.. command.Options.OfType<ISettingOption>().Select(it => it.Setting).Where(it => it != recipe.Setting)];
        var read = SettingValues.Named(RecipeFile.Read(path, [.. known.Select(it => it.Name)]), known);
        var all = SettingOptions.Values(typed).Over(read);
        var again = command.Parse([.. all.Given.SelectMany(it => Words(it, all))]);
        return again.Errors is [var error, ..] ? throw new UsageException($"Recipe '{name}': {error.Message}") : again;
    }

    /// <summary>A file, or one of the project's own.</summary>
    public static string PathOf(string name, Terminal terminal, Installation installation)
    {
        var path = Path.GetFullPath(name, terminal.Folder);
        return !File.Exists(path) && Path.GetFileName(name) == name ? Path.Combine(installation.Root, "recipes", name) : path;
    }

    static IEnumerable<string> Words(Setting setting, SettingValues values)
    {
        if (setting is Setting<bool> onOrOff) return values.Of(onOrOff) ? [$"--{setting.Name}"] : [];
        return values.Typed(setting).Select(it => $"--{setting.Name}={it}");
    }
}
