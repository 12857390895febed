using System.Globalization;
using System.Text;
using EmojiGen.Language.Unicode;

namespace EmojiGen.Models.Tokenizers;

/// <summary>What a tokenizer does to a text before it is split, by the names that tokenizer.json gives.</summary>
static class Normalizers
{
    /// <summary>Sequences are resolved; null: the text stays as it is.</summary>
    /// <exception cref="InvalidDataException">A kind is not known, or lacks what it needs.</exception>
    public static Func<string, string> Read(ModelConfig? file)
    {
        if (file is null) return text => text;
        switch (file.Text("type", ""))
        {
            case "Sequence": return InOrder([.. (file.Sections("normalizers") ?? []).Select(Read)]);
            case "NFC": return NormalizationForms.Nfc;
            case "NFD": return NormalizationForms.Nfd;
            case "NFKC": return NormalizationForms.Nfkc;
            case "NFKD": return NormalizationForms.Nfkd;
            case "Nmt": return Nmt;
            case "Lowercase": return Lowercase;
            case "StripAccents": return StripAccents;
            case "ByteLevel": return ByteLevel.Encode;
            case "Strip": return Strip(file.Flag("strip_left", true), file.Flag("strip_right", true));
            case "Prepend":
                var prefix = file.Text("prepend", "▁");
                return text => text.Length > 0 ? prefix + text : text;
            case "Replace": return Replace(Pattern(file), file.Text("content", ""));
            case "Precompiled": return new PrecompiledCharacters(Base64(file), file.Path).Normalise;
            case var other:
                throw new InvalidDataException(
                $"Tokenizer '{file.Path}': the normalizer '{other}' is not known here; known are Sequence, NFC, NFD, NFKC, NFKD, Nmt, Lowercase, StripAccents, ByteLevel, Strip, Prepend, Replace and Precompiled.");
        }
    }

    public static Func<string, string> InOrder(params Func<string, string>[] steps) => text =>
    {
        foreach (var step in steps) text = step(text);
        return text;
    };

    /// <summary>The pattern of a part, as an expression: <c>{"Regex": "..."}</c> or <c>{"String": "..."}</c>.</summary>
    /// <exception cref="InvalidDataException">There is none, or it cannot be read.</exception>
    public static RunePattern Pattern(ModelConfig part)
    {
        var pattern = part.Section("pattern");
        var expression = pattern?.Has("Regex") == true ? pattern.Text("Regex", "")
            : pattern?.Has("String") == true ? System.Text.RegularExpressions.Regex.Escape(pattern.Text("String", ""))
            : throw new InvalidDataException($"Tokenizer '{part.Path}': {part.Text("type", "")} has no pattern of Regex or String.");
        try
        {
            return new RunePattern(expression);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(
                $"Tokenizer '{part.Path}': the pattern '{expression}' is no regular expression that is understood here ({e.Message.TrimEnd('.')}).", e);
        }
    }

    public static Func<string, string> Replace(RunePattern pattern, string content) => text =>
        string.Concat(pattern.Segments(text).Select(it => it.IsMatch ? content : it.Text));

    /// <summary>Control characters go, and what stands for white space becomes a space.</summary>
    /// <remarks>As SentencePiece's "nmt" rules before NFKC.</remarks>
    public static string Nmt(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            switch (character)
            {
                case (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F': break;
                case '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029' or '\u2581'
                    or '\uFEFF' or '\uFFFD':
                    result.Append(' '); break;
                default: result.Append(character); break;
            }
        }
        return result.ToString();
    }

    /// <summary>Each character by itself; İ is the one that becomes two.</summary>
    public static string Lowercase(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0x130) result.Append("i\u0307");
            else result.Append(Rune.ToLowerInvariant(rune).ToString());
        }
        return result.ToString();
    }

    static string StripAccents(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark)) result.Append(rune.ToString());
        }
        return result.ToString();
    }

    static Func<string, string> Strip(bool left, bool right) => text => (left, right) switch
    {
        (true, true) => text.Trim(),
        (true, false) => text.TrimStart(),
        (false, true) => text.TrimEnd(),
        _ => text,
    };

    static byte[] Base64(ModelConfig file)
    {
        try
        {
            return Convert.FromBase64String(file.Text("precompiled_charsmap", ""));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"Tokenizer '{file.Path}': precompiled_charsmap is not base64; fetch the model folder again.",
                e);
        }
    }
}
