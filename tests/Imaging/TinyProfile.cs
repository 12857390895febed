using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Tests.Imaging;

/// <summary>ICC profiles of a matrix and one curve for all channels.</summary>
/// <remarks>Written from ICC.1:2001-04 (version 2.4). Colorants are those relative to D50 that the colour spaces' publishers
/// name.</remarks>
static class TinyProfile
{
    /// <remarks>Adobe RGB (1998) colour image encoding: the gamma is 563/256.</remarks>
    internal static byte[] AdobeRgb() => Build([0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457], [563]);

    /// <remarks>IEC 61966-2-1, its curve in 1,024 steps.</remarks>
    internal static byte[] Srgb() => Build([0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.71410],
        [.. Enumerable.Range(0, 1024).Select(static i => (ushort)Math.Round(65535 * Linear(i / 1023.0)))]);

    static double Linear(double v) => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    /// <param name="colorants">X, Y, Z of red, then green, then blue.</param>
    /// <param name="curve">One value: a gamma in 1/256; more: samples.</param>
    static byte[] Build(double[] colorants, ushort[] curve)
    {
        byte[] trc = [.. "curv"u8, 0, 0, 0, 0, .. Long(curve.Length), .. curve.SelectMany(static c => new[] { (byte)(c >> 8), (byte)c })];
        (string Tag, byte[] Data)[] tags =
        [
            ("desc", [.. "desc"u8, 0, 0, 0, 0, .. Long(5), .. "Tiny\0"u8, .. new byte[12 + 67]]),
            ("cprt", [.. "text"u8, 0, 0, 0, 0, .. "Public domain\0"u8]),
            ("wtpt", Xyz(0.9642, 1, 0.8249)),
            ("rXYZ", Xyz(colorants[0], colorants[1], colorants[2])),
            ("gXYZ", Xyz(colorants[3], colorants[4], colorants[5])),
            ("bXYZ", Xyz(colorants[6], colorants[7], colorants[8])),
            ("rTRC", trc), ("gTRC", trc), ("bTRC", trc),
        ];
        var (directory, body) = (new List<byte>(Long(tags.Length)), new List<byte>());
        foreach (var (tag, data) in tags)
        {
            directory.AddRange([.. Encoding.ASCII.GetBytes(tag), .. Long(128 + 4 + tags.Length * 12 + body.Count), .. Long(data.Length)]);
            body.AddRange([.. data, .. new byte[(4 - data.Length % 4) % 4]]);
        }

        var header = new byte[128];
        BinaryPrimitives.WriteInt32BigEndian(header, 128 + directory.Count + body.Count);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 0x02400000);
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        "acsp"u8.CopyTo(header.AsSpan(36));
        Xyz(0.9642, 1, 0.8249)[8..].CopyTo(header, 68);
        return [.. header, .. directory, .. body];
    }

    static byte[] Xyz(params double[] values) =>
        [.. "XYZ "u8, 0, 0, 0, 0, .. values.SelectMany(static v => Long((int)Math.Round(v * 65536)))];

    static byte[] Long(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
