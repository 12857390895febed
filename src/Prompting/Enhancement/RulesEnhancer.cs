using System.Collections.Frozen;

namespace EmojiGen.Prompting.Enhancement;

/// <summary>Adds what is known of the emoji that a prompt names, and words about how emoji look.</summary>
/// <remarks>A prompt that is one emoji, or one of its names, is described from <c>descriptions.tsv</c>: these are facts of that emoji, and
/// need no check. Nothing is loaded beyond the search.</remarks>
public sealed class RulesEnhancer(Func<EmojiSearch> search) : IPromptEnhancer
{
    public const string Is = "rules";

    /// <summary>As models of pictures were taught them; a ground that is easy to cut out.</summary>
    static readonly string[] style = ["emoji", "simple bold shapes", "centered", "plain white background"];

    readonly Lazy<FrozenDictionary<string, string[]>> descriptions = new(Read);

    public string Name => Is;

    public EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default)
    {
        // What says emoji already needs it not twice.
        var said = AdditionWords.Of(request.Prompt);
        return new(request.Prompt, [.. Described(request)], Is) { StyleWords = [.. style.Where(it => !said.Contains(it))] };
    }

    public void Dispose()
    {
        // the search is the caller's
    }

    IEnumerable<string> Described(EnhancementRequest request)
    {
        var found = search();
        var emoji = found.Catalogue.ByCharacters(request.Prompt.Trim()) ?? Named(found, request.Prompt);
        return emoji is not null && descriptions.Value.TryGetValue(emoji.Name, out var seen) ? seen : [];
    }

    static Art.Emoji? Named(EmojiSearch search, string prompt) => search.Best(WithoutArticle(TermKey.Of(prompt))) is
    { Kind: MatchKind.Name or MatchKind.Synonym or MatchKind.Shortcode } best ? best.Emoji : null;

    static string WithoutArticle(string key) => key.StartsWith("a ", StringComparison.Ordinal) ? key[2..]
        : key.StartsWith("an ", StringComparison.Ordinal) ? key[3..] : key.StartsWith("the ", StringComparison.Ordinal) ? key[4..] : key;

    static FrozenDictionary<string, string[]> Read()
    {
        var read = new Dictionary<string, string[]>(StringComparer.Ordinal);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(RulesEnhancer).Assembly, "descriptions.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var name = LexiconFile.Cut(ref cells, "\t").ToString();
            read[name] = cells.ToString().Split('\t');
        }
        return read.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
