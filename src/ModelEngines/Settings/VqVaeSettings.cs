using EmojiGen.Generation.Settings;

namespace EmojiGen.ModelEngines.Settings;

/// <summary>What the VQ-VAE alone can be told.</summary>
public static class VqVaeSettings
{
    static readonly string[] mine = [VqVaeRequest.EngineName];

    public static NumberSetting Temperature { get; } = new("temperature", "T", VqVaeRequest.TemperatureRange,
        VqVaeRequest.DefaultTemperature, "How boldly codes are drawn; 0 takes the likeliest.")
    { Engines = mine };

    public static WholeSetting TopK { get; } =
        new("top-k", VqVaeRequest.TopKRange, 0, "Draws from so many of the likeliest codes; 0: from all.") { Engines = mine };

    public static NumberSetting TopP { get; } = new("top-p", "P", VqVaeRequest.TopPRange, VqVaeRequest.DefaultTopP,
        "Draws from the likeliest codes of this probability together.")
    { Engines = mine };

    public static ChoiceSetting Emotion { get; } =
        new("emotion", "NAME", EmojiGen.ModelEngines.Emotion.Names, null, "What the emoji feels.")
        {
            Engines = mine,
            Instead = "say it in the prompt, as in: a happy cat",
        };

    public static NumberSetting EmotionStrength { get; } = new("emotion-strength", "SCALE", VqVaeRequest.EmotionStrengthRange,
        VqVaeRequest.DefaultEmotionStrength, "How much the emotion counts beside the prompt.")
    { Engines = mine };

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Temperature, TopK, TopP, Emotion, EmotionStrength];

    internal static VqVaeRequest Read(SettingValues values, VqVaeRequest basis) => basis with
    {
        Guidance = values.Or(DiffusionSettings.Guidance, basis.Guidance),
        Temperature = values.Or(Temperature, basis.Temperature),
        TopK = values.Or(TopK, basis.TopK),
        TopP = values.Or(TopP, basis.TopP),
        Emotion = values.Or(Emotion, basis.Emotion),
        EmotionStrength = values.Or(EmotionStrength, basis.EmotionStrength),
    };
}
