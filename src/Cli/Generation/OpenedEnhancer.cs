using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines.Settings;
using EmojiGen.Prompting;
using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Cli.Generation;

/// <summary>What says more of prompts, with what it was asked for by.</summary>
sealed class OpenedEnhancer : IDisposable
{
    readonly string asked;

    OpenedEnhancer(string asked, IPromptEnhancer it) => (this.asked, It) = (asked, it);

    public IPromptEnhancer It { get; }

    /// <inheritdoc cref="EnhancementSettings.Open"/>
    public static OpenedEnhancer Of(SettingValues values, Installation installation, Func<EmojiSearch> search, Terminal terminal) =>
        new(Asked(values), EnhancementSettings.Open(values, installation, search, terminal.Folder, Key(terminal)));

    /// <summary>Whether it is the one that these settings ask for.</summary>
    public bool Is(SettingValues values) => asked == Asked(values);

    public void Dispose() => It.Dispose();

    static string Asked(SettingValues values) => string.Join('\n', values.Texts
        .Where(it => EnhancementSettings.All.Any(setting => setting.Name == it.Key)).OrderBy(it => it.Key, StringComparer.Ordinal)
        .Select(it => $"{it.Key}={it.Value}"));

    static string? Key(Terminal terminal) => terminal.Variable("EMOJIGEN_ENDPOINT_KEY") is { Length: > 0 } key ? key : null;
}
