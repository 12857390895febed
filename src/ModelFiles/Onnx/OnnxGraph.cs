using System.Collections.Immutable;

namespace EmojiGen.ModelFiles.Onnx;

/// <summary>An operator of a graph: what it computes from which values.</summary>
/// <param name="Operator">As ONNX names it: <c>Conv</c>.</param>
public sealed record OnnxNode(string Operator, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs);

/// <summary>A constant of a graph.</summary>
/// <param name="Data">float32, little-endian, row by row.</param>
public sealed record OnnxTensor(ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data);

/// <summary>An ONNX file: its operators in the order in which they compute, and its constants of float32.</summary>
/// <remarks>onnx.proto; attributes are skipped, since our networks know theirs.</remarks>
public sealed class OnnxGraph
{
    const int Float32 = 1;

    /// <summary>More dimensions, or a longer one, no network has.</summary>
    const int MostDimensions = 8, LongestDimension = 1 << 24;

    readonly string path;
    readonly List<OnnxNode> nodes = [];
    readonly Dictionary<string, OnnxTensor> tensors = new(StringComparer.Ordinal);

    OnnxGraph(string path) => this.path = path;

    public IReadOnlyList<OnnxNode> Nodes => nodes;

    /// <summary>By the names that nodes call their inputs.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Tensors => tensors;

    /// <exception cref="IOException">The file is missing or unreadable.</exception>
    /// <exception cref="InvalidDataException">It is no ONNX model, or a constant's size does not fit its shape.</exception>
    public static OnnxGraph Read(string path)
    {
        var graph = new OnnxGraph(path);
        var model = new ProtocolBuffer(File.ReadAllBytes(path), $"'{path}' is no ONNX model");
        while (model.Next())
            if (model.Field == 7) graph.ReadGraph(model.Message());
        return graph.nodes.Count > 0 ? graph : throw new InvalidDataException($"'{path}' is no ONNX model: it computes nothing.");
    }

    void ReadGraph(ProtocolBuffer fields)
    {
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: nodes.Add(ReadNode(fields.Message())); break;
                case 5: ReadTensor(fields.Message()); break;
            }
        }
    }

    static OnnxNode ReadNode(ProtocolBuffer fields)
    {
        var name = "";
        List<string> inputs = [], outputs = [];
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: inputs.Add(fields.Text()); break;
                case 2: outputs.Add(fields.Text()); break;
                case 4: name = fields.Text(); break;
            }
        }
        return new(name, [.. inputs], [.. outputs]);
    }

    void ReadTensor(ProtocolBuffer fields)
    {
        var (name, type) = ("", 0L);
        List<long> shape = [];
        ReadOnlyMemory<byte> data = default;
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: fields.AddNumbers(shape); break;
                case 2: type = fields.Number(); break;
                case 4: data = fields.Bytes(); break; // float_data, packed
                case 8: name = fields.Text(); break;
                case 9: data = fields.Bytes(); break; // raw_data
            }
        }
        if (type != Float32) return; // shapes of a Reshape and the like
        if (shape.Count > MostDimensions || shape.Any(it => it is < 0 or > LongestDimension)
            || shape.Aggregate((Int128)sizeof(float), (size, it) => size * it) != data.Length)
            throw new InvalidDataException(
                $"'{path}': constant '{name}' of shape [{string.Join(", ", shape)}] has {data.Length} bytes, which does not fit.");
        tensors[name] = new([.. shape], data);
    }
}
