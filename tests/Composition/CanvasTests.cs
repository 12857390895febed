using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;
using EmojiGen.Svg;
using EmojiGen.Tests.Art;
using EmojiGen.Tests.Imaging;

namespace EmojiGen.Tests.Composition;

/// <summary>What the composer says that it shows is on the canvas, large enough and not covered: counted in pixels.</summary>
public sealed class CanvasTests
{
    /// <summary>Twenty of the README and docs, twenty with hats, faces and companions.</summary>
    static readonly string[] prompts =
    [
        "a cat riding a skateboard", "a slice of pizza", "a bear in a top hat", "a turtle giving a present to a rabbit", "an angry tomato",
        "a sloth feeling tired", "a cat astronaut", "a dog firefighter", "a purple dragon", "three penguins",
        "a tiny elephant on a giant mouse", "a heart with the Finnish flag", "a pig with wings", "three penguins in party hats",
        "a happy robot", "a cat in love", "a purple fox", "a fox with a blue hat", "🥑😍", "🐱+🛹",

        "a skull wearing a cowboy hat", "a crab feeling dizzy", "a leopard feeling grumpy", "a pig wearing a crown",
        "a penguin in a party hat", "an owl in a cowboy hat", "an angry bear wearing a top hat", "a winking avocado in a cowboy hat",
        "a crying pineapple", "a scared ghost", "an angry horse", "a sleepy elephant", "a sad turtle", "a happy octopus",
        "a robot wearing sunglasses", "a fox and a rocket", "a cat hugging a dog", "a rabbit in a box", "a koala with a balloon",
        "a frog and a duck under an umbrella",
    ];

    // A face is read from ten pixels on, a thing too. Of a rider's mount a fifth tells what it is; of a hat a third stands out of the
    // heads around it; of an expression the eyes or the mouth may be under glasses.
    const double LeastSize = 10, LeastOfThing = 0.2, LeastOfHat = 0.33, LeastOfFace = 0.4, LeastOnItsBearer = 0.5;

    /// <summary>Share of a part's pixels: what a soft edge or a shadow may lose.</summary>
    const double MostOutside = 0.01;

    static readonly Lazy<PromptParser> parser = new(static () => new PromptParser(new EmojiSearch(BuiltArt.Catalogue)));

    static Scene Compose(string prompt, string style) => parser.Value.Parse(prompt).Compose(style);

    [Theory, EveryStyle]
    public void Of_forty_prompts_nothing_is_cut_covered_or_too_small_unless_it_is_reported(string style)
    {
        prompts.Length.ShouldBe(40);
        prompts.SelectMany(prompt => Faults(prompt, Compose(prompt, style))).ShouldBeEmpty();
    }

    static IEnumerable<string> Faults(string prompt, Scene scene)
    {
        foreach (var part in scene.Parts)
            if (part.Role != "flag" && !scene.Drawings.Any(it => ReferenceEquals(it.Part, part)))
                yield return $"{prompt}: {part.Role} {part.Name} is said to be shown and not drawn";
        var occurrences = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        for (var at = 0; at < scene.Drawings.Length; at++)
        {
            var (part, drawing) = scene.Drawings[at];
            var occurrence = occurrences[drawing] = occurrences.GetValueOrDefault(drawing, -1) + 1;
            var measured = FlatColours.Measure(scene, drawing, occurrence);
            var isFace = part.Role == "expression" && EmojiTraits.IsFace(part.Emoji);
            var size = isFace ? measured.Bounds.Width : Math.Max(measured.Bounds.Width, measured.Bounds.Height);
            var seen = (double)measured.Seen / measured.All;
            var least = isFace ? LeastOfFace : part.Role == "hat" ? LeastOfHat : LeastOfThing;
            if (size < LeastSize) yield return Told(prompt, part, "is small", size);
            if (measured.Outside > MostOutside * measured.All) yield return Told(prompt, part, "is cut", measured.Outside);
            if (seen < least) yield return Told(prompt, part, "is covered", seen);
            if (!isFace) continue;
            var bearer = FlatColours.Measure(scene, scene.Drawings[at - 1].Drawing, occurrence);
            var carried = (double)measured.Places.Count(bearer.Places.Contains) / measured.All;
            if (carried < LeastOnItsBearer) yield return Told(prompt, part, "is beside its bearer", carried);
        }
    }

    static string Told(string prompt, Part part, string fault, double number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prompt}: {part.Role} {part.Name} {fault} ({number:0.##})");

    [Theory, EveryStyle]
    public void Who_wears_a_hat_that_only_a_face_has_keeps_its_own_face(string style)
    {
        foreach (var (prompt, bare) in (ReadOnlySpan<(string, string)>)
            [("a skull wearing a cowboy hat", "a skull"), ("a bear in a party hat", "a bear")])
        {
            var scene = Compose(prompt, style);
            string.Join(", ", scene.Parts.Select(it => it.Role)).ShouldBe("subject, hat", $"{prompt} in {style}");
            var hat = FlatColours.Measure(scene, scene.Drawings.Single(it => it.Part.Role == "hat").Drawing, 0);
            var wearer = FlatColours.Measure(scene, scene.Drawings[0].Drawing, 0);
            // A hat lies on the upper half of a head and reaches over its top; eyes and a mouth would lie lower.
            hat.Bounds.Bottom.ShouldBeLessThan(wearer.Bounds.Center.Y + 0.1 * wearer.Bounds.Height, $"{prompt} in {style}");
            hat.Bounds.Top.ShouldBeLessThan(wearer.Bounds.Top, $"{prompt} in {style}");
            // Its own drawing is there whole: as many shapes as that of the bare one.
            Leaves(scene.Drawings[0].Drawing).ShouldBe(Leaves(Compose(bare, style).Drawings[0].Drawing), $"{prompt} in {style}");
        }
    }

    /// <remarks>Not yet of <c>flat</c>, whose eyes touch the brim and are drawn as high as it: they come along.</remarks>
    [Theory]
    [InlineData("noto")]
    [InlineData("fluent")]
    [InlineData("twemoji")]
    [InlineData("openmoji")]
    public void A_cowboy_hat_brings_no_eyes_along(string style)
    {
        var scene = Compose("a skull wearing a cowboy hat", style);

        var hat = FlatColours.Alone(scene.Drawings.Single(it => it.Part.Role == "hat").Drawing).OpaquePixels().ToList();

        // The hats are brown with dark bands and lines; eyes and teeth are white, a disc is bright yellow.
        hat.Count.ShouldBeGreaterThan(200);
        hat.Count(it => it.Color.R > 215 && it.Color.G > 180).ShouldBeLessThan(hat.Count / 50);
    }

    static int Leaves(Node drawing) => SvgTree.Leaves(new SvgDocument(Canvas.Box, [drawing])).Count;

    [Fact]
    public void Who_parties_has_the_whole_face() =>
        Compose("a partying potato", "noto").Parts.Select(it => (it.Role, it.Name)).ShouldContain(("expression", "partying face"));

    [Theory]
    [InlineData("noto")]
    [InlineData("fluent")]
    [InlineData("openmoji")]
    public void An_animal_from_the_side_shows_its_mood_by_a_sign_and_not_on_its_flank(string style) =>
        Compose("a leopard feeling grumpy", style).Parts.Select(it => it.Name).ShouldBe(["leopard", "anger symbol"]);

    [Fact]
    public void A_mood_for_which_there_is_neither_room_nor_sign_is_reported()
    {
        var scene = Described.Of(Described.Subject("leopard") with { Expression = Described.Found("zipper-mouth face") }).Compose();

        scene.Parts.Select(it => it.Name).ShouldBe(["leopard"]);
        scene.NotShown.ShouldBe(["zipper-mouth face"]);
    }

    [Fact]
    public void A_silhouette_reports_the_expression_that_it_swallows()
    {
        var scene = Compose("the silhouette of an angry bear", "noto");

        scene.Parts.Select(it => it.Role).ShouldBe(["subject"]);
        scene.NotShown.ShouldBe(["angry"]);
    }

    [Fact]
    public void A_picture_of_pixels_wears_a_hat_and_reports_the_colour_and_the_face_that_it_cannot_take()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("art"));
        foreach (var file in (string[])["catalogue.bin", "noto.art"])
            File.CreateSymbolicLink(System.IO.Path.Combine(folder.File("art"), file), System.IO.Path.Combine(BuiltArt.Folder, file));
        using var library = ArtLibrary.Open(folder.File("art"));
        File.WriteAllBytes(folder.File("tiny.ttf"), TinyColorFont.Build()); // a cat
        library.Add(folder.File("tiny.ttf"), "tiny");
        var subject = Described.Subject("cat face") with
        {
            Colour = new Recolour("purple", RecolourKind.Hue, new Color(128, 0, 200)),
            Expression = Described.Found("zipper-mouth face"),
            Hat = Described.Found("cowboy hat face"),
        };

        var scene = new Composer(library.Catalogue, library).Compose(Described.Of(subject), new ComposeOptions { Style = "tiny" });

        scene.Parts.Select(it => (it.Role, it.Set.Key)).ShouldBe([("subject", "tiny"), ("hat", "noto")]);
        scene.NotShown.ShouldBe(["purple", "zipper-mouth face"], ignoreOrder: true);
    }
}
