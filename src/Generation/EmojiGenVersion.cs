namespace EmojiGen.Generation;

/// <summary>Which version draws: part of what makes a picture again.</summary>
public static class EmojiGenVersion
{
    /// <summary><c>0.1.0</c></summary>
    public static string Number { get; } = typeof(EmojiGenVersion).Assembly.GetName().Version!.ToString(3);
}
