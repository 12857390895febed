using EmojiGen.Models.Dino;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Pictures through the DINOv2 in <c>model/</c>: <c>in.pixel_values</c>, and those of other sizes, <c>in.pixel_values_2</c> and so
/// on, to outputs of the same ending.</summary>
sealed class DinoV2Kind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        const string input = "in.pixel_values";
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var model = new DinoV2(DinoV2Config.Read(reference.File("model", "config.json")));
        using var weights = SafetensorsFile.Open(reference.File("model", "model.safetensors"));
        model.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        List<ReferenceOutput> outputs = [];
        foreach (var entry in reference.Io.Entries.Where(entry => entry.Name.StartsWith(input, StringComparison.Ordinal)))
        {
            var (states, ending) = (model.Forward(reference.Read(entry.Name)), entry.Name[input.Length..]);
            outputs.Add(ReferenceOutput.Of("last_hidden_state" + ending, states.LastHiddenState));
            outputs.Add(ReferenceOutput.Of("pooler_output" + ending, states.Pooled));
            outputs.AddRange(HiddenStates.Outputs(states.HiddenStates).Select(output => output with { Name = output.Name + ending }));
        }
        return outputs;
    }
}
