using System.Globalization;
using System.Text.Json.Nodes;
using EmojiGen.Imaging;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.Trackers;

/// <summary>The pictures of validations as files to look at: <c>step-00001000-unseen.png</c>.</summary>
public sealed class PictureFolderTracker(string folder) : ITracker
{
    public void Begin(IReadOnlyDictionary<string, JsonNode?> settings)
    {
    }

    public void ResumedAt(long step)
    {
    }

    public void Step(TrainingStep step)
    {
        if (step.Validation is not { Pictures: { Count: > 0 } pictures }) return;
        Directory.CreateDirectory(folder);
        foreach (var (tag, picture) in pictures)
            ImageFile.Save(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{step.Number:d8}-{tag}.png")), picture);
    }

    public void Dispose()
    {
    }
}
