using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using EmojiGen.Imaging;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Tests.Training.Trackers;

public class TensorBoardTests
{
    [Theory]
    [InlineData(0x00, 0x8a9136aau)] // RFC 3720, B.4: 32 bytes of zeros, and of ones
    [InlineData(0xff, 0x62a8ab43u)]
    public void The_checksum_is_Castagnolis(byte value, uint expected) => Crc32C.Of([.. Enumerable.Repeat(value, 32)]).ShouldBe(expected);

    [Fact]
    public void The_checksum_of_ascending_and_descending_bytes()
    {
        Crc32C.Of([.. Enumerable.Range(0, 32).Select(it => (byte)it)]).ShouldBe(0x46dd794eu); // RFC 3720, B.4
        Crc32C.Of([.. Enumerable.Range(0, 32).Select(it => (byte)(31 - it))]).ShouldBe(0x113fdb5cu);
    }

    [Fact]
    public void Records_have_right_checksums_and_hold_scalars_pictures_and_the_place_of_resuming()
    {
        using var folder = new TemporaryFolder();
        using (var tracker = new TensorBoardTracker(folder.Path))
        {
            tracker.Begin(new Dictionary<string, JsonNode?> { ["lora-rank"] = 4 });
            tracker.ResumedAt(6);
            tracker.Step(new TrainingStep(7, 10, 1, 0.25, 1e-3, 2, false, new Dictionary<string, double> { ["prior_loss"] = 0.5 }, null,
                new(0.75, [("look", new Raster(3, 2))]), false));
        }
        var events = Records(Directory.GetFiles(folder.Path, "events.out.tfevents.*").Single()).Select(Fields).ToList();

        Encoding.UTF8.GetString((byte[])events[0][3]).ShouldBe("brain.Event:2");
        Fields((byte[])events[2][7])[1].ShouldBe(1UL); // SessionLog.START
        events[2][2].ShouldBe(7UL);
        var values = events.Where(it => it.ContainsKey(5))
            .Select(it => (Step: it.GetValueOrDefault(2), Value: Fields((byte[])Fields((byte[])it[5])[1])))
            .ToDictionary(it => Encoding.UTF8.GetString((byte[])it.Value[1]));
        values["train/loss"].Step.ShouldBe(7UL);
        values["train/loss"].Value[2].ShouldBe(0.25f);
        values["train/prior_loss"].Value[2].ShouldBe(0.5f);
        values["validation/loss"].Value[2].ShouldBe(0.75f);
        var picture = Fields((byte[])values["look"].Value[4]);
        (picture[1], picture[2], picture[3]).ShouldBe((2UL, 3UL, 4UL));
        ImageFile.Load((byte[])picture[4]).Width.ShouldBe(3);
        values.ShouldContainKey("settings/text_summary");
    }

    /// <summary>The framing as TensorFlow reads it, with a checksum of its own, bit by bit.</summary>
    static IEnumerable<byte[]> Records(string path)
    {
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)).ShouldBe(Masked(bytes.AsSpan(at, 8)));
            var data = bytes.AsSpan(at + 12, length).ToArray();
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)).ShouldBe(Masked(data));
            at += 16 + length;
            yield return data;
        }
    }

    static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xffffffffu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82f63b78u & (0 - (crc & 1)));
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }

    static Dictionary<int, object> Fields(byte[] message)
    {
        var fields = new Dictionary<int, object>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint();
            fields[(int)(key >> 3)] = (key & 7) switch
            {
                0 => Varint(),
                1 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
                5 => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
                _ => Take((int)Varint()),
            };

            ulong Varint()
            {
                for (ulong value = 0, shift = 0; ; shift += 7)
                {
                    value |= (ulong)(message[at] & 0x7f) << (int)shift;
                    if ((message[at++] & 0x80) == 0) return value;
                }
            }

            byte[] Take(int count) => message[at..(at += count)];
        }
        return fields;
    }
}
