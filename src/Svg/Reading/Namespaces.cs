namespace EmojiGen.Svg.Reading;

/// <summary>The namespaces that are declared where a text is being read. What is declared nowhere is taken for SVG without a prefix and
/// for XLink with <c>xlink:</c>, since fragments come without declarations.</summary>
/// <remarks>Namespaces in XML 1.0.</remarks>
sealed class Namespaces
{
    const string Svg = "http://www.w3.org/2000/svg", XLink = "http://www.w3.org/1999/xlink";

    /// <summary>Each element looks its prefix up among those in force; files of vector editors declare some ten.</summary>
    const int MostInForce = 256;

    readonly record struct Declaration(string Prefix, string Uri, int Element);

    List<Declaration>? inForce;

    /// <summary>True once XLink has been bound to another prefix than its usual one, or that one to something else.</summary>
    public bool HasOtherLinks { get; private set; }

    /// <param name="name"><c>xmlns</c> or <c>xmlns:prefix</c>; anything else declares nothing.</param>
    /// <exception cref="SvgException">More are in force than any file needs.</exception>
    public void Declare(ReadOnlySpan<char> name, ReadOnlySpan<char> uri, int element)
    {
        if (name.Length > 5 && name[5] != ':') return;
        var prefix = name.Length > 5 ? name[6..].ToString() : "";
        uri = uri.Trim();
        inForce ??= [];
        if (inForce.Count >= MostInForce) throw new SvgException($"Cannot read the SVG: it declares more than {MostInForce} namespaces.");
        inForce.Add(new(prefix, uri is Svg ? Svg : uri is XLink ? XLink : uri.ToString(), element));
        if (prefix.Length > 0 && (uri is XLink) != (prefix == "xlink")) HasOtherLinks = true;
    }

    /// <summary>The end of an element: what it declared is in force no more.</summary>
    public void Leave(int element)
    {
        if (inForce is null) return;
        while (inForce.Count > 0 && inForce[^1].Element == element) inForce.RemoveAt(inForce.Count - 1);
    }

    /// <summary>Whether an element belongs to another vocabulary than SVG, and how long its prefix is, colon included.</summary>
    public (bool IsForeign, int PrefixLength) PlaceOf(ReadOnlySpan<char> name)
    {
        if (inForce is null) return (false, 0);
        var colon = name.IndexOf(':');
        var uri = UriOf(colon < 0 ? "" : name[..colon]);
        return uri is Svg || (uri is null && colon < 0) ? (false, colon + 1) : (true, 0);
    }

    /// <returns>The name of an attribute, with every href of XLink known by whatever prefix it has.</returns>
    public AttributeName Link(ReadOnlySpan<char> name, AttributeName otherwise)
    {
        if (!name.EndsWith(":href")) return otherwise;
        return UriOf(name[..^":href".Length]) is XLink ? AttributeName.XlinkHref : AttributeName.Unknown;
    }

    string? UriOf(ReadOnlySpan<char> prefix)
    {
        for (var i = inForce!.Count - 1; i >= 0; i--)
            if (prefix.SequenceEqual(inForce[i].Prefix))
                return inForce[i].Uri;
        return prefix is "xlink" ? XLink : null;
    }
}
