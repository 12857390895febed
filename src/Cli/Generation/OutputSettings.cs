using EmojiGen.Generation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli.Generation;

/// <summary>Where prompts come from, where pictures go, and what is told of them.</summary>
static class OutputSettings
{
    public static TextsSetting Output { get; } = new("output", "FILE", "The file: .svg, .png or .webp; - is standard output.")
    {
        Aliases = ["-o"],
        Otherwise = "a new PNG named after the prompt",
    };

    public static TextSetting Batch { get; } = new("batch", "FILE",
        "Draws many: one prompt a line, or one JSON object with a prompt and options by their names "
        + "({\"prompt\": \"a cat\", \"style\": \"flat\"}); - is standard input.");

    public static TextSetting Like { get; } = new("like", "FILE",
        "Makes a picture of ours again, with the prompt and the options that stand in its file; what is given here wins over them.");

    public static SwitchSetting Explain { get; } =
        new("explain", "Print how the prompt was read: subjects, relations, candidates and their scores.")
        {
            Engines = [ComposeRequest.EngineName],
        };

    public static SwitchSetting Quiet { get; } = new("quiet", "Print nothing but errors.") { Aliases = ["-q"] };

    public static SwitchSetting Strict { get; } =
        new("strict", "Exit with 1 where anything of the prompt is not shown, is shown as something else, or is a guess; the picture is written.");

    public static SwitchSetting NoMetadata { get; } =
        new("no-metadata", "Leave prompt, seed and settings out of the file; licence and authors stay.");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Output, Batch, Like, CommonSettings.Json, Quiet, CommonSettings.NoPreview, NoMetadata, Strict, Explain];

    public static OutputOptions Read(SettingValues values) => new(
        Files: values.Of(Output),
        Explain: values.Of(Explain),
        Json: values.Of(CommonSettings.Json),
        Quiet: values.Of(Quiet),
        Preview: !values.Of(CommonSettings.NoPreview),
        Parameters: !values.Of(NoMetadata),
        Strict: values.Of(Strict));
}
