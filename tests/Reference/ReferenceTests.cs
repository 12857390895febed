using EmojiGen.Tests.Torch;

namespace EmojiGen.Tests.Reference;

public class ReferenceTests
{
    static readonly string carried = Repository.File("tests", "Reference", "cases");

    public static TheoryData<string> Cases =>
        [.. ReferenceCase.FoldersUnder(carried).Select(folder => Path.GetRelativePath(carried, folder))];

    [Theory, MemberData(nameof(Cases))]
    public void Agrees_with_the_published_library(string name)
    {
        var result = ReferenceRunner.Run(Path.Combine(carried, name));
        result.Verdict.ShouldBe(ReferenceVerdict.Passed, result.Reason);
    }

    /// <summary>Cases of kinds that compute no tensors of a network are left out.</summary>
    public static TheoryData<string> DeviceCases =>
        [.. ReferenceCase.FoldersUnder(carried).Where(ComputesTensors).Select(folder => Path.GetRelativePath(carried, folder))];

    [Theory, MemberData(nameof(DeviceCases))]
    public void Agrees_on_a_second_device_too(string name)
    {
        var result = ReferenceRunner.Run(Path.Combine(carried, name), HostDevice.Device);
        result.Verdict.ShouldBe(ReferenceVerdict.Passed, result.Reason);
    }

    static bool ComputesTensors(string folder)
    {
        using var reference = ReferenceCase.Open(folder);
        return reference.Kind is not ("random_streams" or "safetensors" or "single_file" or "tokenizer_clip" or "tokenizer_unigram" or "gguf_dequantize");
    }

    [Fact]
    public void A_summary_counts_passed_failed_and_skipped_cases()
    {
        using var folder = new TemporaryFolder();
        Case(folder.Path, "good", "safetensors", [1, 2], [1, 2]);
        Case(folder.Path, "bad", "safetensors", [1, 2], [1, 2.1f]);
        Case(folder.Path, "nested/unknown", "of_tomorrow", [1], [1]);
        Directory.CreateDirectory(Path.Combine(folder.Path, "empty"));
        var output = new StringWriter();
        ReferenceRunner.RunAll(folder.Path, output, output).ShouldBe(1);
        var lines = output.ToString().TrimEnd().Split('\n');
        lines.Length.ShouldBe(4);
        lines[0].ShouldStartWith("failed bad: out.x: 1 of 2 values differ");
        lines[1].ShouldBe("passed good");
        lines[2].ShouldStartWith("skipped nested/unknown: kind of_tomorrow");
        lines[3].ShouldBe("1 passed, 1 failed, 1 skipped");
    }

    [Theory]
    [InlineData(1f, 1.0009f, true)] // atol 0.0005 + rtol 0.0005 * 1
    [InlineData(1f, 1.0011f, false)]
    [InlineData(1f, float.NaN, false)]
    [InlineData(float.NaN, float.NaN, false)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, true)]
    [InlineData(float.PositiveInfinity, 1f, false)]
    public void A_value_passes_within_the_tolerance_and_NaN_never(float expected, float got, bool passes)
    {
        using var folder = new TemporaryFolder();
        Case(folder.Path, "case", "safetensors", [got], [expected]);
        ReferenceRunner.Run(Path.Combine(folder.Path, "case")).Verdict.ShouldBe(passes ? ReferenceVerdict.Passed : ReferenceVerdict.Failed);
    }

    [Fact]
    public void Whole_numbers_pass_exactly_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(Path.Combine(folder.Path, "io.safetensors"),
            [SafetensorsSource.From("out.ids", new long[] { 100_000_001 }, 1)]);
        File.WriteAllText(Path.Combine(folder.Path, "case.json"), """{"kind": "any", "atol": 10, "rtol": 1, "args": {}}""");
        using var reference = ReferenceCase.Open(folder.Path);
        ReferenceRunner.Compare(reference, [ReferenceOutput.Of("ids", [1], new long[] { 100_000_001 })]).ShouldBeNull();
        ReferenceRunner.Compare(reference, [ReferenceOutput.Of("ids", [1], new long[] { 100_000_002 })])!.ShouldContain("out.ids[0]");
        ReferenceRunner.Compare(reference, [ReferenceOutput.Of("ids", [1, 1], new long[] { 100_000_001 })])!.ShouldContain("shape");
        ReferenceRunner.Compare(reference, [])!.ShouldContain("not computed");
    }

    static void Case(string root, string name, string kind, float[] got, float[] expected)
    {
        var model = Directory.CreateDirectory(Path.Combine(root, name, "model")).FullName;
        SafetensorsWriter.Write(Path.Combine(model, "any.safetensors"), [SafetensorsSource.From("x", got, got.Length)]);
        SafetensorsWriter.Write(Path.Combine(root, name, "io.safetensors"), [SafetensorsSource.From("out.x", expected, expected.Length)]);
        File.WriteAllText(Path.Combine(root, name, "case.json"),
            $$"""{"kind": "{{kind}}", "source": "this test", "atol": 0.0005, "rtol": 0.0005, "args": {} }""");
    }
}
