using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Tests.Imaging;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-dev cut-out</c>.</summary>
public class CutOutTests
{
    [Fact]
    public void What_stands_on_a_plain_ground_is_cut_out_and_fitted()
    {
        using var run = new Invocation();
        Pictures.WritePhoto(Path.Combine(run.Folder, "mug.png"));
        run.Develop("cut-out", "mug.png").Files.ShouldBe(["mug-cut-out.png", "mug.png"]);
        var whole = ImageFile.Load(Path.Combine(run.Folder, "mug-cut-out.png"));
        (whole.Width, whole.Height, whole[5, 5].A, whole[200, 200].A).ShouldBe((400, 400, (byte)0, (byte)255));

        var report = JsonDocument.Parse(run.Develop("cut-out", "mug.png", "--size", "64", "-o", "mug.webp", "--json").Out).RootElement;
        (report.GetProperty("width").GetInt32(), report.GetProperty("height").GetInt32()).ShouldBe((64, 64));
        report.GetProperty("coverage").GetDouble().ShouldBe(Math.PI * 0.16, 0.02); // a disc of 0.4 of the side
        ImageFile.Load(Path.Combine(run.Folder, "mug.webp"))[0, 32].A.ShouldBeGreaterThan((byte)0); // fitted: it reaches the rim
        run.Develop("cut-out", "mug.png").Files.ShouldContain("mug-cut-out-2.png"); // nothing is overwritten unasked
    }

    [Fact]
    public void Where_there_is_no_plain_ground_the_reason_is_said_and_nothing_is_written()
    {
        using var run = new Invocation();
        ImageFile.Save(Path.Combine(run.Folder, "noise.png"), Pictures.Noise(1, 64, 64).CompositeOver(new Rgba(255, 255, 255)));
        var outcome = run.Develop("cut-out", "noise.png");
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldContain("'noise.png' was not cut out: ");
        outcome.Files.ShouldBe(["noise.png"]);
        run.Develop("cut-out", "noise.png", "-o", "a.jpg").Error.ShouldContain(".png or .webp");
    }
}
