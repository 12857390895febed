using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using EmojiGen.Torch;
using EmojiGen.Torch.Native;

namespace EmojiGen.Tests.Torch;

/// <summary>The header, the library and the managed declarations say the same.</summary>
public partial class AbiTests
{
    static readonly string header = File.ReadAllText(Repository.File("native", "bridge.h"));

    [Fact]
    public void Structures_are_of_one_size_on_both_sides()
    {
        TorchLibrary.EnsureLoaded();
        Unsafe.SizeOf<NativeValue>().ShouldBe(Bridge.SizeOfValue());
        Unsafe.SizeOf<NativeDescription>().ShouldBe(Bridge.SizeOfDescription());
    }

    [Fact]
    public void The_version_is_that_of_the_header_and_of_the_library()
    {
        TorchLibrary.EnsureLoaded();
        Bridge.AbiVersion.ShouldBe(int.Parse(VersionLine().Match(header).Groups[1].Value));
        Bridge.ReportedAbiVersion().ShouldBe(Bridge.AbiVersion);
    }

    [Fact]
    public void Every_function_of_the_header_is_declared_and_exported_and_no_other()
    {
        string[] promised = [.. FunctionLine().Matches(header).Select(it => it.Groups[1].Value).Order(StringComparer.Ordinal)];
        promised.Length.ShouldBeGreaterThan(20);
        string[] declared = [.. typeof(Bridge).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(it => it.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint).OfType<string>().Order(StringComparer.Ordinal)];
        declared.ShouldBe(promised);
        var library = NativeLibrary.Load(TorchLibrary.Path);
        foreach (var name in promised) NativeLibrary.TryGetExport(library, name, out _).ShouldBeTrue(name);
    }

    [Fact]
    public void Kinds_and_flags_have_the_numbers_of_the_header()
    {
        var numbers = ConstantLine().Matches(header)
            .ToDictionary(it => it.Groups[1].Value.Replace("_", "", StringComparison.Ordinal), it => int.Parse(it.Groups[2].Value),
            StringComparer.OrdinalIgnoreCase);
        foreach (var kind in Enum.GetValues<ValueKind>()) numbers[kind.ToString()].ShouldBe((int)kind, kind.ToString());
        foreach (var flag in Enum.GetValues<TensorFlags>()) numbers[flag.ToString()].ShouldBe((int)flag, flag.ToString());
        numbers.Count.ShouldBe(Enum.GetValues<ValueKind>().Length + Enum.GetValues<TensorFlags>().Length);
    }

    [Fact]
    public unsafe void A_description_says_what_the_tensor_is()
    {
        using var scope = new TensorScope();
        var tensor = Tensor.From<double>([1, 2, 3, 4, 5, 6], 2, 3).Transpose(0, 1);
        var description = tensor.Describe();
        description.Shape.ToArray().ShouldBe([3L, 2L]);
        new ReadOnlySpan<long>(description.Strides, 2).ToArray().ShouldBe([1L, 3L]);
        (description.Elements, description.Dimensions, description.ItemSize).ShouldBe((6L, 2, 8));
        (description.DType, description.DeviceType, description.DeviceIndex).ShouldBe((DType.Float64, DeviceType.Cpu, -1));
        description.Flags.ShouldBe(TensorFlags.Strided | TensorFlags.Leaf);
        ((double*)description.Data)[5].ShouldBe(6);
    }

    /// <summary>One operator for each kind of argument, with an answer that only the right bits give.</summary>
    [Fact]
    public void Arguments_of_every_kind_arrive()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(1);
        var x = Tensor.From<float>([1, -2, 3, -4], 2, 2);
        Op.Call("aten::add.Tensor", x, x, 0.5).ToArray<float>().ShouldBe([1.5f, -3f, 4.5f, -6f]);                       // tensor, double
        // whole number for a float
        Op.Call("aten::leaky_relu", x, 2).ToArray<float>().ShouldBe([1f, -4f, 3f, -8f]);
        Op.Call("aten::sum.dim_IntList", x, new[] { 1L }, true, DType.Float64).DType.ShouldBe(DType.Float64);           // list, flag, dtype
        // default at the end
        Op.Call("aten::sum.dim_IntList", x, new[] { 1L }, true).Shape.ShouldBe([2L, 1L]);
        // default in between
        Op.Call("aten::sum.dim_IntList", x, new[] { 1L }, Value.Default, DType.Float32).Shape.ShouldBe([2L]);
        Op.Call("aten::div.Scalar_mode", x, 2.0, "floor").ToArray<float>().ShouldBe([0f, -1f, 1f, -2f]);                // text
        Op.Call("aten::cat", new Tensor[] { x, x }, 1).Shape.ShouldBe([2L, 4L]);                                         // tensors
        // tensors, one absent
        Op.Call("aten::index.Tensor", x, new Tensor?[] { null, Tensor.From<long>([1]) }).ToArray<float>().ShouldBe([-2f, -4f]);
        // none, doubles
        Op.Call("aten::upsample_nearest2d.vec", x.Reshape(1, 1, 2, 2), Value.None, new[] { 2.0, 1.0 }).Shape.ShouldBe([1L, 1L, 4L, 2L]);
        Op.CallTensors("aten::native_layer_norm_backward", x, x, new[] { 2L }, Tensor.Zeros([2, 1]), Tensor.Ones([2, 1]), Value.None,
            Value.None,
            // flags; undefined results left out
            new[] { true, false, false }).Length.ShouldBe(1);
        // one number for int[2]
        Op.Call("aten::avg_pool2d", x.Reshape(1, 1, 2, 2), 2).ToArray<float>().ShouldBe([-0.5f]);
        Op.Call("aten::to.device", x, Device.Cpu, DType.Int64).ToArray<long>().ShouldBe([1L, -2L, 3L, -4L]);            // device
        Op.CallInPlace("aten::random_.from", x.Clone(), 5, 6, generator).ToArray<float>().ShouldBe([5f, 5f, 5f, 5f]);   // generator
        // none for an optional number
        Op.Call("aten::clamp", x, Value.None, 0.0).ToArray<float>().ShouldBe([0f, -2f, 0f, -4f]);
    }

    [GeneratedRegex(@"#define EG_ABI_VERSION (\d+)")]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"EG_API [^;(]*?\b(eg_\w+)\(")]
    private static partial Regex FunctionLine();

    [GeneratedRegex(@"^\s+EG_(\w+) = (\d+)", RegexOptions.Multiline)]
    private static partial Regex ConstantLine();
}
