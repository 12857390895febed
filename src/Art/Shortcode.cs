namespace EmojiGen.Art;

/// <summary>Who writes a shortcode (<c>:heart_eyes:</c>) that way.</summary>
/// <remarks>Discord's own list is not among emojibase's; it follows JoyPixels with few exceptions.</remarks>
[Flags]
public enum ShortcodeSource { None = 0, Slack = 1, GitHub = 2, Emojibase = 4, JoyPixels = 8, EmojibaseLegacy = 16, Cldr = 32 }

/// <param name="Code">Without the colons: <c>heart_eyes</c>.</param>
public readonly record struct Shortcode(string Code, ShortcodeSource Sources);
