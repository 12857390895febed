namespace EmojiGen.Training.Data;

/// <summary>What a record is for. No emoji is in two of them.</summary>
public enum Split
{
    Train,
    Validation,
    Test,
}
