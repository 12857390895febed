using EmojiGen.ModelFiles.Onnx;
using EmojiGen.Torch;

namespace EmojiGen.Models.ResNet;

/// <summary>ResNet-18 with its preparation, as the package <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c> holds them.</summary>
public static class ResNet18Folder
{
    const string Weights = "ResNet18.onnx", Preparation = "ResNetPreprocess.onnx", MeanName = "MeanImage";

    /// <param name="folder">With the two ONNX files of the package.</param>
    /// <param name="dtype">What it computes in.</param>
    /// <returns>The network, and (1, 3, 224, 224) of what is taken from its pictures, float32; both the caller's.</returns>
    /// <exception cref="IOException">A file is missing, or its weights do not fit.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or another network's.</exception>
    public static (ResNet18 Network, Tensor Mean) Load(string folder, DType dtype)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var mean = OnnxGraph.Read(Path.Combine(folder, Preparation)).Tensors.GetValueOrDefault(MeanName);
        if (mean is null || !mean.Shape.AsSpan().SequenceEqual([1, 3, ResNet18.Side, ResNet18.Side]))
            throw new InvalidDataException($"'{folder}' lacks ResNet-18's mean picture.");
        var path = Path.Combine(folder, Weights);
        var network = new ResNet18();
        try
        {
            network.Load(new WeightsInMemory(CntkResNetNames.Of(OnnxGraph.Read(path), path)), dtype: dtype);
            network.ToChannelsLast();
            return (network, scope.MoveOut(Tensor.FromBytes(mean.Data.Span, DType.Float32, mean.Shape.AsSpan())));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
