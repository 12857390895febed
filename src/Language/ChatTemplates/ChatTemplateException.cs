namespace EmojiGen.Language.ChatTemplates;

/// <summary>A chat template cannot be read, asks for what is not known here, refuses a conversation, or takes too long.</summary>
public sealed class ChatTemplateException(string problem, int? line = null)
    : IOException(line is null ? $"Chat template: {problem}." : $"Chat template, line {line}: {problem}.");
