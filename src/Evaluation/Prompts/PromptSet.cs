using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;

namespace EmojiGen.Evaluation.Prompts;

/// <summary>Prompts under a name, so that figures of one day can be compared with those of another.</summary>
/// <param name="Name">As commands take it: <c>quality</c>.</param>
/// <param name="Help">What it is for, and where its make-up comes from.</param>
public sealed record PromptSet(string Name, string Help)
{
    const string UnseenFile = "unseen.tsv";

    static readonly string[] actions = ["action", "pair"];

    /// <summary>All that have a name.</summary>
    public static ImmutableArray<PromptSet> All { get; } =
    [
        new("quality", "750 prompts, 250 each of feelings, deeds, and compositions and scenes (Style Tailoring, section 5)"),
        new("alignment", "300 prompts: 100 feelings, 200 deeds alone and of two (Style Tailoring, section 5)"),
        new("unseen", "100 prompts that no emoji shows, from plain to odd, always the same"),
        new("flags", "every country's flag, as flag of ..."),
        new("names", "every emoji by its name"),
    ];

    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static PromptSet Named(string name) => All.FirstOrDefault(it => it.Name == name)
        ?? throw new ArgumentException($"There is no set of prompts '{name}'; there are {string.Join(", ", All.Select(it => it.Name))}.");

    /// <param name="seed">Draws what is drawn; the files are the same for all.</param>
    public ImmutableArray<GeneratedPrompt> Prompts(Catalogue catalogue, ulong seed) => Name switch
    {
        "quality" =>
        [
            .. Drawn(seed, 250, "emotion"), .. Drawn(seed, 250, actions), .. Drawn(seed, 250, "composition", "scene"),
        ],
        "alignment" => [.. Drawn(seed, 100, "emotion"), .. Drawn(seed, 200, actions)],
        "unseen" => ReadUnseen(),
        "flags" => [.. catalogue.All.Where(static it => IsCountry(it))
            .Select(static it => new GeneratedPrompt($"flag of {it.Name["flag: ".Length..]}", "flag", [[it.Name]]))],
        _ => [.. catalogue.All.Select(static it => new GeneratedPrompt(it.Name, "name", [[it.Name]]))],
    };

    /// <summary>Of some kinds, none twice. The grammar's kinds are drawn by its own shares.</summary>
    static IEnumerable<GeneratedPrompt> Drawn(ulong seed, int count, params string[] kinds) =>
        PromptGrammar.Generate(seed, int.MaxValue).Where(it => kinds.Contains(it.Kind)).DistinctBy(static it => it.Prompt).Take(count);

    /// <summary>Two regional indicators: England's flag, and those of causes and races, are none.</summary>
    static bool IsCountry(Emoji emoji) => emoji.Hexcode.Split('-') is { Length: 2 } parts
        && parts.All(static it => string.CompareOrdinal(it, "1F1E6") >= 0 && string.CompareOrdinal(it, "1F1FF") <= 0);

    static ImmutableArray<GeneratedPrompt> ReadUnseen()
    {
        var prompts = ImmutableArray.CreateBuilder<GeneratedPrompt>();
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(PromptSet).Assembly, UnseenFile);
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var kind = LexiconFile.Cut(ref cells, "\t").ToString();
            prompts.Add(new(cells.ToString(), kind, []));
        }
        return prompts.ToImmutable();
    }
}
