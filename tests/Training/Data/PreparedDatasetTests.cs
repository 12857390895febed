using EmojiGen.Imaging;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public sealed class PreparedDatasetTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    string Target => folder.File("set");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pictures_and_records_come_back_as_they_were_at_every_size()
    {
        var samples = Enumerable.Range(0, 40).Select(i => Samples.Sample(i, (Split)(i % 3))).ToList();
        Samples.Prepare(Target, samples, 16, 31).ShouldAllBe(step => step.LeftOut == null);
        foreach (var size in (int[])[16, 31])
        {
            using var dataset = PreparedDataset.Open(Target, size);
            (dataset.Count, dataset.Side, dataset.Seed).ShouldBe((40, size, 5UL));
            for (var i = 0; i < 40; i++)
            {
                dataset.Read(i).ShouldBe(Samples.Picture(i, size).Span.ToArray(), $"picture {i}");
                var (got, expected) = (dataset.Records[i], samples[i].Record);
                (got.Kind, got.Split, got.Prompt, got.Style, got.Emoji)
                    .ShouldBe((expected.Kind, expected.Split, expected.Prompt, expected.Style, expected.Emoji));
                got.Words.ShouldBe(expected.Words);
                got.Parts.ShouldBe(expected.Parts);
            }
            dataset.Split(Split.Test).ShouldBe(Enumerable.Range(0, 40).Where(i => i % 3 == 2));
        }
    }

    [Fact]
    public void The_colour_of_what_cannot_be_seen_is_forgotten()
    {
        var picture = new Raster(8, 8);
        picture[3, 3] = new Rgba(9, 8, 7, 0);
        picture[4, 3] = new Rgba(9, 8, 7, 1);
        Samples.Prepare(Target, [Samples.Sample(0) with { Draw = _ => picture }], 8);
        using var dataset = PreparedDataset.Open(Target);
        var read = dataset.Read(0);
        read[(4 * ((3 * 8) + 3))..][..8].ShouldBe([0, 0, 0, 0, 9, 8, 7, 1]);
    }

    [Fact]
    public void The_same_samples_give_the_same_bytes_however_many_threads_draw_them()
    {
        var samples = Enumerable.Range(0, 60).Select(i => Samples.Sample(i)).ToList();
        foreach (var threads in (int[])[1, 4])
            _ = DatasetPreparation.Run(folder.File($"{threads}"), samples, new() { Sizes = [16], Threads = threads }).Count();
        foreach (var file in Directory.EnumerateFiles(folder.File("1")))
            File.ReadAllBytes(file).ShouldBe(File.ReadAllBytes(Path.Combine(folder.File("4"), Path.GetFileName(file))), file);
    }

    [Fact]
    public void Captions_are_templates_with_the_prompt_and_then_with_other_words()
    {
        var record = new DatasetRecord(RecordKind.Icon, Split.Train, "cat face") { Style = "noto", Words = ["pet"] };
        string[] templates = ["{prompt}", "an emoji of {prompt} in {style} style"];
        CaptionTemplates.Apply(templates, record)
            .ShouldBe(["cat face", "an emoji of cat face in noto style", "pet", "an emoji of pet in noto style"]);
        CaptionTemplates.Apply(templates, record with { Style = "", Words = [] }).ShouldBe(["cat face"]);
    }

    [Fact]
    public void What_cannot_be_drawn_is_left_out_and_told()
    {
        var broken = Samples.Sample(1) with { Draw = _ => throw new InvalidDataException("it is broken."), Name = "the broken one" };
        var steps = Samples.Prepare(Target, [Samples.Sample(0), broken, Samples.Sample(2)], 16);
        steps[1].LeftOut.ShouldBe("cannot be drawn");
        steps[1].Detail.ShouldBe("the broken one: it is broken.");
        using var dataset = PreparedDataset.Open(Target);
        dataset.Records.Select(it => it.Prompt).ShouldBe(["thing 0", "thing 2"]);
        dataset.Read(1).ShouldBe(Samples.Picture(2, 16).Span.ToArray());
        File.ReadAllText(Path.Combine(Target, "dataset.json")).ShouldContain("\"cannot be drawn\": 1");
    }

    [Fact]
    public void Filters_see_what_is_imported_and_nothing_else()
    {
        PictureFilter none = (_, caption) => $"no {caption}";
        var samples = new[] { Samples.Sample(0), Samples.Sample(1) with { IsForeign = true } };
        var steps = DatasetPreparation.Run(Target, samples, new() { Sizes = [16], Filters = [none] }).ToList();
        steps.Select(it => it.LeftOut).ShouldBe([null, "no thing 1"]);
    }

    [Fact]
    public void Nothing_is_left_where_it_stops_halfway_and_what_was_there_stays()
    {
        Samples.Prepare(Target, [Samples.Sample(0)], 16);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
        {
            foreach (var _ in DatasetPreparation.Run(Target, Enumerable.Range(5, 1000).Select(i => Samples.Sample(i)),
                new() { Sizes = [16] }, stop.Token)) stop.Cancel();
        });
        foreach (var _ in DatasetPreparation.Run(Target, Enumerable.Range(5, 100).Select(i => Samples.Sample(i)), new() { Sizes = [16] }))
            break;
        Should.Throw<InvalidDataException>(() => Samples.Prepare(Target, [], 16)).Message.ShouldContain("No picture is left");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBe([Target]);
        using var dataset = PreparedDataset.Open(Target);
        dataset.Records.Single().Prompt.ShouldBe("thing 0");
    }

    [Fact]
    public void A_dataset_is_replaced_and_a_folder_of_something_else_is_not()
    {
        Samples.Prepare(Target, [Samples.Sample(0)], 16);
        Samples.Prepare(Target, [Samples.Sample(1), Samples.Sample(2)], 8);
        using (var dataset = PreparedDataset.Open(Target)) (dataset.Count, dataset.Side).ShouldBe((2, 8));
        Directory.EnumerateFiles(Target).Count().ShouldBe(3);

        var photos = Directory.CreateDirectory(folder.File("photos")).FullName;
        File.WriteAllText(Path.Combine(photos, "a.txt"), "dear");
        Should.Throw<IOException>(() => Samples.Prepare(photos, [Samples.Sample(0)], 16)).Message.ShouldContain("holds something else");
        File.Exists(Path.Combine(photos, "a.txt")).ShouldBeTrue();
    }

    [Fact]
    public void Damage_is_said_with_the_file_wherever_it_is()
    {
        Samples.Prepare(Target, Enumerable.Range(0, 5).Select(i => Samples.Sample(i)), 16);
        var random = new Random(1);
        foreach (var file in Directory.GetFiles(Target))
        {
            var whole = File.ReadAllBytes(file);
            for (var i = 0; i < 150; i++)
            {
                var bytes = (byte[])whole.Clone();
                if (i % 5 == 0) bytes = bytes[..random.Next(bytes.Length)];
                else for (var n = 0; n <= i % 3; n++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                File.WriteAllBytes(file, bytes);
                try
                {
                    using var dataset = PreparedDataset.Open(Target);
                    for (var p = 0; p < dataset.Count; p++) dataset.Read(p);
                }
                catch (Exception e) when (e is InvalidDataException or IOException)
                {
                    e.Message.ShouldContain(Target);
                }
            }
            File.WriteAllBytes(file, whole);
        }
    }

    [Theory]
    [InlineData("dataset.json")]
    [InlineData("records.jsonl")]
    [InlineData("pictures-16.bin")]
    public void A_missing_file_is_named(string file)
    {
        Samples.Prepare(Target, [Samples.Sample(0)], 16);
        File.Delete(Path.Combine(Target, file));
        Should.Throw<FileNotFoundException>(() => PreparedDataset.Open(Target)).Message.ShouldContain(file);
    }

    [Fact]
    public void A_size_that_is_not_there_is_refused()
    {
        Samples.Prepare(Target, [Samples.Sample(0)], 16);
        Should.Throw<ArgumentException>(() => PreparedDataset.Open(Target, 64)).Message.ShouldContain("not of 64");
    }
}
