using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Text to ids in the steps of the tokenizers library: added tokens out, normalise, split, encode each piece, put the template
/// around.</summary>
sealed class TextTokenizer
{
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
    public List<int> Ids(string text)
    {
        var ids = new List<int>();
        var isFirst = true;
        foreach (var (part, token) in literal.Split(WellFormed(text)))
        {
            if (token is null) AddNormalised(part, isFirst, ids);
            else ids.Add(token.Id);
            isFirst = false;
        }
        return ids;
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

    void AddNormalised(string text, bool isFirst, List<int> ids)
    {
        foreach (var (part, token) in normalised.Split(normalise(text)))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
            }
            else
            {
                foreach (var piece in split(new TextPiece(part, isFirst))) Model.Encode(piece.Text, ids);
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
