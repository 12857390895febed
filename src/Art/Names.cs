using System.Collections.Immutable;
using EmojiGen.Art.Files;

namespace EmojiGen.Art;

/// <summary>What a term is to the emoji that it names, surest first.</summary>
public enum TermKind { Name, Shortcode, Keyword }

public sealed record TermMatch(Emoji Emoji, TermKind Kind);

/// <summary>Names and keywords of the catalogue in one language, read from the mapped file as they are asked for.</summary>
public sealed class Names
{
    readonly Catalogue catalogue;
    readonly IntegerBlock names, keywordStarts, keywords, matchStarts, matches;
    readonly StringBlock strings, terms;
    readonly string?[] decoded;

    internal Names(Catalogue catalogue, string language, BlockReader blocks)
    {
        this.catalogue = catalogue;
        Language = language;
        names = blocks.Integers();
        keywordStarts = blocks.Integers();
        keywords = blocks.Integers();
        strings = blocks.Strings();
        terms = blocks.Strings();
        matchStarts = blocks.Integers();
        matches = blocks.Integers();
        decoded = new string?[strings.Count];
    }

    /// <summary>emojibase's code: <c>en</c>, <c>fi</c>, <c>zh-hant</c>.</summary>
    public string Language { get; }

    /// <summary>The CLDR short name in this language: <c>kissan naama</c>.</summary>
    public string NameOf(Emoji emoji) => NameOf(emoji.Index);

    /// <summary>The CLDR keywords in this language.</summary>
    public ImmutableArray<string> KeywordsOf(Emoji emoji) => KeywordsOf(emoji.Index);

    internal string NameOf(int index) => String(names[index]);

    internal ImmutableArray<string> KeywordsOf(int index)
    {
        var (from, to) = (keywordStarts[index], keywordStarts[index + 1]);
        var list = ImmutableArray.CreateBuilder<string>(to - from);
        for (var i = from; i < to; i++) list.Add(String(keywords[i]));
        return list.MoveToImmutable();
    }

    /// <summary>The emoji that have exactly this name, shortcode (English only) or keyword; case and the width of spaces do not matter.
    /// Surest first, then in the catalogue's order.</summary>
    public ImmutableArray<TermMatch> Find(string term)
    {
        var place = terms.Find(CatalogueFile.Fold(term));
        if (place < 0) return [];
        var (from, to) = (matchStarts[place], matchStarts[place + 1]);
        var list = ImmutableArray.CreateBuilder<TermMatch>(to - from);
        for (var i = from; i < to; i++) list.Add(new TermMatch(catalogue[matches[i] >> 2], (TermKind)(matches[i] & 3)));
        return list.MoveToImmutable();
    }

    /// <summary>The emoji that has this name, or null.</summary>
    internal Emoji? Named(string name)
    {
        var place = terms.Find(CatalogueFile.Fold(name));
        if (place < 0) return null;
        var surest = matches[matchStarts[place]];
        return (TermKind)(surest & 3) == TermKind.Name ? catalogue[surest >> 2] : null;
    }

    /// <summary>Every term that <see cref="Find"/> knows, lower case, in ordinal order.</summary>
    public IEnumerable<string> Terms
    {
        get
        {
            for (var i = 0; i < terms.Count; i++) yield return terms[i];
        }
    }

    // Keywords repeat: 'face' belongs to a hundred emoji, and is one string.
    string String(int place) => (uint)place < (uint)decoded.Length ? decoded[place] ??= strings[place] : strings[place];
}
