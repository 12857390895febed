using System.Text.Json;
using EmojiGen.Generation;

namespace EmojiGen.Tests.Cli;

/// <summary>A style of the user's own, from add-art to the picture.</summary>
public sealed class OwnStyleTests : IDisposable
{
    readonly TemporaryFolder elsewhere = new();
    readonly Invocation run;

    public OwnStyleTests()
    {
        var art = Directory.CreateDirectory(Path.Combine(elsewhere.Path, "build", "art")).FullName;
        foreach (var file in (ReadOnlySpan<string>)["catalogue.bin", "captions.safetensors", "noto.art", "twemoji.art"])
            File.CreateSymbolicLink(Path.Combine(art, file), Repository.File("build", "art", file));
        File.CreateSymbolicLink(Path.Combine(elsewhere.Path, "models"), Repository.File("models"));
        run = new(new Installation(elsewhere.Path));
        var drawings = Directory.CreateDirectory(Path.Combine(run.Folder, "drawings")).FullName;
        foreach (var name in (ReadOnlySpan<string>)["cat", "our-mascot-bob", "on"])
            File.WriteAllText(Path.Combine(drawings, $"{name}.svg"),
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><path d=\"M1 1h6v6h-6z\" fill=\"#123456\"/></svg>");
        var added = run.Develop("add-art", "drawings", "--as", "mine", "--json");
        added.ExitCode.ShouldBe(0, added.Error);
        JsonDocument.Parse(added.Out).RootElement.GetProperty("icons").GetInt32().ShouldBe(3);
    }

    (string Name, string Set)[] Parts(string prompt)
    {
        var outcome = run.Generate(prompt, "--style", "mine", "--seed", "1", "--size", "32", "--json", "-o", "a.png");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return [.. JsonDocument.Parse(outcome.Out).RootElement.GetProperty("parts").EnumerateArray()
            .Select(it => (it.GetProperty("name").GetString()!, it.GetProperty("set").GetString()!))];
    }

    [Theory]
    [InlineData("a cat")]
    [InlineData("cat")]
    [InlineData("two cats")]
    public void A_styles_own_cat_is_what_a_cat_is(string prompt) => Parts(prompt).ShouldBe([("cat", "mine")]);

    [Fact]
    public void A_drawing_that_is_no_emoji_is_reached_by_its_name()
    {
        Parts("our mascot bob").ShouldBe([("our mascot bob", "mine")]);
        Parts("our mascot bob on a skateboard").ShouldBe([("our mascot bob", "mine"), ("skateboard", "noto")], ignoreOrder: true);
    }

    [Fact]
    public void Words_of_the_grammar_stay_what_they_are() =>
        Parts("a dog on a skateboard").Select(it => it.Set).ShouldBe(["noto", "noto"]);

    public void Dispose()
    {
        run.Dispose();
        elsewhere.Dispose();
    }
}
