using System.Globalization;

namespace EmojiGen.Generation;

/// <summary>A property of a request, where a <see cref="Sentence"/> names it.</summary>
/// <param name="Name">As the record spells it: <c>ReferenceScale</c>.</param>
public readonly record struct RequestProperty(string Name);

/// <summary>
/// A sentence for a person that may name properties of a request. The library calls them what the records call them; who asked in another
/// way reads
/// the sentence in its own words: a command line in flags, a server in the fields of its JSON.
/// </summary>
/// <param name="text">Its values of type <see cref="RequestProperty"/> are the names.</param>
public sealed class Sentence(FormattableString text)
{
    /// <summary>The sentence in a caller's words.</summary>
    /// <param name="nameOf">What the caller calls a property: <c>ReferenceScale</c> is <c>--reference-scale</c>.</param>
    public string In(Func<string, string> nameOf) => string.Format(
        CultureInfo.InvariantCulture, text.Format, [.. text.GetArguments().Select(it => it is RequestProperty property ? nameOf(property.Name) : it)]);

    /// <summary>The properties that it names, in order.</summary>
    public IEnumerable<string> Properties => text.GetArguments().OfType<RequestProperty>().Select(it => it.Name);

    /// <summary>The sentence in the library's own words.</summary>
    public override string ToString() => In(it => it);
}
