using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using EmojiGen.Cli;
using EmojiGen.Imaging;
using EmojiGen.Tests.Cli;
using EmojiGen.Tests.Hub;
using EmojiGen.Training.Data;
using Parquet;
using Parquet.Schema;

namespace EmojiGen.Tests.Training.Data.Pulled;

/// <summary><c>emoji-dev pull --dataset</c>, from a hub on this machine.</summary>
public sealed class PulledDatasetTests : IDisposable
{
    readonly FakeHub hub = new() { Kind = "datasets", Repository = "valhalla/emoji-dataset", Large = 200 };
    readonly Invocation run = new();

    public PulledDatasetTests()
    {
        run.Environment["HF_ENDPOINT"] = hub.Address;
        run.Environment["HF_HUB_CACHE"] = hub.Cache;
    }

    public void Dispose()
    {
        run.Dispose();
        hub.Dispose();
    }

    static byte[] Png(int seed) => ImageFile.Encode(ImageFormat.Png, Samples.Picture(seed, 16));

    Outcome Pull(params string[] more) => run.Develop(["pull", "--dataset", "valhalla/emoji-dataset", .. more]);

    PictureFolder Pulled(string folder = "datasets/pulled/emoji-dataset") => PictureFolder.Read(Path.Combine(run.Folder, folder));

    /// <summary>As the datasets library writes it: a struct of bytes and path, a column of text.</summary>
    static byte[] Parquet(IReadOnlyList<byte[]> pictures, IReadOnlyList<string> texts, CompressionMethod compression = CompressionMethod.Snappy)
    {
        var bytes = new DataField("bytes", typeof(byte[]), isNullable: true);
        var path = new DataField("path", typeof(string), isNullable: true);
        var text = new DataField("text", typeof(string), isNullable: true);
        var schema = new ParquetSchema(new StructField("image", bytes, path), text);
        using var stream = new MemoryStream();
        Write().GetAwaiter().GetResult();
        return stream.ToArray();

        async Task Write()
        {
            await using var writer = await ParquetWriter.CreateAsync(schema, stream, new ParquetOptions { CompressionMethod = compression });
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(bytes, (byte[][])[.. pictures]);
            await group.WriteAsync(path, (string[])[.. pictures.Select((_, i) => $"../../{i}.png")]); // not to be followed
            await group.WriteAsync(text, (string[])[.. texts]);
        }
    }

    static byte[] Tar(params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var (name, bytes) in entries)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        return stream.ToArray();
    }

    [Fact]
    public void Parquet_becomes_a_folder_that_is_prepared_and_trained_on()
    {
        hub["README.md"] = "# Emoji"u8.ToArray();
        hub["data/train-00000-of-00002.parquet"] = Parquet([.. Enumerable.Range(0, 40).Select(Png)],
            [.. Enumerable.Range(0, 40).Select(i => $"a {i} \"quoted\"")]);
        hub["data/train-00001-of-00002.parquet"] = Parquet([Png(60), "no picture"u8.ToArray()], ["last", "none"], CompressionMethod.Zstd);
        var outcome = Pull();
        outcome.ExitCode.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Out.ShouldContain("41 pictures");
        outcome.Error.ShouldContain("1 left out");

        var pictures = Pulled();
        pictures.Pictures.Select(it => it.Caption).ShouldBe([.. Enumerable.Range(0, 40).Select(i => $"a {i} \"quoted\""), "last"]);
        ImageFile.Load(pictures.Pictures[3].Path).Span.ToArray().ShouldBe(Samples.Picture(3, 16).Span.ToArray());
        pictures.Pictures.ShouldAllBe(it => ImageFolderSamples.SplitOf(Path.GetFileName(it.Path)) == null);

        // What is all of one split is split here, and the recipe finds it by the data set's name.
        run.Develop("prepare", "datasets/emoji-dataset", "--from", "datasets/pulled/emoji-dataset", "--size", "64", "--max-text", "100")
            .ExitCode.ShouldBe(0);
        using (var set = PreparedDataset.Open(Path.Combine(run.Folder, "datasets/emoji-dataset"))) set.Count.ShouldBe(41);
        var trained = run.Develop("train", "vqvae", "--recipe", "emoji-vqvae", "--batch-size", "2", "--max-train-steps", "1",
            "--block-out-channels", "32,32", "--json");
        trained.ExitCode.ShouldBe(0, trained.Error);
        var settings = File.ReadLines(Path.Combine(run.Folder, "runs/vqvae/logs/steps.jsonl")).First();
        foreach (var set in (string[])["\"reset-unused\":\"since-reset\"", "\"codebook-start\":\"noise\"", "\"no-augmentation\":true"])
            settings.Replace(" ", "", StringComparison.Ordinal).ShouldContain(set);
    }

    [Fact]
    public void Splits_of_the_data_set_stay()
    {
        hub["data/train-00000-of-00001.parquet"] = Parquet([Png(1)], ["one"]);
        hub["data/test-00000-of-00001.parquet"] = Parquet([Png(2)], ["two"]);
        Pull("--output", "mine").ExitCode.ShouldBe(0);
        ImageFolderSamples.Of(Pulled("mine"), 0).Select(it => (it.Record.Prompt, it.Record.Split))
            .ShouldBe([("two", Split.Test), ("one", Split.Train)]);
    }

    [Fact]
    public void Tars_of_a_web_dataset_bring_captions_of_text_and_of_json()
    {
        hub["train-000.tar"] = Tar(("a/0.png", Png(1)), ("a/0.txt", " a cat \n"u8.ToArray()), ("a/1.jpg", Png(2)),
            ("a/1.json", """{"caption": "a dog", "width": 3}"""u8.ToArray()));
        hub["train-001.tar"] = Tar(("2.png", Png(3)));
        var outcome = Pull("--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        (json.RootElement.GetProperty("pictures").GetInt32(), json.RootElement.GetProperty("uncaptioned").GetInt32()).ShouldBe((3, 1));
        Pulled().Pictures.Select(it => (it.Caption, Path.GetExtension(it.Path)))
            .ShouldBe([("a cat", ".png"), ("a dog", ".png"), (null, ".png")]); // by what they are, not by what they are called
    }

    [Theory]
    [InlineData("metadata.jsonl", "{\"file_name\": \"a/1.png\", \"text\": \"one\"}\n{\"file_name\": \"2.png\", \"text\": \"two\"}\n")]
    [InlineData("metadata.csv", "file_name,size,text\na/1.png,16,one\n2.png,16,\"two\"\n")]
    public void Folders_of_pictures_have_captions_in_their_metadata(string file, string text)
    {
        hub[file] = Encoding.UTF8.GetBytes(text);
        hub["a/1.png"] = Png(1);
        hub["2.png"] = Png(2);
        var outcome = Pull();
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        Pulled().Pictures.Select(it => it.Caption).Order().ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Another_column_may_have_the_captions_and_what_is_not_there_is_told()
    {
        hub["train.parquet"] = Parquet([Png(1)], ["one"]);
        Pull("--caption-column", "text").ExitCode.ShouldBe(0);
        var outcome = Pull("--caption-column", "label");
        outcome.ExitCode.ShouldBe(ExitCode.Failed);
        outcome.Error.ShouldContain("no column of text 'label'; it has text");
        Pulled().Pictures.Count.ShouldBe(1); // what was there before stays
    }

    [Fact]
    public void What_is_in_the_way_is_not_replaced()
    {
        hub["train.parquet"] = Parquet([Png(1)], ["one"]);
        Directory.CreateDirectory(Path.Combine(run.Folder, "mine"));
        File.WriteAllText(Path.Combine(run.Folder, "mine", "diary.txt"), "dear");
        var outcome = Pull("--output", "mine");
        outcome.ExitCode.ShouldBe(ExitCode.Failed);
        outcome.Error.ShouldContain("name another with --output");
        File.ReadAllText(Path.Combine(run.Folder, "mine", "diary.txt")).ShouldBe("dear");
        hub.Requests.ShouldBeEmpty();
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "outside.tar", "leads out of the archive" },
        { "absolute.tar", "leads out of the archive" },
        { "link.tar", "is a link or a device" },
        { "bomb.tar", "more than such files have" },
        { "cut.tar", "damaged" },
        { "cut.parquet", "damaged" },
        { "lying.parquet", "damaged" },
        { "noise.parquet", "damaged" },
        { "columns.parquet", "no column of pictures" },
        { "metadata.jsonl", "leads out of the data set" },
        { "metadata.csv", "leads out of the data set" },
        { "archive.zip", "none is chosen" },
    };

    [Theory, MemberData(nameof(Hostile))]
    public void What_would_do_harm_is_refused_in_a_sentence_and_leaves_nothing(string file, string told)
    {
        hub[file] = HostileBytes(file);
        hub["1.png"] = Png(1);
        if (file == "archive.zip") hub["1.png"] = "no picture, and none is looked for"u8.ToArray();
        var outcome = file == "archive.zip" ? Pull("--include", "*.nothing") : Pull();
        outcome.ExitCode.ShouldBe(ExitCode.Failed, outcome.Out);
        outcome.Error.ShouldContain(told);
        outcome.Error.Trim().Split('\n').Count(it => it.StartsWith("emoji-dev:", StringComparison.Ordinal)).ShouldBe(1, outcome.Error);
        outcome.Error.ShouldNotContain("Unexpected");
        outcome.Error.ShouldNotContain("   at ");
        var datasets = Path.Combine(run.Folder, "datasets");
        if (Directory.Exists(datasets)) Directory.EnumerateFiles(datasets, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    static byte[] HostileBytes(string file)
    {
        var sound = Parquet([.. Enumerable.Range(0, 5).Select(Png)], ["a", "b", "c", "d", "e"]);
        switch (file)
        {
            case "outside.tar": return Tar(("../../outside.png", Png(1)));
            case "absolute.tar": return Tar(("/tmp/outside.png", Png(1)));
            case "cut.tar": return Tar(("0.png", FakeHub.Bytes(5000)))[..2000];
            case "cut.parquet": return sound[..^100];
            case "noise.parquet": return FakeHub.Bytes(5000);
            case "metadata.jsonl": return """{"file_name": "../1.png", "text": "one"}"""u8.ToArray();
            case "metadata.csv": return "file_name,text\n/etc/1.png,one\n"u8.ToArray();
            case "lying.parquet":
                for (var i = 8; i < sound.Length / 2; i++) sound[i] ^= 0x5A; // pages that are not what the end says
                return sound;
            case "columns.parquet":
                using (var stream = new MemoryStream())
                {
                    WriteNumbers(stream).GetAwaiter().GetResult();
                    return stream.ToArray();
                }
            case "link.tar":
                using (var stream = new MemoryStream())
                {
                    using (var tar = new TarWriter(stream, leaveOpen: true))
                        tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "0.png") { LinkName = "/etc/passwd" });
                    return stream.ToArray();
                }
            case "bomb.tar":
                // A head that claims 7 GB, without the bytes.
                var head = Tar(("0.png", []));
                var at = Enumerable.Range(0, head.Length / 512).Last(i => Encoding.ASCII.GetString(head, 512 * i, 5) == "0.png") * 512;
                Encoding.ASCII.GetBytes("70000000000\0").CopyTo(head, at + 124);
                Encoding.ASCII.GetBytes("        ").CopyTo(head, at + 148);
                var sum = head.AsSpan(at, 512).ToArray().Sum(it => it);
                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(head, at + 148);
                return head;
            default: return "PK"u8.ToArray();
        }

        static async Task WriteNumbers(Stream stream)
        {
            var number = new DataField<int>("number");
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(number), stream);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(number, new[] { 1, 2, 3 });
        }
    }

    [Fact]
    public void A_dataset_that_is_not_here_is_named_with_the_way_to_it()
    {
        var outcome = run.Develop("train", "vqvae", "--recipe", "emoji-vqvae");
        outcome.ExitCode.ShouldBe(ExitCode.Failed);
        outcome.Error.ShouldContain("emoji-dev pull --dataset valhalla/emoji-dataset && emoji-dev prepare datasets/emoji-dataset");
    }

    [Fact]
    public void A_model_is_no_data_set()
    {
        run.Develop("pull", "valhalla/emoji-dataset").Error.ShouldContain("There is no model valhalla/emoji-dataset");
        run.Develop("pull", "--dataset", "somebody/else").Error.ShouldContain("There is no data set somebody/else");
        run.Develop("pull", "valhalla/emoji-dataset", "--output", "x").Error.ShouldContain("say --dataset");
    }
}
