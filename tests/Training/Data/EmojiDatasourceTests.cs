using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public sealed class EmojiDatasourceTests : IDisposable
{
    const string Name = "emoji-datasource-apple";

    /// <summary>Three entries as the package of 2024 has them, without the fields that are not read.</summary>
    const string List = """
        [{"name": "FATHER CHRISTMAS", "unified": "1F385", "image": "1f385.png", "has_img_apple": true, "skin_variations":
            {"1F3FB": {"unified": "1F385-1F3FB", "image": "1f385-1f3fb.png", "has_img_apple": true}}},
         {"name": "HASH KEY", "unified": "0023-FE0F-20E3", "image": "0023-fe0f-20e3.png", "has_img_apple": false},
         {"name": "CAT FACE", "unified": "1F431", "image": "1f431.png", "has_img_apple": true}]
        """;

    readonly TemporaryFolder folder = new();
    readonly ArtLibrary art = new Installation(Repository.Root).OpenArt();

    [Theory]
    [InlineData(false, "Santa Claus", "cat face")]
    [InlineData(true, "Santa Claus", "Santa Claus: light skin tone", "cat face")]
    public void Pictures_have_the_names_of_the_catalogue(bool skinTones, params string[] names)
    {
        Install(List);
        var samples = EmojiDatasource.Find(Name, [folder.Path]).Samples(art.Catalogue, new EmojiSplit(art.Catalogue.All.Select(it => it.Hexcode), 0), skinTones);
        samples.Select(it => it.Record.Prompt).Order(StringComparer.Ordinal).ShouldBe(names);
        samples.Single(it => it.Record.Prompt == "cat face").Draw(32)[16, 16].ShouldBe(new Rgba(9, 99, 200));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"image\": 3}]")]
    [InlineData("[{\"image\": \"a.png\", \"unified\": \"1F431\"")]
    public void A_damaged_list_is_refused_by_its_name(string list)
    {
        Install(list);
        Should.Throw<InvalidDataException>(() => EmojiDatasource.Find(Name, [folder.Path])
            .Samples(art.Catalogue, new EmojiSplit(art.Catalogue.All.Select(it => it.Hexcode), 0), false)).Message.ShouldContain("emoji.json");
    }

    [Fact]
    public void What_is_not_installed_is_said_with_how_to() =>
        Should.Throw<IOException>(() => EmojiDatasource.Find(Name, [folder.Path])).Message.ShouldContain($"npm install --no-save {Name}");

    public void Dispose()
    {
        art.Dispose();
        folder.Dispose();
    }

    void Install(string list)
    {
        var package = Path.Combine(folder.Path, "node_modules", Name);
        Directory.CreateDirectory(Path.Combine(package, "img", "apple", "64"));
        File.WriteAllText(Path.Combine(package, "emoji.json"), list);
        foreach (var name in new[] { "1f385", "1f385-1f3fb", "1f431" })
            ImageFile.Save(Path.Combine(package, "img", "apple", "64", name + ".png"), Raster.Filled(64, 64, new(9, 99, 200)));
    }
}
