using EmojiGen.Language;

namespace EmojiGen.Tests.Language;

public class CaptionEmbeddingsTests
{
    const string Model = "model 1", Source = "names 1";

    static float[] Random(System.Random random, int count)
    {
        var vector = new float[count];
        for (var i = 0; i < count; i++) vector[i] = random.NextSingle() - 0.5f;
        var length = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / length)];
    }

    static string Write(TemporaryFolder folder, float[][] vectors)
    {
        var rows = new Half[vectors.Sum(v => v.Length)];
        for (var i = 0; i < vectors.Length; i++) CaptionEmbeddings.Store(vectors[i], rows.AsSpan(i * vectors[i].Length, vectors[i].Length));
        var path = folder.File("captions.safetensors");
        CaptionEmbeddings.Write(path, rows, vectors[0].Length, Model, Source);
        return path;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(384)]
    [InlineData(399)]
    public void Scores_are_the_products_with_the_stored_rows(int dimension)
    {
        var random = new System.Random(dimension);
        float[][] vectors = [.. Enumerable.Range(0, 50).Select(_ => Random(random, dimension)), new float[dimension]];
        using var folder = new TemporaryFolder();
        using var captions = CaptionEmbeddings.Open(Write(folder, vectors), Model, Source);
        var query = Random(random, dimension);
        var scores = new float[captions.Count];
        captions.Score(query, scores);
        for (var row = 0; row < vectors.Length; row++)
        {
            var expected = Enumerable.Range(0, dimension).Sum(i => (double)(Half)vectors[row][i] * query[i]);
            ((double)scores[row]).ShouldBe(expected, 1e-5);
        }
    }

    [Fact]
    public void The_nearest_come_first_and_of_equals_the_earlier()
    {
        using var folder = new TemporaryFolder();
        using var captions = CaptionEmbeddings.Open(Write(folder, [[0, 1], [1, 0], [0.5f, 0.5f], [1, 0], [-1, 0]]), Model, Source);
        captions.Nearest([1, 0], 3).ShouldBe([new CaptionMatch(1, 1), new CaptionMatch(3, 1), new CaptionMatch(2, 0.5f)]);
        captions.Nearest([1, 0], 9).Length.ShouldBe(5);
        Should.Throw<ArgumentException>(() => captions.Nearest([1, 0, 0], 3)).Message.ShouldContain("2 numbers");
    }

    [Fact]
    public void The_nearest_of_many_are_those_that_sorting_gives()
    {
        var random = new System.Random(5);
        using var folder = new TemporaryFolder();
        using var captions = CaptionEmbeddings.Open(Write(folder, [.. Enumerable.Range(0, 500).Select(_ => Random(random, 8))]), Model,
            Source);
        var query = Random(random, 8);
        var scores = new float[captions.Count];
        captions.Score(query, scores);
        captions.Nearest(query, 40).Select(match => match.Index)
            .ShouldBe(Enumerable.Range(0, 500).OrderByDescending(i => scores[i]).Take(40));
        captions.Nearest(query, 0).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_damaged_or_of_another_making_is_refused_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, [[0, 1], [1, 0]]);
        Refused<InvalidDataException>(() => CaptionEmbeddings.Open(path, "model 2", Source), "another sentence encoder");
        Refused<InvalidDataException>(() => CaptionEmbeddings.Open(path, Model, "names 2"), "other captions");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        Refused<InvalidDataException>(() => CaptionEmbeddings.Open(path, Model, Source), "damaged");
        File.WriteAllBytes(path, bytes[..^1]);
        Refused<IOException>(() => CaptionEmbeddings.Open(path, Model, Source), "truncated");
        SafetensorsWriter.Write(path, [SafetensorsSource.From("embeddings", new float[4], 2, 2)]);
        Refused<InvalidDataException>(() => CaptionEmbeddings.Open(path, Model, Source), "fp16 matrix");
        Refused<IOException>(() => CaptionEmbeddings.Open(folder.File("none"), Model, Source), "does not exist");

        static void Refused<T>(Action open, string reason) where T : Exception
        {
            var message = Should.Throw<T>(open).Message;
            message.ShouldContain(reason);
            message.ShouldContain("./setup --rebuild");
        }
    }

    [Fact]
    public void Words_find_what_they_mean_among_captions_that_do_not_have_them()
    {
        // Scores: the project's design gives them for the published model, to two places.
        string[] names = ["dog", "cat", "automobile", "hot pepper", "angry face", "ten o’clock", "flag: Finland", "red heart"];
        using var encoder = SentenceEncoder.Load(Repository.File("models", "all-MiniLM-L6-v2"));
        using var folder = new TemporaryFolder();
        var path = folder.File("deep/captions.safetensors");
        CaptionEmbeddings.Build(path, names, encoder, Source);
        using var captions = CaptionEmbeddings.Open(path, SentenceFolder.IdentityOf(Repository.File("models", "all-MiniLM-L6-v2")), Source);
        foreach (var (text, name, score) in new[] { ("sedan", "automobile", 0.67), ("my boss is angry", "angry face", 0.53),
            ("spicy food", "hot pepper", 0.69) })
        {
            var nearest = captions.Nearest(encoder.Encode(text), 1)[0];
            names[nearest.Index].ShouldBe(name);
            ((double)nearest.Score).ShouldBe(score, 0.0051);
        }
        names[captions.Nearest(encoder.Encode("pupper"), 1)[0].Index].ShouldBe("dog");
    }
}
