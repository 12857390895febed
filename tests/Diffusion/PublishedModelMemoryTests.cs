using System.Globalization;
using EmojiGen.Diffusion;

namespace EmojiGen.Tests.Diffusion;

public class PublishedModelMemoryTests
{
    /// <summary>Numbers of the published weights, in millions: the papers' (Rombach et al. 2022; Podell et al. 2023, table 1; Esser et al.
    /// 2024; the model cards of 3.5, of which the medium one's counts more than the network).</summary>
    [Theory]
    [InlineData("Stable Diffusion 1.5", 860, 0.01)]
    [InlineData("Stable Diffusion XL", 2600, 0.02)]
    [InlineData("Stable Diffusion 3 medium", 2000, 0.06)]
    [InlineData("Stable Diffusion 3.5 medium", 2500, 0.11)]
    [InlineData("Stable Diffusion 3.5 large", 8100, 0.02)]
    public void Networks_have_as_many_numbers_as_published(string name, double millions, double within)
    {
        var model = ModelMemory.Published.Single(it => it.Name == name);
        (model.Network / 1e6).ShouldBe(millions, millions * within);
    }

    [Fact]
    public void The_page_about_cards_has_these_numbers()
    {
        var page = File.ReadAllText(Repository.File("docs", "gpu.md"));
        page.ShouldContain(string.Join('\n', ModelMemory.Published.Select(Row)));
    }

    static string Row(ModelMemory model)
    {
        string Gb(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {model.Name} | {model.Network / 1e6:0} | {model.TextEncoders.Sum() / 1e6:0} | {model.AutoencoderNumbers / 1e6:0} | {Gb(2 * model.Numbers)} | {Gb(model.Drawing)} | {Gb(model.DrawingOffloaded)} | {Gb(model.TrainingLora)} | {Gb(model.TrainingWhole)} |");
    }
}
