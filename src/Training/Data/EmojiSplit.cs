using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EmojiGen.Training.Data;

/// <summary>Which emoji are trained on, validated on, tested on: 80, 10 and 10 of 100, whole families (<see cref="EmojiFamily"/>) by the
/// hash of their name and the seed.</summary>
/// <remarks>It depends on the catalogue and the seed alone: not on styles, sizes or machine, so that datasets of one seed may be
/// mixed.</remarks>
public sealed class EmojiSplit
{
    const double TestShare = 0.1, ValidationShare = 0.1;

    readonly Dictionary<string, Split> families = new(StringComparer.Ordinal);

    /// <param name="hexcodes">All emoji there are.</param>
    /// <param name="seed">Another one gives another split.</param>
    public EmojiSplit(IEnumerable<string> hexcodes, ulong seed)
    {
        var sizes = hexcodes.GroupBy(EmojiFamily.Of, StringComparer.Ordinal)
            .Select(it => (Family: it.Key, Count: it.Count(), Rank: Rank(it.Key, seed))).OrderBy(it => it.Rank).ToList();
        int all = sizes.Sum(it => it.Count), taken = 0;
        foreach (var (family, count, _) in sizes)
        {
            families[family] = taken < TestShare * all ? Split.Test : taken < (TestShare + ValidationShare) * all ? Split.Validation
                : Split.Train;
            taken += count;
        }
    }

    /// <exception cref="ArgumentException">The emoji was not among those split.</exception>
    public Split Of(string hexcode) => families.TryGetValue(EmojiFamily.Of(hexcode), out var split) ? split
        : throw new ArgumentException($"The emoji {hexcode} is not among those that were split.", nameof(hexcode));

    /// <summary>Where a picture of several emoji belongs; null where it may be nowhere, since one is tested and another validated
    /// on.</summary>
    public Split? OfScene(IEnumerable<string> hexcodes)
    {
        var splits = hexcodes.Select(Of).Distinct().ToList();
        var (tested, validated) = (splits.Contains(Split.Test), splits.Contains(Split.Validation));
        return tested && validated ? null : tested ? Split.Test : validated ? Split.Validation : Split.Train;
    }

    /// <summary>The split of something that is no emoji, by its name.</summary>
    public static Split OfName(string name, ulong seed) => (Rank(name, seed) / (double)ulong.MaxValue) switch
    {
        < TestShare => Split.Test,
        < TestShare + ValidationShare => Split.Validation,
        _ => Split.Train,
    };

    static ulong Rank(string name, ulong seed) =>
        BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}:{name}"))));
}
