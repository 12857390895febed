using System.Collections.Immutable;
using EmojiGen.Art.Files;

namespace EmojiGen.Art;

/// <summary>Shortcodes both ways: code to emoji, emoji to codes.</summary>
sealed class ShortcodeTable(Catalogue catalogue, BlockReader blocks)
{
    readonly StringBlock codes = blocks.Strings();
    readonly IntegerBlock emojiStarts = blocks.Integers(), emoji = blocks.Integers(), codeStarts = blocks.Integers(),
        codesOfEmoji = blocks.Integers();

    public Emoji? Find(string code)
    {
        var place = codes.Find(code.ToLowerInvariant());
        return place < 0 || emojiStarts[place] == emojiStarts[place + 1] ? null : catalogue[emoji[emojiStarts[place]] >> 8];
    }

    public ImmutableArray<Shortcode> Of(int index) => [.. Enumerable
        .Range(codeStarts[index], codeStarts[index + 1] - codeStarts[index])
        .Select(i => new Shortcode(codes[codesOfEmoji[i] >> 8], (ShortcodeSource)(codesOfEmoji[i] & 0xFF)))];
}
