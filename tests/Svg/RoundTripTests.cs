using System.Text;
using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Svg;

/// <summary>A seeded sample of each set; <c>bench/run svg sweep</c> does the same with all 19,000 icons.</summary>
public class RoundTripTests
{
    const int Sample = 32;

    [Theory]
    [InlineData("noto")]
    [InlineData("fluent-emoji")]
    [InlineData("fluent-emoji-flat")]
    [InlineData("twemoji")]
    [InlineData("openmoji")]
    public void Icons_look_the_same_after_parse_and_write(string set)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Repository.File("node_modules", "@iconify-json", set, "icons.json")));
        var root = json.RootElement;
        var icons = root.GetProperty("icons").EnumerateObject().ToList();
        var random = new Random(3);
        for (var i = 0; i < Sample; i++)
        {
            var icon = icons[random.Next(icons.Count)];
            var body = icon.Value.GetProperty("body").GetString()!;
            var (width, height) = (Side(icon.Value, "width"), Side(icon.Value, "height"));
            var original = Encoding.UTF8.GetBytes(
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 {width} {height}\">{body}</svg>");
            Raster before;
            try
            {
                before = SvgRenderer.Render(original, 128, 128);
            }
            catch (RenderException)
            {
                // librsvg 2.54 runs out of memory in fluent's two umbrellas; the sweep names them.
                continue;
            }
            var after = SvgRenderer.Render(SvgWriter.WriteUtf8(SvgReader.Parse(body, Box.At(0, 0, width, height))), 128, 128);
            Pictures.Difference(before, after).ShouldBeLessThan(1, icon.Name);
        }

        double Side(JsonElement of, string name) =>
            of.TryGetProperty(name, out var side) ? side.GetDouble() : root.GetProperty(name).GetDouble();
    }
}
