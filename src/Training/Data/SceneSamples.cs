using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Imaging;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Training.Data;

/// <summary>Scenes composed by prompts of the published grammar: pictures that go with their text well, but not always.</summary>
/// <remarks>A prompt counts only where the picture shows what it names. Prompts are understood by names and keywords alone: they are drawn
/// from the catalogue.</remarks>
public static class SceneSamples
{
    /// <summary>Prompts tried for a scene, at most, before fewer scenes than asked are given.</summary>
    const int Patience = 8;

    /// <param name="styles">Drawn from by turns.</param>
    /// <param name="count">Scenes of all splits together.</param>
    /// <exception cref="ArtException">The art is missing or damaged.</exception>
    public static IEnumerable<DatasetSample> Of(ArtLibrary library, IReadOnlyList<string> styles, EmojiSplit split, ulong seed, int count)
    {
        var parser = new PromptParser(new EmojiSearch(library.Catalogue));
        var composer = new Composer(library.Catalogue, library);
        var allowed = styles.ToHashSet(StringComparer.Ordinal);
        var (made, tried) = (0, 0);
        foreach (var prompt in PromptGrammar.Generate(seed, count * Patience))
        {
            if (made == count) yield break;
            var style = styles[tried % styles.Count];
            if (Sample(prompt, style, tried++) is not { } sample) continue;
            made++;
            yield return sample;
        }

        DatasetSample? Sample(GeneratedPrompt prompt, string style, int number)
        {
            Scene scene;
            try
            {
                scene = composer.Compose(parser.Parse(prompt.Prompt), new ComposeOptions { Style = style, Seed = number });
            }
            catch (PromptException)
            {
                return null;
            }
            var names = scene.Parts.Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
            if (scene.Parts.IsEmpty || !scene.NotShown.IsEmpty || !prompt.Expect.All(alternatives => alternatives.Any(names.Contains)))
                return null;
            // a part was borrowed from a set whose licence was not asked for
            if (scene.Sets.Any(set => !allowed.Contains(set.Key))) return null;
            var parts = scene.Parts.Select(part => part.Emoji.Hexcode).Distinct(StringComparer.Ordinal).ToList();
            if (split.OfScene(parts) is not { } side) return null;
            var svg = SvgWriter.WriteUtf8(scene.Document);
            return new DatasetSample(new DatasetRecord(RecordKind.Scene, side, prompt.Prompt) { Style = style, Parts = [.. parts] },
                size => SvgRenderer.Render(svg, size, size), $"{style}: {prompt.Prompt}");
        }
    }
}
