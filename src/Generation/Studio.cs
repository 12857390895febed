using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Lettering;
using EmojiGen.Imaging;
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
    readonly ArtLibrary library;
    readonly Composer composer;
    readonly SentenceMeaning meaning;
    readonly PromptParser parser;
    readonly ConcurrentDictionary<string, Dictionary<string, Emoji>> own = new(StringComparer.Ordinal);

    Studio(Installation installation)
    {
        Installation = installation;
        library = installation.OpenArt();
        composer = new Composer(library.Catalogue, library) { OtherScripts = OutlineOf };
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

    public Catalogue Catalogue => library.Catalogue;

    /// <inheritdoc/>
    /// <exception cref="PromptException">Nothing in the prompt can be shown.</exception>
    /// <exception cref="InvalidOperationException">The style has no picture of any of it.</exception>
    public ComposedDrawing Draw(ComposeRequest request, IProgress<GenerationProgress>? progress = null,
        CancellationToken cancel = default) =>
        ComposeEngine.Draw(this, request, progress, cancel);

    /// <summary>How a prompt is understood.</summary>
    /// <exception cref="PromptException">Nothing in the prompt can be shown.</exception>
    /// <exception cref="RequestException">There is no such language.</exception>
    /// <param name="style">Whose own names are understood too; null: none are.</param>
    public SceneDescription Read(string prompt, string language = EmojiRequest.DefaultLanguage, string? style = null)
    {
        try
        {
            language = library.Catalogue.Localized(language).Language;
        }
        catch (ArgumentException e)
        {
            throw new RequestException($"{e.Message}");
        }
        return parser.Parse(prompt, language, style is null ? null : own.GetOrAdd(style, OwnNames));
    }

    Dictionary<string, Emoji> OwnNames(string style)
    {
        var names = new Dictionary<string, Emoji>(StringComparer.Ordinal);
        foreach (var (name, emoji) in library.OwnNames(style)) names.TryAdd(TermKey.Of(name), emoji);
        return names;
    }

    /// <inheritdoc cref="Composer.Compose"/>
    public Scene Compose(SceneDescription description, ComposeOptions options) => composer.Compose(description, options);

    /// <summary>Different pictures of one description: the plain one, then its <see cref="Alternative"/>s, each with a seed that makes it
    /// again alone. They end where nothing more can vary.</summary>
    public IEnumerable<DrawnScene> Vary(SceneDescription description, ComposeOptions options, int count)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < Alternative.Count && seen.Count < count; number++)
        {
            var seed = Alternative.SeedOf(options.Seed, number);
            var scene = composer.Compose(description, options with { Seed = seed });
            if (seen.Add(SvgWriter.Write(scene.Document))) yield return new(scene, seed);
        }
    }

    /// <summary>What finds the emoji of phrases.</summary>
    public EmojiSearch Search => parser.Search;

    /// <summary>Emoji that a phrase may mean, best first.</summary>
    public ImmutableArray<Candidate> Candidates(string phrase) => parser.Search.Search(phrase);

    /// <summary>The emoji that is meant by its characters, its name or a shortcode; null where none is. A name that prompts take for
    /// another emoji, as cat for the cat face, is that one here too.</summary>
    public Emoji? Find(string text) => library.Catalogue.ByCharacters(text) ?? Preferred(text)
        ?? library.Catalogue.ByName(text) ?? library.Catalogue.ByShortcode(text);

    Emoji? Preferred(string text) =>
        parser.Search.Exact(TermKey.Of(text)) is [{ Kind: MatchKind.Name or MatchKind.Synonym } best, ..] ? best.Emoji : null;

    /// <summary>A prompt with the names of its emoji in their places.</summary>
    public string InWords(string prompt)
    {
        var words = new StringBuilder();
        var end = 0;
        foreach (var run in library.Catalogue.Segment(prompt))
        {
            words.Append(prompt, end, run.Start - end).Append(' ').Append(run.Emoji.Name).Append(' ');
            end = run.End;
        }
        return words.Append(prompt, end, prompt.Length - end).ToString().Trim();
    }

    /// <inheritdoc cref="PromptParser.LanguageOf"/>
    public string? LanguageOf(string prompt) => parser.LanguageOf(prompt);

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

    static LetterLine? OutlineOf(string text)
    {
        const double Em = 1000;
        if (!TextOutline.Knows(text)) return null;
        var path = new EmojiGen.Svg.Path(TextOutline.Of(text, Em).PathData);
        return new LetterLine(path, SvgMeasure.Bounds(new Shape(path, new Fill(new SolidPaint(default)), null)));
    }
}
