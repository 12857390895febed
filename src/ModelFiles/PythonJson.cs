namespace EmojiGen.ModelFiles;

/// <summary>JSON as Python's own writer leaves it, which published configurations are written with.</summary>
public static class PythonJson
{
    /// <summary>
    /// <c>Infinity</c>, <c>-Infinity</c> and <c>NaN</c>, which Python writes bare and JSON does not have, as numbers that JSON has: beyond
    /// double's range,
    /// so that they are read as infinities again, and null.
    /// </summary>
    /// <returns>The same bytes where there is none of them.</returns>
    public static ReadOnlyMemory<byte> WithoutInfinities(byte[] json)
    {
        if (json.AsSpan().IndexOf("Infinity"u8) < 0 && json.AsSpan().IndexOf("NaN"u8) < 0) return json;
        var written = new List<byte>(json.Length);
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (!inString && json.AsSpan(i).StartsWith("Infinity"u8)) i += Replace("1e999"u8, "Infinity".Length);
            else if (!inString && json.AsSpan(i).StartsWith("NaN"u8)) i += Replace("null"u8, "NaN".Length);
            else
            {
                written.Add(c);
                if (c == '"') inString = !inString;
                else if (inString && c == '\\' && i + 1 < json.Length) written.Add(json[++i]);
            }
        }
        return written.ToArray();

        int Replace(ReadOnlySpan<byte> by, int length)
        {
            written.AddRange(by);
            return length - 1;
        }
    }
}
