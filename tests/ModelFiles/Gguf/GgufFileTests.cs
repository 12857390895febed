using System.Buffers.Binary;
using System.Diagnostics;

namespace EmojiGen.Tests.ModelFiles.Gguf;

public class GgufFileTests
{
    static readonly string Published = Repository.File("tests", "Reference", "cases", "gguf_dequantize", "model", "small.gguf");

    /// <summary>The faults of https://github.com/ggml-org/llama.cpp/pull/25596, https://github.com/antirez/gguf-tools/pull/28 and
    /// https://github.com/ggml-org/ggml/pull/1516, and their like.</summary>
    public static TheoryData<string, byte[], string> Hostile
    {
        get
        {
            var data = new TheoryData<string, byte[], string>
            {
                { "empty", [], "truncated" },
                { "another format", "PK\u0003\u0004............................"u8.ToArray(), "does not begin with GGUF" },
                { "version 1", Good(version: 1), "version 1" },
                { "big-endian", Good(version: BinaryPrimitives.ReverseEndianness(3u)), "big-endian" },
                { "2^63 tensors", Counts(1UL << 63, 0), "number of tensors" },
                { "2^62 keys", Counts(0, 1UL << 62), "number of keys" },
                { "65,536 tensors that are not there", Counts(65_536, 0), "truncated" },
                { "dimension 0", Shaped(4, 0), "dimension of 0" },
                { "no dimensions", Shaped(), "0 dimensions" },
                { "9 dimensions", Shaped(1, 1, 1, 1, 1, 1, 1, 1, 1), "9 dimensions" },
                { "dimensions that overflow", Shaped(1UL << 33, 1UL << 33), "more numbers" },
                { "dimension of 2^64 - 1", Shaped(ulong.MaxValue), "more numbers" },
                { "a tensor larger than the file", Shaped(1 << 20), "truncated" },
                { "half a block", new GgufBytes().Tensor("w", [48], 8, new byte[64]).ToArray(), "whole blocks of 32" },
                { "kind 4, which was given up", new GgufBytes().Tensor("w", [32], 4, new byte[64]).ToArray(), "kind 4" },
                { "offset past the end", Placed(offset => offset + (1UL << 40)), "truncated" },
                { "offset of 2^64 - 32", Placed(_ => ulong.MaxValue - 31), "beyond the end" },
                { "offset that is not aligned", Placed(offset => offset + 4), "no multiple of 32" },
                { "tensors in one place", Placed(_ => 0), "overlap" },
                { "a tensor twice", new GgufBytes().Tensor("w", [1], [1f]).Tensor("w", [1], [1f]).ToArray(), "twice" },
                { "a key twice", new GgufBytes().Key("a", 1u).Key("a", 2u).ToArray(), "twice" },
                { "alignment 0", Aligned(0), "power of two" },
                { "alignment 3", Aligned(3), "power of two" },
                { "alignment 2^30", Aligned(1 << 30), "power of two" },
                { "alignment of type int32", new GgufBytes().Key("general.alignment", 32).ToArray(), "uint32" },
                { "string of 2^40", Valued(8, it => it.Write(1UL << 40)), "length" },
                { "string of 2^24 in a small file", Valued(8, it => it.Write(1UL << 24)), "truncated" },
                { "string that is not UTF-8", Valued(8, it => { it.Write(2UL); it.Write((ushort)0xFFFF); }), "UTF-8" },
                { "array of 2^60", Valued(9, it => { it.Write(0u); it.Write(1UL << 60); }), "length" },
                { "array of 2^24 strings in a small file", Valued(9, it => { it.Write(8u); it.Write(1UL << 24); }), "truncated" },
                { "arrays of arrays, 1,000 deep", Valued(9, it => Deep(it, 1000)), "deep" },
                { "boolean 2", Valued(7, it => it.Write((byte)2)), "boolean" },
                { "type 13", Valued(13, it => it.Write(0UL)), "type 13" },
            };
            return data;
        }
    }

    [Theory, MemberData(nameof(Hostile))]
    public void A_hostile_file_is_one_error_at_once_and_in_little_memory(string what, byte[] bytes, string said)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "hostile.gguf");
        File.WriteAllBytes(path, bytes);
        var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var error = Should.Throw<GgufException>(() => GgufFile.Open(path), what);
        clock.ElapsedMilliseconds.ShouldBeLessThan(2000, what); // 100 ms on a quiet machine, which a test machine is not
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20, what);
        error.Message.ShouldContain(said);
        error.Message.ShouldContain(path);
    }

    [Fact]
    public void Every_truncation_of_a_good_file_is_an_error_of_ours()
    {
        using var folder = new TemporaryFolder();
        var (bytes, path) = (File.ReadAllBytes(Published), Path.Combine(folder.Path, "cut.gguf"));
        long end;
        using (var whole = GgufFile.Open(Published)) end = whole.Tensors.Max(it => it.Offset + it.Bytes);
        for (var length = 0; length < end; length += length < 2500 ? 1 : 97)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Should.Throw<GgufException>(() => GgufFile.Open(path), $"cut to {length} bytes").Message.ShouldContain("truncated");
        }
    }

    [Fact]
    public void Any_byte_of_the_header_may_be_spoilt()
    {
        using var folder = new TemporaryFolder();
        var (bytes, path) = (File.ReadAllBytes(Published), Path.Combine(folder.Path, "spoilt.gguf"));
        var chance = new Random(3);
        for (var i = 0; i < 2500; i++)
        {
            var (at, was) = (i, bytes[i]);
            bytes[at] = (byte)chance.Next(256);
            File.WriteAllBytes(path, bytes);
            bytes[at] = was;
            try
            {
                using var file = GgufFile.Open(path);
                foreach (var tensor in file.Tensors) file.ReadSingles(tensor.Name).Length.ShouldBe((int)tensor.Count);
            }
            catch (GgufException)
            {
                // refused in a sentence of ours: as good as read
            }
        }
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<FileNotFoundException>(() => GgufFile.Open(Path.Combine(folder.Path, "none.gguf"))).Message.ShouldContain("none.gguf");
        Should.Throw<IOException>(() => GgufFile.Open(folder.Path)).Message.ShouldContain(folder.Path);
    }

    [Fact]
    public void Values_have_the_types_of_the_file_and_numbers_are_read_as_any()
    {
        using var file = GgufFile.Open(Published);
        file.Metadata["test.u8"].ShouldBe((byte)200); // small.gguf, as the case's arguments say
        file.Metadata["test.i64"].ShouldBe(-1099511627776L);
        file.Metadata.Whole("test.i8").ShouldBe(-7);
        file.Metadata.Number("test.u32").ShouldBe(4e9);
        file.Metadata.Flag("test.yes").ShouldBe(true);
        file.Metadata.Wholes("test.ints").ShouldBe([1, -2, 3]);
        file.Metadata.Text("nowhere").ShouldBeNull();
        Should.Throw<GgufException>(() => file.Metadata.Whole("test.u32")).Message.ShouldContain("4000000000");
        Should.Throw<GgufException>(() => file.Metadata.Text("test.ints")).Message.ShouldContain("array of 3");
        Should.Throw<GgufException>(() => file.Metadata.Wholes("test.strings")).Message.ShouldContain("test.strings");
    }

    [Fact]
    public void Rows_are_read_alone_as_they_are_read_together()
    {
        using var file = GgufFile.Open(Published);
        foreach (var name in new[] { "q4_k", "q8_0", "f16" })
        {
            var (all, row) = (file.ReadSingles(name), new float[256]);
            file.ReadSingles(name, 256, row);
            row.ShouldBe(all[256..512]);
        }
        Should.Throw<ArgumentOutOfRangeException>(() => file.ReadSingles("q4_k", 16, new float[256]));
        Should.Throw<ArgumentOutOfRangeException>(() => file.ReadSingles("q4_k", 512, new float[512]));
        Should.Throw<GgufException>(() => file.ReadSingles("nothing")).Message.ShouldContain("'nothing'");
    }

    /// <summary>Eight bits a number with a float32 scale, which the published case has not.</summary>
    [Fact]
    public void Blocks_of_q8_k_are_scale_times_bytes()
    {
        using var folder = new TemporaryFolder();
        var block = new byte[292];
        BinaryPrimitives.WriteSingleLittleEndian(block, 0.375f);
        for (var i = 0; i < 256; i++) block[4 + i] = (byte)(i - 128);
        var path = Path.Combine(folder.Path, "k.gguf");
        File.WriteAllBytes(path, new GgufBytes().Tensor("w", [256], 15, block).ToArray());
        using var file = GgufFile.Open(path);
        file.ReadSingles("w").ShouldBe(Enumerable.Range(0, 256).Select(i => 0.375f * (sbyte)(byte)(i - 128)));
    }

    static byte[] Good(uint version) => new GgufBytes { Version = version }.Key("a", 1u).Tensor("w", [4], new float[4]).ToArray();

    static byte[] Counts(ulong tensors, ulong keys)
    {
        var bytes = new byte[24 + 64];
        "GGUF\u0003\0\0\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), tensors);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), keys);
        return bytes;
    }

    static byte[] Shaped(params ulong[] dimensions) => new GgufBytes().Tensor("w", dimensions, 0, new byte[64]).ToArray();

    static byte[] Placed(Func<ulong, ulong> offset) =>
        new GgufBytes { Offset = offset }.Tensor("v", [4], new float[4]).Tensor("w", [4], new float[4]).ToArray();

    static byte[] Aligned(uint alignment) => new GgufBytes().Key("general.alignment", alignment).ToArray();

    static byte[] Valued(uint type, Action<BinaryWriter> value) => new GgufBytes().Key("a", type, value).Key("b", 1u).ToArray();

    static void Deep(BinaryWriter writer, int levels)
    {
        for (var i = 0; i < levels; i++)
        {
            writer.Write(9u);
            writer.Write(1UL);
        }
        writer.Write(0u);
        writer.Write(0UL);
    }
}
