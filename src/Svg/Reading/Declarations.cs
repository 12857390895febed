namespace EmojiGen.Svg.Reading;

/// <summary>The declarations of a style attribute or of a rule, one after another.</summary>
ref struct Declarations(ReadOnlySpan<char> css)
{
    ReadOnlySpan<char> rest = CssText.WithoutComments(css);

    /// <summary>In small letters.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>Without white space around it, and without <c>!important</c>.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public bool IsImportant { get; private set; }

    public bool Next()
    {
        while (!rest.IsEmpty)
        {
            var end = CssText.End(rest, ";");
            var declaration = rest[..end];
            rest = end < rest.Length ? rest[(end + 1)..] : default;
            var colon = declaration.IndexOf(':');
            if (colon < 0) continue;
            Name = CssText.Keyword(CssText.Unescaped(declaration[..colon]));
            var value = declaration[(colon + 1)..].Trim();
            var bang = value.LastIndexOf('!');
            IsImportant = bang >= 0 && value[(bang + 1)..].Trim().Equals("important", StringComparison.OrdinalIgnoreCase);
            // Another '!' makes the declaration invalid.
            if (bang >= 0 && !IsImportant) continue;
            Value = CssText.Unescaped(IsImportant ? value[..bang].TrimEnd() : value);
            return true;
        }
        return false;
    }
}
