namespace EmojiGen.Cli;

/// <summary>The command line asks for something that cannot be; the message says what, and what could.</summary>
sealed class UsageException(string message) : ArgumentException(message);
