using System.Formats.Tar;
using System.Text;
using EmojiGen.Imaging;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public sealed class ImportTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    void Save(string name, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        ImageFile.Save(folder.File(name), Samples.Picture(seed, 16));
    }

    [Fact]
    public void A_folder_of_pictures_brings_captions_and_splits()
    {
        Save("train/a.png", 1);
        Save("train/b.png", 2);
        Save("test/c.png", 3);
        File.WriteAllText(folder.File("train/metadata.jsonl"),
            "{\"file_name\": \"a.png\", \"text\": \"a red ball\"}\n\n{\"file_name\": \"b.png\"}\n");
        File.WriteAllText(folder.File("test/metadata.jsonl"), "{\"file_name\": \"c.png\", \"caption\": \"a cat\", \"likes\": 5}\n");
        var samples = ImageFolderSamples.Of(PictureFolder.Read(folder.Path), 0);
        samples.Select(it => (it.Record.Source, it.Record.Prompt, it.Record.Split))
            .ShouldBe([("test/c.png", "a cat", Split.Test), ("train/a.png", "a red ball", Split.Train), ("train/b.png", "", Split.Train)]);
        samples[1].Draw(16).Span.ToArray().ShouldBe(Samples.Picture(1, 16).Span.ToArray());
    }

    [Fact]
    public void Broken_pictures_and_missing_files_are_left_out_by_name()
    {
        Save("a.png", 1);
        File.WriteAllBytes(folder.File("broken.png"), [.. File.ReadAllBytes(folder.File("a.png"))[..60]]);
        File.WriteAllText(folder.File("text.png"), "not a picture");
        File.WriteAllText(folder.File("metadata.jsonl"),
            "{\"file_name\": \"a.png\", \"text\": \"a\"}\n{\"file_name\": \"gone.png\", \"text\": \"b\"}\n");
        using var target = new TemporaryFolder();
        var pictures = PictureFolder.Read(folder.Path);
        pictures.Problems.ShouldBe(["metadata.jsonl, line 2: there is no file 'gone.png'"]);
        var steps = Samples.Prepare(target.File("set"), ImageFolderSamples.Of(pictures, 0), 16);
        steps.Where(it => it.LeftOut is not null).Select(it => it.Record.Source).ShouldBe(["broken.png", "text.png"]);
        steps.Where(it => it.LeftOut is not null).ShouldAllBe(it => it.Detail!.StartsWith(it.Record.Source, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}", "file_name")]
    [InlineData("[1]", "no JSON object")]
    [InlineData("{\"file_name\"", "line 2")]
    [InlineData("{\"file_name\": \"../../secret.png\"}", "leaves the folder")]
    public void A_line_of_metadata_that_cannot_be_used_is_named(string line, string said)
    {
        Save("a.png", 1);
        File.WriteAllText(folder.File("metadata.jsonl"), "{\"file_name\": \"a.png\"}\n" + line);
        var pictures = PictureFolder.Read(folder.Path);
        pictures.Problems.ShouldHaveSingleItem().ShouldStartWith("metadata.jsonl, line 2: ");
        pictures.Problems[0].ShouldContain(said);
        pictures.Pictures.Count.ShouldBe(1);
    }

    [Fact]
    public void A_tar_of_samples_brings_pictures_with_their_texts()
    {
        using (var stream = File.Create(folder.File("set.tar")))
        using (var tar = new TarWriter(stream))
        {
            Add("0001.png", ImageFile.Encode(ImageFormat.Png, Samples.Picture(1, 16)));
            Add("0001.txt", Encoding.UTF8.GetBytes("a cat\n"));
            Add("test/0002.json", Encoding.UTF8.GetBytes("{\"caption\": \"a dog\"}"));
            Add("test/0002.png", ImageFile.Encode(ImageFormat.Png, Samples.Picture(2, 16)));
            Add("0003.cls", [1]);

            void Add(string name, byte[] bytes) =>
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }
        var samples = WebDatasetSamples.Of(folder.File("set.tar"), 0);
        samples.Select(it => (it.Record.Source, it.Record.Prompt)).ShouldBe([("set.tar/0001", "a cat"), ("set.tar/test/0002", "a dog")]);
        samples[1].Record.Split.ShouldBe(Split.Test);
        samples[1].Draw(16).Span.ToArray().ShouldBe(Samples.Picture(2, 16).Span.ToArray());
    }

    [Fact]
    public void What_is_no_tar_is_refused()
    {
        File.WriteAllText(folder.File("a.tar"), new string('x', 2000));
        Should.Throw<InvalidDataException>(() => WebDatasetSamples.Of(folder.File("a.tar"), 0)).Message.ShouldContain("a.tar");
        Should.Throw<FileNotFoundException>(() => WebDatasetSamples.Of(folder.File("b.tar"), 0)).Message.ShouldContain("b.tar");
    }

    [Fact]
    public void Words_of_which_the_table_is_sure_count_by_their_boxes()
    {
        const string table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
            + "1\t1\t0\t0\t0\t0\t0\t0\t512\t512\t-1\t\n5\t1\t1\t1\t1\t1\t10\t10\t100\t50\t96.5\tHELLO\n5\t1\t1\t1\t1\t2\t10\t10\t90\t50\t12\tnoise\n5\t1\t1\t1\t1\t2\t10\t10\t90\t50\t95\t \n";
        TextDetector.WordArea(table).ShouldBe(5000);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_picture_that_is_mostly_text_is_left_out()
    {
        // Stands in for tesseract, which is not installed everywhere: one word of 300 x 100 on a picture enlarged to 512 x 512, 11.4 %.
        var program = folder.File("tesseract");
        File.WriteAllText(program,
            "#!/bin/sh\ncat > /dev/null\nprintf 'head\\n5\\t1\\t1\\t1\\t1\\t1\\t0\\t0\\t300\\t100\\t90\\tSALE\\n'\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var detector = new TextDetector(program);
        detector.Area(Samples.Picture(1, 16)).ShouldBe(300 * 100 / (512.0 * 512), 1e-9);
        PictureFilters.ByText(detector.Area)(Samples.Picture(1, 16), "").ShouldBe("text over 8 % of the picture");
        PictureFilters.ByText(detector.Area, 0.2)(Samples.Picture(1, 16), "").ShouldBeNull();
    }

    [Fact]
    public void Without_tesseract_the_remedy_is_said() =>
        Should.Throw<InvalidOperationException>(() =>
            new TextDetector(folder.File("nothing"))).Message.ShouldContain("apt install tesseract-ocr");

    [Fact]
    public void Pictures_that_go_badly_with_their_captions_are_left_out()
    {
        var filter = PictureFilters.ByCaption((_, caption) => caption.Length / 100.0, 0.05);
        filter(Samples.Picture(1, 16), "cat").ShouldBe("CLIP score below 0.05");
        filter(Samples.Picture(1, 16), "a cat on a mat").ShouldBeNull();
        filter(Samples.Picture(1, 16), "").ShouldBeNull();
    }
}
