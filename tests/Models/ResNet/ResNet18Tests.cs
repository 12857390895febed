using EmojiGen.Models.ResNet;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.ResNet;

public sealed class ResNet18Tests
{
    /// <summary>What ONNX Runtime 1.31.1 computes from the package's two files, for red, green and blue of
    /// round(127.5 (1 + sin(0.05 x (c + 1) + 0.03 y))).</summary>
    static readonly float[] published =
        [0.35990286f, 0.88085854f, 0.0038841597f, 0.06390782f, 0, 0, 0, 0, 2.6097262f, 0, 0.556813f, 0];

    [Fact]
    public void It_says_of_a_picture_what_ONNX_Runtime_says()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var (network, mean) = ResNet18Folder.Load(Repository.File("build", "eye"), DType.Float32);
        using (network)
        using (mean)
        {
            var pixels = new float[3 * ResNet18.Side * ResNet18.Side];
            var i = 0;
            for (var c = 2; c >= 0; c--) // blue first
                for (var y = 0; y < ResNet18.Side; y++)
                    for (var x = 0; x < ResNet18.Side; x++)
                        pixels[i++] = (float)Math.Round(127.5 * (1 + Math.Sin((0.05 * x * (c + 1)) + (0.03 * y))));
            var prepared = Tensor.From(pixels, 1, 3, ResNet18.Side, ResNet18.Side) - mean;
            prepared.ToArray<float>()[0].ShouldBe(13.578903f, 1e-4f);

            var said = network.Forward(prepared).ToArray<float>();

            said.Length.ShouldBe(ResNet18.Width);
            said[..published.Length].ShouldBe(published, 2e-4);
            said.Sum(it => (double)it).ShouldBe(347.77258, 0.02);
            Math.Sqrt(said.Sum(it => (double)it * it)).ShouldBe(44.344325525900594, 0.002);
        }
    }

    [Fact]
    public void Pictures_of_another_size_are_refused()
    {
        using var scope = new TensorScope();
        using var network = new ResNet18();
        Should.Throw<ArgumentException>(() => network.Forward(Tensor.Zeros([1, 3, 64, 64]))).Message.ShouldContain("224");
    }
}
