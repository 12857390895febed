namespace EmojiGen.Models.Tokenizers;

/// <summary>What makes ids of a piece of text that has been normalised and split.</summary>
abstract class TokenModel
{
    /// <summary>One more than the highest id.</summary>
    public abstract int Count { get; }

    /// <summary>The id of a whole token; null where it is none.</summary>
    public abstract int? Find(string token);

    /// <summary>The token behind an id; null where there is none.</summary>
    public abstract string? Token(int id);

    public abstract void Encode(string piece, List<int> ids);
}
