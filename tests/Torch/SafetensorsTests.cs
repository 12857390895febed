using System.Buffers.Binary;
using System.Text;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class SafetensorsTests
{
    /// <summary>Bytes as the format's page lays them out: length, JSON, data.</summary>
    static byte[] Bytes(string json, params ReadOnlySpan<byte> data)
    {
        var header = Encoding.UTF8.GetBytes(json);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    static SafetensorsFile Open(TemporaryFolder folder, ReadOnlySpan<byte> bytes)
    {
        var path = folder.File($"{Guid.NewGuid():n}.safetensors");
        File.WriteAllBytes(path, bytes);
        return SafetensorsFile.Open(path);
    }

    [Fact]
    public void Every_type_is_read_as_fp32()
    {
        // Expected values by the formats' definitions: IEEE 754, bfloat16, and FP8 (Micikevicius et al. 2022, table 1).
        (string DType, byte[] Data, float Expected)[] types =
        [
            ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], -1.5f),
            ("F32", [0, 0, 0xC0, 0x3F], 1.5f),
            ("F16", [0x01, 0x00], MathF.ScaleB(1, -24)), // the smallest subnormal
            ("F16", [0xFF, 0x7B], 65504),
            ("F16", [0x00, 0xFC], float.NegativeInfinity),
            ("BF16", [0xC0, 0xBF], -1.5f),
            ("F8_E4M3", [0x7E], 448),
            ("F8_E4M3", [0x01], MathF.ScaleB(1, -9)),
            ("F8_E4M3", [0xFF], float.NaN),
            ("F8_E5M2", [0x7B], 57344),
            ("F8_E8M0", [0x7F], 1),
            ("F8_E8M0", [0x00], MathF.ScaleB(1, -127)),
            ("I64", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -2),
            ("U64", [0, 0, 0, 0, 0, 0, 0, 0x80], 9.2233720368547758e18f),
            ("I32", [0xFE, 0xFF, 0xFF, 0xFF], -2),
            ("U32", [0, 0, 0, 0x80], 2147483648f),
            ("I16", [0xFE, 0xFF], -2),
            ("U16", [0xFE, 0xFF], 65534),
            ("I8", [0xFE], -2),
            ("U8", [0xFE], 254),
            ("BOOL", [1], 1),
        ];
        using var folder = new TemporaryFolder();
        foreach (var (dtype, data, expected) in types)
        {
            using var file = Open(folder, Bytes($$"""{"x":{"dtype":"{{dtype}}","shape":[1],"data_offsets":[0,{{data.Length}}]} }""", data));
            file.ReadSingles("x").ShouldBe([expected], dtype);
        }
    }

    [Fact]
    public void All_65536_halves_convert_as_the_framework_converts_them()
    {
        var halves = new ushort[65536 + 5]; // with a rest after the last whole vector
        for (var i = 0; i < halves.Length; i++) halves[i] = (ushort)i;
        var singles = new float[halves.Length];
        HalfFloats.ToSingles(halves, singles);
        for (var i = 0; i < halves.Length; i++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf((ushort)i);
            if (float.IsNaN(expected)) float.IsNaN(singles[i]).ShouldBeTrue();
            else BitConverter.SingleToUInt32Bits(singles[i]).ShouldBe(BitConverter.SingleToUInt32Bits(expected));
        }
    }

    [Fact]
    public void A_row_of_a_table_is_read_alone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("x.safetensors");
        SafetensorsWriter.Write(path, [SafetensorsSource.From("table", new float[] { 1, 2, 3, 4, 5, 6 }, 3, 2)]);
        using var file = SafetensorsFile.Open(path);
        var row = new float[2];
        file.ReadSingles("table", 2, row);
        row.ShouldBe([3f, 4f]);
        Should.Throw<ArgumentOutOfRangeException>(() => file.ReadSingles("table", 5, row)).Message.ShouldContain("6 elements");
    }

    [Fact]
    public void Written_files_hold_names_types_shapes_metadata_and_values()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("x.safetensors");
        SafetensorsWriter.Write(path,
        [
            SafetensorsSource.From("b\"ü🐱\n", new float[] { 1.5f, -2 }, 2, 1),
            SafetensorsSource.From("flags", SafetensorsDType.BOOL, new byte[] { 1, 0, 1 }, 3),
            SafetensorsSource.From("scalar", new long[] { long.MinValue }),
            SafetensorsSource.From("none", Array.Empty<float>(), 0, 7),
        ], new Dictionary<string, string> { ["format"] = "pt", ["note"] = "naïve \"q\" 🐱" });
        using var file = SafetensorsFile.Open(path);
        file.Entries.Select(e => e.Name).ShouldBe(["scalar", "none", "b\"ü🐱\n", "flags"], ignoreOrder: true);
        file.ReadSingles("b\"ü🐱\n").ShouldBe([1.5f, -2f]);
        file["b\"ü🐱\n"].Shape.ShouldBe([2L, 1L]);
        file.ReadIntegers("flags").ShouldBe([1L, 0L, 1L]);
        file.ReadIntegers("scalar").ShouldBe([long.MinValue]);
        file["none"].Shape.ShouldBe([0L, 7L]);
        file.Metadata["note"].ShouldBe("naïve \"q\" 🐱");
        file.Entries.ShouldAllBe(e => e.Offset % e.DType.Size() == 0);
        (BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path)) % 8).ShouldBe(0);
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("random_streams/io.safetensors")]
    [InlineData("bert_sentence/model/model.safetensors")]
    public void A_file_of_the_published_writer_comes_out_byte_for_byte(string file)
    {
        // safetensors 0.8.0 wrote them: tensors by type and name.
        var path = Repository.File("tests", "Reference", "cases", file);
        using var original = SafetensorsFile.Open(path);
        using var folder = new TemporaryFolder();
        var copy = folder.File("copy.safetensors");
        SafetensorsWriter.Write(copy,
            original.Entries.Reverse().Select(e => new SafetensorsSource(e.Name, e.DType, e.Shape, stream => stream.Write(original.Bytes(e.Name)))), original.Metadata);
        File.ReadAllBytes(copy).ShouldBe(File.ReadAllBytes(path));
    }

    [Fact]
    public void Tensors_view_the_file_and_outlive_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("x.safetensors");
        using var scope = new TensorScope();
        SafetensorsWriter.Write(path,
        [
            Tensor.From(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3).Transpose(0, 1).ToSource("transposed"),
            Tensor.From(new float[] { 1.5f }, 1).To(DType.BFloat16).ToSource("bf16"),
            SafetensorsSource.From("fp8", SafetensorsDType.F8_E8M0, new byte[] { 128 }, 1),
            SafetensorsSource.From("u16", SafetensorsDType.U16, new byte[] { 255, 255 }),
        ]);
        Tensor transposed, bf16, fp8, u16;
        using (var file = SafetensorsFile.Open(path))
        {
            (transposed, bf16, fp8, u16) = (file.Read("transposed"), file.Read("bf16"), file.Read("fp8"), file.Read("u16"));
            Should.Throw<SafetensorsException>(() => file.Read("none")).Key.ShouldBe("none");
        }
        transposed.Shape.ShouldBe([3L, 2L]);
        transposed.ToArray<float>().ShouldBe([1, 4, 2, 5, 3, 6]);
        (bf16.DType, bf16.ToDouble()).ShouldBe((DType.BFloat16, 1.5));
        fp8.ToDouble().ShouldBe(2);
        (u16.Rank, u16.ToInt64()).ShouldBe((0, 65535));
        transposed.Fill_(0); // a write is this process's own
        using var again = SafetensorsFile.Open(path);
        again.ReadSingles("transposed").ShouldBe([1, 4, 2, 5, 3, 6]);
    }

    [Fact]
    public void A_tensor_that_is_not_aligned_in_the_file_is_copied()
    {
        using var folder = new TemporaryFolder();
        using var scope = new TensorScope();
        using var file = Open(folder,
            Bytes("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}""", 9, 0, 0, 0xC0, 0x3F));
        file.Read("b").ToDouble().ShouldBe(1.5);
        file.ReadSingles("b").ShouldBe([1.5f]);
    }

    [Fact]
    public void A_failed_write_leaves_the_former_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("x.safetensors");
        File.WriteAllText(path, "former");
        Should.Throw<SafetensorsException>(() =>
            SafetensorsWriter.Write(path, [SafetensorsSource.From("x", new float[] { 1 }, 2)])).Key.ShouldBe("x");
        Should.Throw<ArgumentException>(() =>
            SafetensorsWriter.Write(path, [SafetensorsSource.From("x", new float[1], 1), SafetensorsSource.From("x", new float[1], 1)]));
        File.ReadAllText(path).ShouldBe("former");
        Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
    }

    public static TheoryData<string, string, int> Malformed => new()
    {
        { """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "needs 8 bytes", 4 },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap", 8 },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", "overlap", 6 },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "truncated", 3 },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "5 follow", 5 },
        { """{"x":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", "'F33'", 4 },
        { """{"x":{"dtype":"11","shape":[1],"data_offsets":[0,4]}}""", "'11'", 4 },
        { """{"x":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", "string for dtype", 4 },
        { """{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "whole numbers", 4 },
        { """{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "whole numbers", 4 },
        { """{"x":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "array", 4 },
        { """{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "overflows", 0 },
        { """{"x":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}""", "overflows", 0 },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "before they begin", 4 },
        { """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "two numbers", 4 },
        { """{"x":{"dtype":"F32","shape":[1]}}""", "data_offsets is missing", 4 },
        { """{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "twice", 0 },
        { """{"x":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "dtype stands twice", 0 },
        { """{"__metadata__":{"a":1}}""", "string for 'a'", 0 },
        { """{"__metadata__":[]}""", "object of strings", 0 },
        { """{"x":5}""", "object with dtype", 0 },
        { """{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "not valid text", 0 },
        { """{} {}""", "not valid JSON", 0 },
        { """{"x":""", "not valid JSON", 0 },
        { """[]""", "does not begin with '{'", 0 },
        { "", "does not begin with '{'", 0 },
    };

    [Theory, MemberData(nameof(Malformed))]
    public void A_malformed_header_is_refused_with_its_reason(string header, string reason, int dataLength)
    {
        using var folder = new TemporaryFolder();
        Should.Throw<SafetensorsException>(() => Open(folder, Bytes(header, new byte[dataLength]))).Message.ShouldContain(reason);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = Bytes("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        for (var length = 0; length < whole.Length; length++)
            Should.Throw<SafetensorsException>(() => Open(folder, whole.AsSpan(0, length)));
        Should.Throw<SafetensorsException>(() => Open(folder, Bytes(new string(' ', 20))[..8])).Message.ShouldContain("truncated");
        Should.Throw<SafetensorsException>(() => Open(folder, [255, 255, 255, 255, 255, 255, 255, 255, 0])).Message.ShouldContain("header");
    }

    [Fact]
    public void A_thousand_damaged_files_are_read_or_refused_and_never_crash()
    {
        var path = Repository.File("tests", "Reference", "cases", "safetensors_dtypes", "model", "all_dtypes.safetensors");
        var original = File.ReadAllBytes(path);
        var random = new Random(3);
        using var folder = new TemporaryFolder();
        var refused = 0;
        for (var round = 0; round < 1000; round++)
        {
            var bytes = original.ToArray();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var at = random.Next(random.Next(2) == 0 ? 8 : bytes.Length);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]]; break;
                    default: bytes = [.. bytes[..at], (byte)"0123456789{}[],:\"-eE.\\"[random.Next(22)], .. bytes[at..]]; break;
                }
                if (bytes.Length < 8) break;
            }
            try
            {
                using var file = Open(folder, bytes);
                foreach (var entry in file.Entries) file.ReadSingles(entry.Name).LongLength.ShouldBe(entry.Count);
            }
            catch (SafetensorsException e)
            {
                e.Message.ShouldContain(folder.Path);
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_missing_tensor_are_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<FileNotFoundException>(() => SafetensorsFile.Open(folder.File("none"))).Message.ShouldContain(folder.File("none"));
        Should.Throw<IOException>(() => SafetensorsFile.Open(folder.Path)).Message.ShouldContain(folder.Path);
        using var file = Open(folder, Bytes("{}"));
        Should.Throw<SafetensorsException>(() => file.ReadSingles("w")).Key.ShouldBe("w");
    }
}
