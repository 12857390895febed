using EmojiGen.ModelFiles.Onnx;
using EmojiGen.Torch;

namespace EmojiGen.Models.ResNet;

/// <summary>The weights of <see cref="ResNet18"/> in the ONNX file that CNTK wrote, whose constants are numbered: told by the order of the
/// operators.</summary>
static class CntkResNetNames
{
    const double Epsilon = 1e-5;

    /// <summary>Under the network's names; the norms folded in. Tensors of the current scope.</summary>
    /// <exception cref="InvalidDataException">The graph is another network's.</exception>
    public static Dictionary<string, Tensor> Of(OnnxGraph graph, string path)
    {
        Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
        var norms = graph.Nodes.Where(it => it.Operator == "BatchNormalization").ToDictionary(it => it.Inputs[0], StringComparer.Ordinal);
        OnnxNode[] convolutions = [.. graph.Nodes.Where(it => it.Operator == "Conv")];
        string[] names = [.. Names()];
        if (convolutions.Length != names.Length || !convolutions.All(it => it.Inputs.Length == 2 && norms.ContainsKey(it.Outputs[0])))
            throw new InvalidDataException(
                $"'{path}' is not the ResNet-18 that ML.NET hands on: {names.Length} convolutions with norms were expected, {convolutions.Length} found.");
        foreach (var (convolution, name) in convolutions.Zip(names))
        {
            var kernel = Constant(convolution.Inputs[1]); // (outputs, inputs, k, k)
            Tensor[] norm = [.. norms[convolution.Outputs[0]].Inputs.Skip(1).Select(Constant)];
            if (norm is not [var scale, var shift, var mean, var variance])
                throw new InvalidDataException($"'{path}': the norm after {name} has {norm.Length} constants, not 4.");
            var factor = scale / (variance + Epsilon).Sqrt();
            weights[$"{name}.weight"] = kernel * factor.Reshape(-1, 1, 1, 1);
            weights[$"{name}.bias"] = shift - mean * factor;
        }
        return weights;

        Tensor Constant(string name) => graph.Tensors.TryGetValue(name, out var it)
            ? Tensor.FromBytes(it.Data.Span, DType.Float32, it.Shape.AsSpan())
            : throw new InvalidDataException($"'{path}' lacks its constant '{name}'.");
    }

    static IEnumerable<string> Names()
    {
        yield return "conv1";
        for (var i = 0; i < 9; i++)
        {
            if (i is 2 or 4 or 6) yield return $"blocks.{i}.downsample"; // computed before the block's own
            yield return $"blocks.{i}.conv1";
            yield return $"blocks.{i}.conv2";
        }
    }
}
