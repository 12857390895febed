using EmojiGen.Evaluation.Metrics;
using EmojiGen.Models.Lpips;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

sealed class FrechetKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        return [ReferenceOutput.Of("distance", [], [FrechetDistance.Between(reference.Read("in.a"), reference.Read("in.b"))])];
    }
}

sealed class PictureDifferenceKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        Tensor x = reference.Read("in.x"), y = reference.Read("in.y");
        return
        [
            ReferenceOutput.Of("mse", [], [PictureDifference.Mse(x, y)]),
            ReferenceOutput.Of("psnr", [], [PictureDifference.Psnr(x, y)]),
            ReferenceOutput.Of("ssim", [], [PictureDifference.Ssim(x, y)]),
        ];
    }
}

sealed class LpipsKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var lpips = new Lpips(reference.Args.GetProperty("net").GetString() is "vgg" or "vgg16" ? LpipsNetwork.Vgg16
            : LpipsNetwork.AlexNet);
        using var weights = SafetensorsFile.Open(Directory.EnumerateFiles(reference.File("model"), "*.safetensors").Single());
        lpips.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        return [ReferenceOutput.Of("distance", lpips.Forward(reference.Read("in.x"), reference.Read("in.y")))];
    }
}
