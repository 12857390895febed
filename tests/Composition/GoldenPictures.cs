using System.Collections.Concurrent;
using System.Collections.Immutable;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Imaging;
using EmojiGen.Prompting;
using EmojiGen.Svg;
using EmojiGen.Tests.Art;
using EmojiGen.Tests.Imaging;

namespace EmojiGen.Tests.Composition;

/// <summary>Forty prompts in every style as they were drawn once: one PNG a style, eight pictures a row, in the order of <see
/// cref="Prompts"/>.</summary>
/// <remarks>
/// Drawn at commit ff780b7 by Debian 12's librsvg 2.54.7 with cairo 1.16.0, from the art of that commit's package-lock.json, and looked at.
/// Where a change is wanted, look at what it does and draw them anew:
/// <code>dotnet run --project tests -c Release -- --draw-goldens</code>
/// </remarks>
static class GoldenPictures
{
    const int Columns = 8;

    /// <summary>Every kind of prompt that the README names; none needs the sentence encoder.</summary>
    public static readonly ImmutableArray<string> Prompts =
    [
        // one thing
        "cat", "a slice of pizza", "rocket", "🦖+🚲", "🥑😍",

        // riding, on, in, under, driving
        "a cat riding a skateboard", "a panda on a bicycle", "a mouse riding an elephant", "a rabbit in a box", "a duck in a bathtub",
        "a frog under an umbrella", "a bear driving a van",

        // worn
        "a bear in a top hat", "a penguin wearing sunglasses", "a fox with a crown", "a koala wearing a t-shirt",

        // held, given, read, played, hugged, eaten
        "an octopus holding a hamburger", "a turtle giving a present to a rabbit", "an owl reading a book", "a robot playing the guitar",
        "a cat hugging a dog", "a monkey eating a banana",

        // emotions
        "an angry tomato", "a sloth feeling tired", "a crying pineapple", "a scared ghost",

        // roles
        "a cat astronaut", "a dog firefighter",

        // colours, counts, sizes
        "a purple dragon", "a golden pig", "a rainbow cat", "three penguins", "two blue birds holding a red heart",
        "a tiny elephant on a giant mouse",

        // flags, wings, silhouettes, upside down
        "a heart with the Finnish flag", "a pig with wings", "the silhouette of a bear", "an upside down turtle",

        // pairs and scenes
        "a fox and a rocket", "an angry purple cat wearing a crown riding a skateboard",
    ];

    /// <summary>A prompt's scene, seed 0, at 128 pixels, as <c>emoji-gen</c> would draw it.</summary>
    public static Raster Draw(string prompt, string style)
    {
        var description = parser.Value.Parse(prompt);
        var scene = new Composer(BuiltArt.Catalogue, BuiltArt.Library).Compose(description, new ComposeOptions { Style = style });
        return SvgRenderer.Render(SvgWriter.WriteUtf8(scene.Document), Described.Pixels, Described.Pixels);
    }

    /// <summary>What the prompt's picture was, read by the tests' own decoder.</summary>
    public static Raster Read(string prompt, string style)
    {
        var (width, height, pixels) = sheets.GetOrAdd(style, static style => PlainPng.Decode(File.ReadAllBytes(FileOf(style))));
        var at = Prompts.IndexOf(prompt);
        return new Raster(width, height, pixels)
            .Crop(at % Columns * Described.Pixels, at / Columns * Described.Pixels, Described.Pixels, Described.Pixels);
    }

    /// <summary>Draws all sheets anew, over the old ones.</summary>
    public static int Write()
    {
        var rows = (Prompts.Length + Columns - 1) / Columns;
        foreach (var style in Described.Styles)
        {
            var sheet = new Raster(Columns * Described.Pixels, rows * Described.Pixels);
            for (var i = 0; i < Prompts.Length; i++)
            {
                var picture = Draw(Prompts[i], style);
                for (var y = 0; y < picture.Height; y++)
                    picture.Row(y).CopyTo(sheet.Row(i / Columns * picture.Height + y)[(i % Columns * picture.Width * 4)..]);
            }
            ImageFile.Save(FileOf(style), sheet);
            Console.WriteLine($"{FileOf(style)}: {new FileInfo(FileOf(style)).Length:n0} bytes");
        }
        return 0;
    }

    static readonly Lazy<PromptParser> parser = new(static () => new PromptParser(new EmojiSearch(BuiltArt.Catalogue)));

    static readonly ConcurrentDictionary<string, (int, int, byte[])> sheets = new(StringComparer.Ordinal);

    static string FileOf(string style) => Repository.File("tests", "Composition", "Goldens", $"{style}.png");
}
