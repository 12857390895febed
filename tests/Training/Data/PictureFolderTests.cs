using EmojiGen.Imaging;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

/// <summary>What of a person's folder is trained on; the kinds of report 10 of issue 14.</summary>
public sealed class PictureFolderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Save(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        ImageFile.Save(folder.File(name), Samples.Picture(name.Length, 16));
        return folder.File(name);
    }

    string[] Found(string? except = null) =>
        [.. PictureFolder.Read(folder.Path, except: except).Pictures.Select(it => Path.GetRelativePath(folder.Path, it.Path))];

    [Fact]
    public void Hidden_files_and_folders_are_no_pictures_of_a_persons()
    {
        Save("a.png");
        Save(".ipynb_checkpoints/a-checkpoint.png");
        Save("below/.thumbnails/a.png");
        Save("__MACOSX/._a.png");
        Save(".hidden.png");
        Found().ShouldBe(["a.png"]);
    }

    [Fact]
    public void What_a_training_or_a_preparation_wrote_is_not_trained_on_and_said()
    {
        Save("a.png");
        Save("out/class/class-00000.png");
        new RunRecord("data", "model").Write(folder.File("out"));
        Save("set/preview.png");
        File.WriteAllText(folder.File("set/dataset.json"), "{}");
        Found().ShouldBe(["a.png"]);
        PictureFolder.Read(folder.Path).Problems.ShouldBe(
            ["'out' was left out: it is a training's own folder", "'set' was left out: it is a prepared dataset"]);
    }

    [Fact]
    public void Where_the_result_goes_is_not_looked_into_even_before_anything_is_there()
    {
        Save("a.png");
        Save("out/class/class-00000.png");
        Found(except: folder.File("out")).ShouldBe(["a.png"]);
    }

    [Fact]
    public void What_several_links_lead_to_counts_once_and_circles_end()
    {
        Save("a.png");
        Save("below/b.png");
        File.CreateSymbolicLink(folder.File("again.png"), folder.File("a.png"));
        Directory.CreateSymbolicLink(folder.File("below/up"), folder.Path);
        Directory.CreateSymbolicLink(folder.File("twice"), folder.File("below"));
        Found().Length.ShouldBe(2);
    }

    [Fact]
    public void A_link_to_pictures_elsewhere_is_followed_and_one_to_nothing_is_named()
    {
        using var elsewhere = new TemporaryFolder();
        ImageFile.Save(elsewhere.File("c.png"), Samples.Picture(1, 16));
        Directory.CreateSymbolicLink(folder.File("linked"), elsewhere.Path);
        File.CreateSymbolicLink(folder.File("lost.png"), elsewhere.File("gone.png"));
        Found().ShouldBe(["linked/c.png"]);
        PictureFolder.Read(folder.Path).Problems.ShouldBe(["'lost.png' was left out: it is a link to something that is not there"]);
    }

    [Fact]
    public void Pictures_of_kinds_that_are_not_read_are_counted_by_kind()
    {
        Save("a.png");
        foreach (var name in (string[])["b.bmp", "c.BMP", "d.heic"]) File.WriteAllText(folder.File(name), "");
        File.WriteAllText(folder.File("notes.txt"), "");
        File.Copy(Save("e.jpg.png"), folder.File("f.jfif"));
        Found().ShouldBe(["a.png", "e.jpg.png", "f.jfif"]);
        PictureFolder.Read(folder.Path).Problems.ShouldBe(
            ["2 files of kind .bmp left out: convert to PNG to train on them", "1 file of kind .heic left out: convert to PNG to train on it"]);
    }

    [Fact]
    public void A_caption_stands_in_the_metadata_or_in_a_file_beside_whatever_reads_it()
    {
        Save("a.png");
        Save("below/b.png");
        Save("below/c.png");
        File.WriteAllText(folder.File("a.txt"), " from the text ");
        File.WriteAllText(folder.File("below/c.caption"), "from the caption");
        File.WriteAllText(folder.File("below/metadata.jsonl"), "{\"file_name\": \"b.png\", \"text\": \"from the metadata\"}");
        PictureFolder.Read(folder.Path).Pictures.Select(it => it.Caption)
            .ShouldBe(["from the text", "from the metadata", "from the caption"]);
    }
}
