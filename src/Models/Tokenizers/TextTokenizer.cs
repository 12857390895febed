using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Text to ids in the steps of the tokenizers library: added tokens out, normalise, split, encode each piece, put the template
/// around.</summary>
sealed class TextTokenizer
{
    /// <summary>A character that Unicode will never give a meaning; it cuts in two what would else be a special token.</summary>
    const string Guard = "\uFDD0";

    readonly Func<string, string> normalise;
    readonly Func<TextPiece, IEnumerable<TextPiece>> split;
    readonly AddedTokenFinder literal, normalised;
    readonly Dictionary<int, AddedToken> addedById = [];
    readonly Dictionary<string, int> addedByText = new(StringComparer.Ordinal);

    /// <param name="added">Of several of one content the last counts.</param>
    /// <param name="before">Ids before every text.</param>
    /// <param name="after">Ids after every text.</param>
    public TextTokenizer(TokenModel model, Func<string, string> normalise, Func<TextPiece, IEnumerable<TextPiece>> split,
        IEnumerable<AddedToken> added, int[] before, int[] after)
    {
        (Model, this.normalise, this.split, Before, After) = (model, normalise, split, before, after);
        foreach (var token in added)
        {
            addedById[token.Id] = token;
            addedByText[token.Content] = token.Id;
        }
        literal = new(addedById.Values.Where(token => !token.Normalised).Select(token => (token.Content, token)));
        normalised = new(addedById.Values.Where(token => token.Normalised).Select(token => (normalise(token.Content), token)));
        Count = addedById.Keys.Append(-1).Max() + 1;
        Count = Math.Max(Count, model.Count);
    }

    public TokenModel Model { get; }

    public int[] Before { get; }

    public int[] After { get; }

    /// <summary>One more than the highest id.</summary>
    public int Count { get; }

    /// <summary>The id of a token, added ones first; null where it is none.</summary>
    public int? Find(string token) => addedByText.TryGetValue(token, out var id) ? id : Model.Find(token);

    public AddedToken? Added(int id) => addedById.GetValueOrDefault(id);

    /// <summary>The token behind an id; null where there is none.</summary>
    public string? Token(int id) => addedById.TryGetValue(id, out var token) ? token.Content : Model.Token(id);

    /// <summary>The ids of a text, with nothing around.</summary>
    /// <param name="guarded">Whether parts of it were <see cref="Guarded"/>.</param>
    public List<int> Ids(string text, bool guarded = false)
    {
        var ids = new List<int>();
        var isFirst = true;
        foreach (var (part, token) in literal.Split(WellFormed(text)))
        {
            if (token is null) AddNormalised(part, isFirst, ids, guarded);
            else ids.Add(token.Id);
            isFirst = false;
        }
        return ids;
    }

    /// <summary>A text of somebody else's, in which what is written as a special token will not become one.</summary>
    public string Guarded(string text)
    {
        text = Unguarded(text);
        foreach (var token in addedById.Values)
        {
            if (!token.Special || !text.Contains(token.Content, StringComparison.Ordinal)) continue;
            var first = char.IsHighSurrogate(token.Content[0]) ? 2 : 1;
            // A single character cannot be cut in two: it goes.
            var apart = token.Content.Length <= first ? "" : token.Content.Insert(first, Guard);
            text = text.Replace(token.Content, apart, StringComparison.Ordinal);
        }
        return text;
    }

    /// <summary>The ids of a text between <see cref="Before"/> and <see cref="After"/>, cut at the text's end to so many in all.</summary>
    public List<int> Encode(string text, int maximum = int.MaxValue)
    {
        var room = Math.Max(0, maximum - Before.Length - After.Length);
        var ids = Ids(text);
        if (ids.Count > room) ids.RemoveRange(room, ids.Count - room);
        ids.InsertRange(0, Before);
        ids.AddRange(After);
        return ids;
    }

    static string Unguarded(string text) => text.Replace(Guard, "", StringComparison.Ordinal);

    void AddNormalised(string text, bool isFirst, List<int> ids, bool guarded)
    {
        foreach (var (part, token) in normalised.Split(normalise(text)))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
            }
            else
            {
                foreach (var piece in split(new TextPiece(guarded ? Unguarded(part) : part, isFirst)))
                    Model.Encode(piece.Text, ids);
            }
            isFirst = false;
        }
    }

    /// <summary>Halves of characters, which no encoding can write, become the replacement character.</summary>
    static string WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
                continue;
            }
            var whole = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes()) whole.Append(rune.ToString());
            return whole.ToString();
        }
        return text;
    }
}
