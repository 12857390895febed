using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmojiGen.Imaging;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Tests.Training.Trackers;

/// <summary>Read back by a reader of its own, written from LevelDB's description of its log and from the client's
/// wandb_internal.proto.</summary>
public class WandbTests
{
    // Numbers of Record's fields there.
    const int History = 2, Summary = 3, Files = 6, Run = 17, Exit = 18, Final = 20, Header = 21, Footer = 22;

    [Fact]
    public void A_run_holds_settings_steps_summary_pictures_and_its_end()
    {
        using var folder = new TemporaryFolder();
        using (var tracker = new WandbTracker(folder.Path, new("emoji", "a-team", "first")))
        {
            tracker.Begin(new Dictionary<string, JsonNode?> { ["lora-rank"] = 4, ["instance-prompt"] = "a \"sks\" emoji 🙂" });
            tracker.Step(Step(1, 0.5));
            tracker.Step(Step(2, double.NaN, new(0.75, [("validation", new Raster(3, 2))])));
        }
        var file = Directory.GetFiles(folder.Path, "run-*.wandb", SearchOption.AllDirectories).Single();
        var id = Path.GetFileNameWithoutExtension(file)["run-".Length..];
        id.ShouldMatch("^[a-z0-9]{8}$");
        Path.GetFileName(Path.GetDirectoryName(file))!.ShouldMatch($@"^offline-run-\d{{8}}_\d{{6}}-{id}$");

        var records = Records(file).Select(Fields).ToList();
        records.Select(it => (long)(ulong)it[1][0]).ShouldBe(Enumerable.Range(1, records.Count).Select(it => (long)it));
        records.Select(it => it.Keys.Single(that => that != 1))
            .ShouldBe([Header, Run, History, Summary, Files, History, Summary, Exit, Final, Footer]);

        var run = Message(records[1], Run);
        (Text(run, 1), Text(run, 2), Text(run, 3), Text(run, 8)).ShouldBe((id, "a-team", "emoji", "first"));
        Items(Message(run, 4), 1)["instance-prompt"].GetString().ShouldBe("a \"sks\" emoji 🙂");
        Items(Message(run, 4), 1)["lora-rank"].GetInt32().ShouldBe(4);
        DateTimeOffset.FromUnixTimeSeconds((long)(ulong)Message(run, 17)[1][0]).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));

        var first = Items(Message(records[2], History), 1);
        first["train/loss"].GetDouble().ShouldBe(0.5);
        first["train/prior_loss"].GetDouble().ShouldBe(0.125);
        first["_step"].GetInt64().ShouldBe(1);
        first.ShouldContainKey("_timestamp");
        first.ShouldContainKey("_runtime");
        ((ulong)Message(Message(records[2], History), 2)[1][0]).ShouldBe(1UL);
        var second = Items(Message(records[5], History), 1);
        second["train/loss"].GetString().ShouldBe("NaN"); // bare, as Python's json writes and reads it
        second["validation/loss"].GetDouble().ShouldBe(0.75);
        Items(Message(records[6], Summary), 1)["validation/loss"].GetDouble().ShouldBe(0.75);

        var picture = second["validation"];
        picture.GetProperty("_type").GetString().ShouldBe("image-file");
        (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()).ShouldBe((3, 2));
        var path = picture.GetProperty("path").GetString()!;
        path.ShouldStartWith("media/images/validation_2_");
        Text(Fields((byte[])Message(records[4], Files)[1][0]), 1).ShouldBe(path);
        var png = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(file)!, "files", path));
        png.Length.ShouldBe(picture.GetProperty("size").GetInt32());
        Convert.ToHexStringLower(SHA256.HashData(png)).ShouldBe(picture.GetProperty("sha256").GetString());
        ImageFile.Load(png).Width.ShouldBe(3);
        ((ulong)Message(records[7], Exit)[1][0]).ShouldBe(0UL);
    }

    /// <summary>Lengths around the block's, where a record just fits, leaves less than a head, or goes on over several blocks.</summary>
    [Fact]
    public void Records_of_any_length_are_put_into_blocks_and_found_again()
    {
        using var folder = new TemporaryFolder();
        var lengths = Enumerable.Range(32_700, 90).Concat([0, 1, 100_000, 65_522, 32_761, 32_761]).ToArray();
        var path = folder.File("run-x.wandb");
        using (var log = new WandbLog(File.Create(path)))
        {
            log.Begin();
            for (var i = 0; i < lengths.Length; i++) log.Write(Content(i));
        }
        var found = Records(path).ToList();
        found.Count.ShouldBe(lengths.Length);
        for (var i = 0; i < lengths.Length; i++) found[i].ShouldBe(Content(i));
        WandbLog.Read(File.ReadAllBytes(path)).Count().ShouldBe(lengths.Length);

        byte[] Content(int i) => [.. Enumerable.Range(i, lengths[i]).Select(it => (byte)(it * 7))];
    }

    [Fact]
    public void A_resumed_run_goes_on_in_its_file_without_what_came_after_and_without_a_torn_end()
    {
        using var folder = new TemporaryFolder();
        using (var tracker = new WandbTracker(folder.Path))
        {
            tracker.Begin(new Dictionary<string, JsonNode?> { ["seed"] = 1 });
            for (var i = 1; i <= 5; i++) tracker.Step(Step(i, i));
        }
        var file = Directory.GetFiles(folder.Path, "run-*.wandb", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^40]); // killed while writing
        using (var tracker = new WandbTracker(folder.Path))
        {
            tracker.ResumedAt(3);
            tracker.Step(Step(4, 40));
        }
        var records = Records(Directory.GetFiles(folder.Path, "run-*.wandb", SearchOption.AllDirectories).Single()).Select(Fields).ToList();
        var steps = records.Where(it => it.ContainsKey(History)).Select(it => Items(Message(it, History), 1)).ToList();
        steps.Select(it => it["_step"].GetInt64()).ShouldBe([1, 2, 3, 4]);
        steps[^1]["train/loss"].GetDouble().ShouldBe(40);
        records.Count(it => it.ContainsKey(Run)).ShouldBe(1);
        records.Select(it => (long)(ulong)it[1][0]).ShouldBe(Enumerable.Range(1, records.Count).Select(it => (long)it));
        ((ulong)Message(records.Single(it => it.ContainsKey(Exit)), Exit)[1][0]).ShouldBe(1UL); // not all of its steps were done
    }

    static TrainingStep Step(long number, double loss, Validation? validation = null) =>
        new(number, number == 2 ? 2 : 10, 0, loss, 1e-3, 2, false, new Dictionary<string, double> { ["prior_loss"] = 0.125 }, null,
            validation, false);

    static IEnumerable<byte[]> Records(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[..7].ShouldBe([.. ":W&B"u8.ToArray(), 0xE1, 0xBE, 0]);
        var at = 7;
        List<byte> whole = [];
        while (at < bytes.Length)
        {
            var room = 32_768 - (at % 32_768);
            if (room < 7)
            {
                bytes.AsSpan(at, room).ToArray().ShouldAllBe(it => it == 0);
                at += room;
            }
            var (check, length, kind) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)),
                BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at + 4)), bytes[at + 6]);
            (32_768 - (at % 32_768)).ShouldBeGreaterThanOrEqualTo(7 + length);
            Crc(bytes.AsSpan(at + 6, length + 1)).ShouldBe(check);
            if (kind is 1 or 2) whole.Count.ShouldBe(0);
            else whole.Count.ShouldBeGreaterThan(0);
            whole.AddRange(bytes.AsSpan(at + 7, length));
            at += 7 + length;
            if (kind is not (1 or 4)) continue;
            yield return [.. whole];
            whole.Clear();
        }
    }

    /// <summary>CRC-32 bit by bit, from its definition.</summary>
    static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var i = 0; i < 8; i++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    static Dictionary<int, List<object>> Fields(byte[] message)
    {
        var fields = new Dictionary<int, List<object>>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint();
            object value = (key & 7) switch
            {
                0 => Varint(),
                2 => Take((int)Varint()),
                var kind => throw new InvalidDataException($"wire type {kind}"),
            };
            if (!fields.TryGetValue((int)(key >> 3), out var values)) fields.Add((int)(key >> 3), values = []);
            values.Add(value);

            ulong Varint()
            {
                var (number, shift) = (0UL, 0);
                for (; message[at] >= 0x80; shift += 7) number |= (ulong)(message[at++] & 0x7F) << shift;
                return number | ((ulong)message[at++] << shift);
            }
            byte[] Take(int length) => message[at..(at += length)];
        }
        return fields;
    }

    static Dictionary<int, List<object>> Message(Dictionary<int, List<object>> fields, int number) =>
        Fields((byte[])fields[number].Single());

    static string Text(Dictionary<int, List<object>> fields, int number) => Encoding.UTF8.GetString((byte[])fields[number].Single());

    /// <summary>Items with a key (1) and a value as JSON (16).</summary>
    static Dictionary<string, JsonElement> Items(Dictionary<int, List<object>> fields, int number) =>
        fields[number].Select(it => Fields((byte[])it))
            .ToDictionary(it => Text(it, 1), it => Text(it, 16) is "NaN" ? JsonDocument.Parse("\"NaN\"").RootElement
            : JsonDocument.Parse(Text(it, 16)).RootElement);
}
