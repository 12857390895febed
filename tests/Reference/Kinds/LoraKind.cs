using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>A UNet with every LoRA of <c>lora/</c>, as adapters and fused; what lies farthest from the expectation is what is compared.
/// Without a LoRA, and after unfusing, the output is the same to the bit.</summary>
sealed class LoraKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var unet = UNet2DConditionKind.Load(reference);
        Tensor Run() => UNet2DConditionKind.Forward(unet, reference);
        var plain = Run();
        yield return ReferenceOutput.Of("base", plain);
        // Of a file that has no alpha, the case says it.
        var alpha = reference.Args.TryGetProperty("alpha", out var given) ? given.GetDouble() : (double?)null;
        using var stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = unet });
        var results = new List<Tensor>();
        foreach (var path in Directory.EnumerateFiles(reference.File("lora"), "*.safetensors").Order(StringComparer.Ordinal))
        {
            using var lora = LoraFile.Read(path, alpha);
            var report = stack.Add(lora, path);
            // Layers of text encoders have nothing to go to here.
            if (report.Unknown.Count > 0
                || report.Unmatched.Any(it => !it.Contains("text_encoder", StringComparison.Ordinal) && !it.StartsWith("lora_te", StringComparison.Ordinal)))
                throw new InvalidDataException(report.ToString());
            results.Add(Run());
            stack.Fuse();
            results.Add(Run());
            stack.Unfuse();
            stack.SetWeight(path, 0);
            if (!Run().EqualTo(plain)) throw new InvalidDataException($"{path}: unfusing left a difference");
            stack.Remove(path);
        }
        var expected = reference.Read("out.scale_1");
        yield return ReferenceOutput.Of("scale_1", results.MaxBy(it => (it - expected).Abs().Max().ToDouble())!);
    }
}
