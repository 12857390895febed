using EmojiGen.Generation.Settings;

namespace EmojiGen.Cli.Training;

/// <summary>Settings that all trainings have.</summary>
static class TrainingSettings
{
    public static DeviceSetting Device { get; } = new();

    public static TextSetting Resume { get; } = new("resume", "CHECKPOINT",
        "Go on with the run that is in the output folder, from a checkpoint: latest, or a step's number.");

    public static SwitchSetting Overwrite { get; } =
        new("overwrite", "Begin anew in a folder that holds a result, which is replaced.");
}
