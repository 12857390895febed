using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>A person's folder of pictures (<see cref="PictureFolder"/>) as samples of a dataset.</summary>
/// <remarks>A folder <c>train</c>, <c>validation</c> or <c>test</c> above a picture decides its split, else the seed does. A picture
/// without a caption has the empty prompt.</remarks>
public static class ImageFolderSamples
{
    public static IReadOnlyList<DatasetSample> Of(PictureFolder folder, ulong seed) =>
        [.. folder.Pictures.Select(it => Sample(it, Path.GetRelativePath(folder.Folder, it.Path), seed))];

    static DatasetSample Sample(CaptionedPicture picture, string source, ulong seed) =>
        new(new DatasetRecord(RecordKind.Image, SplitOf(source) ?? EmojiSplit.OfName(source, seed),
            picture.Caption ?? "")
        { Source = source },
            size => ImageFile.Load(picture.Path).Fit(size, size), source, IsForeign: true);

    /// <summary>The split that the first folder of a relative path names; null where it names none.</summary>
    internal static Split? SplitOf(string source) => source.Split('/', '\\')[0].ToUpperInvariant() switch
    {
        "TRAIN" => Split.Train,
        "VALIDATION" or "VALID" or "VAL" => Split.Validation,
        "TEST" => Split.Test,
        _ => null,
    };
}
