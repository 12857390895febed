using EmojiGen.Imaging;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

/// <summary>Pictures of numbers, and the datasets made of them.</summary>
static class Samples
{
    public static Raster Picture(int seed, int side)
    {
        var random = new Random(seed);
        var picture = new Raster(side, side);
        var (r, g, b) = ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
                picture[x, y] = (x - (side / 2)) * (x - (side / 2)) + ((y - (side / 2)) * (y - (side / 2))) > side * side / 4 ? default
                    : random.Next(3) == 0 ? new Rgba((byte)random.Next(256), g, b, (byte)random.Next(1, 256)) : new Rgba(r, g, b, 255);
        return picture;
    }

    public static DatasetSample Sample(int seed, Split split = Split.Train) =>
        new(new DatasetRecord(RecordKind.Icon, split, $"thing {seed}")
        {
            Style = "noto",
            Emoji = "1F431",
            Parts = ["1F431"],
            Words = ["word, \"quoted\"", "wörd"]
        }, side => Picture(seed, side), $"{seed}");

    public static IReadOnlyList<PreparedSample> Prepare(string folder, IEnumerable<DatasetSample> samples, params int[] sizes) =>
        [.. DatasetPreparation.Run(folder, samples, new() { Sizes = [.. sizes], Seed = 5 })];
}
