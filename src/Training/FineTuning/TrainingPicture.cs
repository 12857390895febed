using EmojiGen.Imaging;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.FineTuning;

/// <summary>A picture that a model is fine-tuned or validated on.</summary>
/// <param name="Name">What it is spoken of by.</param>
/// <param name="Split">What it is for; null: nobody said.</param>
/// <param name="Words">What it shows; null: nobody said.</param>
/// <param name="Style">Of a picture that was drawn from an art set; else empty.</param>
/// <param name="Load">Reads it. Throws <see cref="IOException"/> or <see cref="InvalidDataException"/> where it cannot be read.</param>
/// <param name="Digest">Tells it from others by what it holds.</param>
sealed record TrainingPicture(string Name, Split? Split, string? Words, string Style, Func<Raster> Load, Func<string> Digest)
{
    /// <summary>What the network is told of it.</summary>
    /// <param name="template">A sentence of <see cref="CaptionTemplates"/>.</param>
    /// <returns>Null where the sentence wants words, and there are none.</returns>
    public string? Caption(string template) => CaptionTemplates.Fill(template, Words, Style);
}

/// <summary>The pictures of a run: a person's folder, or what <c>emoji-dev prepare</c> wrote.</summary>
/// <param name="All">In their order.</param>
/// <param name="Problems">What was left out, and why: one sentence each.</param>
/// <param name="Template">What captions are made by where nobody says.</param>
sealed record TrainingPictures(IReadOnlyList<TrainingPicture> All, IReadOnlyList<string> Problems, string Template) : IDisposable
{
    PreparedDataset? prepared;

    /// <summary>Those to train on: all, where they are not split.</summary>
    public IReadOnlyList<TrainingPicture> ToTrain => All.Any(it => it.Split == Split.Train) ? Of(Split.Train) : All;

    /// <summary>Those that training does not see, to validate on; none where they are not split.</summary>
    public IReadOnlyList<TrainingPicture> ToValidate => Of(Split.Validation);

    /// <summary>Those that nothing sees before the end.</summary>
    public IReadOnlyList<TrainingPicture> ToTest => Of(Split.Test);

    IReadOnlyList<TrainingPicture> Of(Split split) => [.. All.Where(it => it.Split == split)];

    /// <param name="data">A folder of either kind.</param>
    /// <param name="side">Pixels that are trained: of a prepared dataset the pictures that are nearest to it, larger ones first; null: the
    /// largest.</param>
    /// <param name="captionColumn">Of a person's <c>metadata.jsonl</c>.</param>
    /// <param name="except">A folder that is not looked into: where the result goes.</param>
    /// <exception cref="IOException">The folder is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is no picture in it, or it is damaged.</exception>
    public static TrainingPictures Open(string data, int? side, string? captionColumn = null, string? except = null) =>
        PreparedDataset.IsIn(data) ? OfPrepared(data, side) : OfFolder(PictureFolder.Read(data, captionColumn, except));

    public void Dispose() => prepared?.Dispose();

    static TrainingPictures OfFolder(PictureFolder folder)
    {
        return new([.. folder.Pictures.Select(Of)], folder.Problems, CaptionTemplates.Plain);

        TrainingPicture Of(CaptionedPicture picture)
        {
            var name = Path.GetRelativePath(folder.Folder, picture.Path);
            return new(name, ImageFolderSamples.SplitOf(name), picture.Caption, "", () => ImageFile.Load(picture.Path),
                () => RunIdentity.DigestOfFile(picture.Path));
        }
    }

    static TrainingPictures OfPrepared(string data, int? side)
    {
        var dataset = PreparedDataset.Open(data);
        if (SizeFor(dataset.Sizes, side) is var size && size != dataset.Side)
        {
            dataset.Dispose();
            dataset = PreparedDataset.Open(data, size);
        }
        return new([.. dataset.Records.Select(Of)], [], dataset.Templates.FirstOrDefault(CaptionTemplates.Plain)) { prepared = dataset };

        TrainingPicture Of(DatasetRecord record, int index) => new(
            record.Prompt.Length > 0 ? $"picture {index} ({record.Prompt})" : $"picture {index}", record.Split,
            record.Prompt.Length > 0 ? record.Prompt : null, record.Style,
            () => new Raster(dataset.Side, dataset.Side, dataset.Read(index)), () => RunIdentity.DigestOf(dataset.Read(index)));
    }

    /// <summary>The smallest that is large enough, else the largest.</summary>
    static int SizeFor(IReadOnlyCollection<int> sizes, int? side) =>
        sizes.Where(it => it >= side).DefaultIfEmpty(sizes.Max()).Min();
}
