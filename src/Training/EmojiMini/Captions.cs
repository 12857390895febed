using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.EmojiMini;

/// <summary>What may be said of the pictures of a dataset.</summary>
static class Captions
{
    /// <summary>How often a picture is called by its own name rather than by another word for it.</summary>
    const double OwnName = 0.6;

    /// <summary>A caption of each picture: its name or another word for it, in one of the dataset's templates.</summary>
    public static string[] Draw(PreparedDataset dataset, IReadOnlyList<int> places, Generator random)
    {
        using var scope = new TensorScope();
        var drawn = random.Uniform([3 * places.Count]).ToArray<float>();
        return [.. places.Select((place, i) =>
        {
            var record = dataset.Records[place];
            var words = drawn[3 * i] < OwnName || record.Words.IsEmpty ? record.Prompt
                : record.Words[(int)(drawn[(3 * i) + 1] * record.Words.Length)];
            string[] templates = [.. CaptionTemplates.Apply(dataset.Templates, record with { Prompt = words, Words = [] })];
            return templates[(int)(drawn[(3 * i) + 2] * templates.Length)];
        })];
    }
}
