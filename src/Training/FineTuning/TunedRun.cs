using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.FineTuning;

/// <summary>A result of fine-tuning and what it was made from.</summary>
/// <param name="Result">The file or folder that <c>--lora</c> or <c>--model</c> takes.</param>
/// <param name="Template">That captions stood in; null: as the data has it.</param>
/// <param name="Side">Pixels that were trained.</param>
sealed record TunedRun(string Folder, string Model, string Data, string Result, bool IsLora, string? Template, int Side)
{
    public string TemplateOr(string? ofData) => Template ?? ofData ?? CaptionTemplates.Plain;

    /// <exception cref="IOException">The folder holds no result.</exception>
    public static TunedRun Read(string folder)
    {
        if (FineTunedModel.Of(folder) is not var (result, settings) || RunRecord.Read(folder) is not { } record)
            throw new IOException($"'{folder}' holds no result of emoji-dev fine-tune: name the folder that one trained into.");
        return new(folder, record.Model, record.Data, result.Result, result.IsLora,
            settings?.TextOrNull("instance-prompt") ?? settings?.TextOrNull("caption-template"), settings?.Whole("resolution", 0) ?? 0);
    }
}
