using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Generation;

/// <summary>A scene and the seed that it was composed with.</summary>
public sealed record DrawnScene(Scene Scene, long Seed);

/// <summary>Art and language, opened once: from prompts to scenes and pictures. The composer is an engine of its own; engines that draw
/// with models begin from its scenes.</summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class Studio : IEngine<ComposeRequest, ComposedDrawing>
{
    /// <summary>Seeds tried in a row for a picture that is not there yet; a prompt like <c>red heart</c> leaves little free.</summary>
    const int Patience = 64;

    readonly ArtLibrary library;
    readonly Composer composer;
    readonly SentenceMeaning meaning;
    readonly PromptParser parser;

    Studio(Installation installation)
    {
        Installation = installation;
        library = installation.OpenArt();
        composer = new Composer(library.Catalogue, library);
        meaning = new SentenceMeaning(library.Catalogue, installation.SentenceEncoder, installation.Captions, installation.Building);
        parser = new PromptParser(new EmojiSearch(library.Catalogue, meaning));
    }

    /// <summary>Maps the art and the catalogue. The sentence encoder is loaded when a prompt first needs it.</summary>
    /// <param name="installation">Where they lie; null: above the program, see <see cref="Installation.Find"/>.</param>
    /// <exception cref="ArtException">The art index is missing or damaged.</exception>
    public static Studio Open(Installation? installation = null) => new(installation ?? Installation.Find());

    /// <summary>Where it all lies.</summary>
    public Installation Installation { get; }

    /// <summary>The art styles by their keys.</summary>
    public IReadOnlyList<string> Styles => library.Styles;

    /// <inheritdoc/>
    /// <exception cref="PromptException">Nothing in the prompt can be shown.</exception>
    /// <exception cref="InvalidOperationException">The style has no picture of any of it.</exception>
    public ComposedDrawing Draw(ComposeRequest request, IProgress<GenerationProgress>? progress = null,
        CancellationToken cancel = default) =>
        ComposeEngine.Draw(this, request, progress, cancel);

    /// <summary>How a prompt is understood.</summary>
    /// <exception cref="PromptException">Nothing in the prompt can be shown.</exception>
    /// <exception cref="RequestException">There is no such language.</exception>
    public SceneDescription Read(string prompt, string language = EmojiRequest.DefaultLanguage)
    {
        try
        {
            language = library.Catalogue.Localized(language).Language;
        }
        catch (ArgumentException e)
        {
            throw new RequestException($"{e.Message}");
        }
        return parser.Parse(prompt, language);
    }

    /// <inheritdoc cref="Composer.Compose"/>
    public Scene Compose(SceneDescription description, ComposeOptions options) => composer.Compose(description, options);

    /// <summary>Different pictures of one description: the first with the seed asked for, the next with the seeds after it that change
    /// something.
    /// They end where nothing more can vary.</summary>
    public IEnumerable<DrawnScene> Vary(SceneDescription description, ComposeOptions options, int count)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (seed, tried) = (options.Seed, 0);
        while (seen.Count < count && tried < Patience)
        {
            var scene = composer.Compose(description, options with { Seed = seed });
            if (seen.Add(SvgWriter.Write(scene.Document)))
            {
                yield return new(scene, seed);
                tried = 0;
            }
            else tried++;
            seed = unchecked(seed + 1) & long.MaxValue;
        }
    }

    /// <summary>Emoji that a phrase may mean, best first.</summary>
    public ImmutableArray<Candidate> Candidates(string phrase) => parser.Search.Search(phrase);

    /// <summary>The emoji that is meant by its characters, its name or a shortcode; null where none is.</summary>
    public Emoji? Find(string text) =>
        library.Catalogue.ByCharacters(text) ?? library.Catalogue.ByName(text) ?? library.Catalogue.ByShortcode(text);

    /// <summary>The icon of an emoji in a style, or in those that stand in for it.</summary>
    public Icon? Icon(Emoji emoji, string style) => library.Find(emoji, style);

    /// <summary>A style's key, checked.</summary>
    /// <exception cref="RequestException">There is no such style.</exception>
    public string Style(string key) => KnownStyle(key, library);

    /// <inheritdoc cref="Style"/>
    public static string KnownStyle(string key, ArtLibrary library)
    {
        var styles = library.Styles;
        if (styles.Contains(key, StringComparer.Ordinal)) return key;
        var meant = NearestWord.Of(key, styles) is { } near ? $" Did you mean {near}?" : "";
        throw new RequestException($"There is no style '{key}'.{meant} The styles are {string.Join(", ", styles)}.");
    }

    public void Dispose()
    {
        meaning.Dispose();
        library.Dispose();
    }
}
