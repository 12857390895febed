using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;

namespace EmojiGen.Tests.Generation;

/// <summary>Requests check themselves, and say what is wrong in the words of whoever asks.</summary>
public class RequestTests
{
    static readonly NamedPicture square = new("square.png", new Raster(4, 4));

    public static TheoryData<EmojiRequest, string, string> Wrong => new()
    {
        { new ComposeRequest("cat") { Size = 15 }, "Size", "a whole number of pixels from 16 to 4096" },
        { new ComposeRequest("cat") { Count = 101 }, "Count", "from 1 to 100" },
        { new ComposeRequest("cat") { Seed = -1 }, "Seed", "from 0 to" },
        { new DiffusionRequest("cat") { Steps = 0 }, "Steps", "from 1 to 1000" },
        { new DiffusionRequest("cat") { Guidance = -0.1 }, "Guidance", "0 to 100" },
        { new DiffusionRequest("cat") { ClipSkip = 13 }, "ClipSkip", "from 1 to 12" },
        { new DiffusionRequest("cat") { Strength = 0 }, "Strength", "above 0 to 1" },
        { new DiffusionRequest("cat") { Strength = double.NaN }, "Strength", "above 0 to 1" },
        { new DiffusionRequest("cat") { ReferenceScale = 2.1 }, "ReferenceScale", "0 to 2" },
        { new DiffusionRequest("cat") { Loras = [new("a.safetensors", double.NaN)] }, "Loras", "a.safetensors" },
        { new DiffusionRequest("cat") { Mask = square }, "Mask", "Image" },
        { new DiffusionRequest("cat") { Image = square, Draft = true }, "Draft", "exclude each other" },
        { new VqVaeRequest { Temperature = 11 }, "Temperature", "0 to 10" },
        { new VqVaeRequest { TopK = -1 }, "TopK", "from 0" },
        { new VqVaeRequest { TopP = 0 }, "TopP", "above 0 to 1" },
        { new VqVaeRequest { EmotionStrength = -1 }, "EmotionStrength", "0 to 10" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_is_out_of_range_is_named_with_its_range(EmojiRequest request, string property, string says)
    {
        var wrong = Should.Throw<RequestException>(request.Validate);
        wrong.Property.ShouldBe(property);
        wrong.Message.ShouldStartWith(property);
        wrong.Message.ShouldContain(says);
        wrong.Sentence.In(name => $"<{name}>").ShouldStartWith($"<{property}>");
    }

    [Fact]
    public void Every_request_is_right_as_it_comes()
    {
        foreach (var request in (EmojiRequest[])[new ComposeRequest("a cat"), new DiffusionRequest("a cat"), new VqVaeRequest("a cat"),
            new VqVaeRequest()]) request.Validate();
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\ncat")]
    public void Words_that_are_no_prompt_are_refused(string prompt) => Should.Throw<RequestException>(new ComposeRequest(prompt).Validate);

    [Fact]
    public void The_last_seed_is_followed_by_the_first()
    {
        var request = new ComposeRequest("cat") { Seed = long.MaxValue };
        request.SeedOf(0).ShouldBe(long.MaxValue);
        request.SeedOf(1).ShouldBe(0);
    }

    [Fact]
    public void Braces_in_names_are_no_places_of_a_sentence() =>
        new Sentence($"{new RequestProperty("Loras")} has '{"{0}.safetensors"}'").In(_ => "--lora")
            .ShouldBe("--lora has '{0}.safetensors'");
}
