namespace EmojiGen.Prompting;

/// <summary>Likeness of meaning between a phrase and every emoji of the catalogue: the door to the sentence encoder, which this room does
/// not know.</summary>
public interface IMeaning
{
    /// <summary>Cosines by <see cref="Art.Emoji.Index"/>, -1 to 1, of the phrase's embedding and each emoji's caption.</summary>
    /// <remarks>The first call loads the encoder; the search asks only where names and keywords leave it unsure.</remarks>
    ReadOnlySpan<float> Likeness(string phrase);

    /// <summary>Whether the encoder's vocabulary has this word whole: then it is no misspelling of another.</summary>
    /// <remarks>Reads the vocabulary alone.</remarks>
    bool IsWord(string word);
}
