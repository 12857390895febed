using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace EmojiGen.Tests.Diffusion;

/// <summary>Seeded ways to spoil files: what a cut connection, another tool, a wrong hand or a hostile one leaves.</summary>
static class Mutations
{
    /// <summary>values of every wrong kind, as they stand in JSON.</summary>
    static readonly string[] values =
    [
        "null", "true", "false", "0", "-1", "1", "3", "7", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808",
        "18446744073709551616", "1e308", "1e999", "-1e999", "0.5", "-0.0",
        "\"\"", "\"x\"", "\"3\"", "\"NaN\"", "\"\\u0000\"", "\"\\ud800\"", "\"../../../etc/passwd\"", "\"/dev/zero\"", "\"F32\"",
        "\"F8_E4M3\"", "\"I64\"", "[]", "[0]", "[-1]", "[1,2,3]", "[\"a\"]", "[[1]]", "[null]",
        "[1e30]", "[4294967296,4294967296]", "[9223372036854775807,2]", "[0,9223372036854775807]", "{}", "{\"a\":1}",
        "{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}",
    ];

    /// <summary>A JSON document, spoiled once or several times; it may still be valid.</summary>
    public static byte[] Json(byte[] valid, Random random)
    {
        var text = Encoding.UTF8.GetString(valid);
        switch (random.Next(10))
        {
            case 0:
                return valid[..random.Next(valid.Length)];
            case 1:
                var bytes = (byte[])valid.Clone();
                for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2 when random.Next(4) == 0:
                var nested = random.Next(2) == 0 ? "[" : "{\"a\":";
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(nested, 20_000)));
        }
        var root = JsonNode.Parse(text)!;
        var doubled = false;
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var places = Containers(root).ToList();
            var place = places[random.Next(places.Count)];
            // A place-holder for what JsonNode cannot hold, put in as text below.
            if (place is JsonObject fields && fields.Count > 0)
            {
                var key = fields.ElementAt(random.Next(fields.Count)).Key;
                switch (random.Next(5))
                {
                    case 0:
                        fields.Remove(key);
                        break;
                    case 1:
                        fields[$"{key}{random.Next(10)}"] = fields[key]?.DeepClone();
                        break;
                    case 2 when !doubled:
                        fields["@twice"] = key;
                        doubled = true;
                        break;
                    default:
                        fields[key] = $"@{random.Next(values.Length)}@";
                        break;
                }
            }
            else if (place is JsonArray items)
            {
                if (items.Count > 0 && random.Next(2) == 0) items[random.Next(items.Count)] = $"@{random.Next(values.Length)}@";
                else if (items.Count > 0 && random.Next(2) == 0) items.RemoveAt(random.Next(items.Count));
                else items.Add($"@{random.Next(values.Length)}@");
            }
        }
        text = root.ToJsonString();
        for (var i = 0; i < values.Length; i++) text = text.Replace($"\"@{i}@\"", values[i], StringComparison.Ordinal);
        if (doubled)
        {
            var at = text.IndexOf("\"@twice\":\"", StringComparison.Ordinal);
            var end = text.IndexOf('"', at + 10);
            if (at >= 0 && end > 0)
                text = $"{text[..at]}\"{text[(at + 10)..end]}\":{values[random.Next(values.Length)]}{text[(end + 1)..]}";
        }
        return Encoding.UTF8.GetBytes(text);
    }

    static IEnumerable<JsonNode> Containers(JsonNode node)
    {
        if (node is not (JsonObject or JsonArray)) yield break;
        yield return node;
        foreach (var child in node is JsonObject fields ? fields.Select(it => it.Value) : ((JsonArray)node).AsEnumerable())
        {
            foreach (var below in child is null ? [] : Containers(child)) yield return below;
        }
    }

    /// <summary>A safetensors file, spoiled in its length, its header or its data.</summary>
    public static byte[] Safetensors(byte[] valid, Random random)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(valid);
        var (header, data) = (valid[8..(8 + length)], valid[(8 + length)..]);
        switch (random.Next(8))
        {
            case 0:
                return valid[..random.Next(valid.Length)];
            case 1:
                var claimed = (byte[])valid.Clone();
                BinaryPrimitives.WriteInt64LittleEndian(claimed,
                    random.Next(3) switch { 0 => long.MaxValue, 1 => -1, _ => random.Next(2 * length) });
                return claimed;
            case 2:
                return [.. valid, .. new byte[random.Next(1, 100)]];
            case 3:
                var numbers = (byte[])valid.Clone();
                // NaN, infinities and huge numbers in whatever the type is.
                for (var i = 8 + length; i < numbers.Length; i++) if (random.Next(20) == 0) numbers[i] = 0xFF;
                return numbers;
        }
        header = Json(header, random);
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
        return [.. size, .. header, .. data];
    }
}
