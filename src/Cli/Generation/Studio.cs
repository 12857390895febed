using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Cli.Generation;

/// <summary>A scene and the seed that it was drawn with.</summary>
sealed record DrawnScene(Scene Scene, long Seed);

/// <summary>From a prompt to scenes: art and language, opened once.</summary>
sealed class Studio : IDisposable
{
    /// <summary>Seeds tried in a row for a picture that is not there yet; a prompt like <c>red heart</c> leaves little free.</summary>
    const int Patience = 64;

    readonly ArtLibrary library;
    readonly Composer composer;
    readonly SentenceMeaning meaning;
    readonly PromptParser parser;
    readonly string language;

    /// <param name="language">The prompts' language, as a code: <c>en</c>.</param>
    /// <exception cref="ArtException">The art index is missing or damaged.</exception>
    /// <exception cref="UsageException">There is no such language.</exception>
    public Studio(Installation installation, string language)
    {
        library = installation.OpenArt();
        this.language = Language(library.Catalogue, language);
        composer = new Composer(library.Catalogue, library);
        meaning = new SentenceMeaning(library.Catalogue, installation.SentenceEncoder, installation.Captions, installation.Building);
        parser = new PromptParser(new EmojiSearch(library.Catalogue, meaning));
    }

    /// <exception cref="PromptException">Nothing in the prompt can be shown.</exception>
    public SceneDescription Read(string prompt) => parser.Parse(prompt, language);

    public Scene Compose(SceneDescription description, ComposeOptions options) => composer.Compose(description, options);

    /// <summary>Emoji that a phrase may mean, best first.</summary>
    public ImmutableArray<Candidate> Candidates(string phrase) => parser.Search.Search(phrase);

    /// <summary>The emoji that is meant by its characters, its name or a shortcode; null where none is.</summary>
    public Emoji? Find(string text) => library.Catalogue.ByCharacters(text) ?? library.Catalogue.ByName(text) ?? library.Catalogue.ByShortcode(text);

    /// <summary>The icon of an emoji in a style, or in those that stand in for it.</summary>
    public Icon? Icon(Emoji emoji, string style) => library.Find(emoji, style);

    /// <exception cref="UsageException">There is no such style.</exception>
    public string Style(string key) => Known(key, library);

    /// <inheritdoc cref="Style"/>
    public static string Known(string key, ArtLibrary library)
    {
        var styles = library.Styles;
        if (styles.Contains(key, StringComparer.Ordinal)) return key;
        var meant = NearestWord.Of(key, styles) is { } near ? $" Did you mean {near}?" : "";
        throw new UsageException($"There is no style '{key}'.{meant} The styles are {string.Join(", ", styles)}.");
    }

    /// <summary>Different pictures of one description: the first with the seed asked for, the next with the seeds after it that change something.
    /// They end where nothing more can vary.</summary>
    public IEnumerable<DrawnScene> Draw(SceneDescription description, ComposeOptions options, int count)
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

    static string Language(Catalogue catalogue, string language)
    {
        try
        {
            return catalogue.Localized(language).Language;
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }

    public void Dispose()
    {
        meaning.Dispose();
        library.Dispose();
    }
}
