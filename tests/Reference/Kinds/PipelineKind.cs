using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>The whole pipeline from <c>model/</c>, in float32: from noise, from a picture, or into a mask.</summary>
sealed class PipelineKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var model = DiffusionModel.Load(reference.File("model"), new LoadOptions { DType = DType.Float32, Device = reference.Device });
        using var run = model.Begin(Request(reference));
        foreach (var _ in run.Steps()) { }
        var ids = Ids(reference);
        return
        [
            ReferenceOutput.Of("image", run.Decode().Permute(0, 2, 3, 1)),
            ReferenceOutput.Of("latents", run.Latents),
            ReferenceOutput.Of("input_ids", [2, ids.Length / 2], ids),
        ];
    }

    /// <summary>Of the prompt and the negative prompt, by the first tokenizer.</summary>
    static long[] Ids(ReferenceCase reference)
    {
        var (tokenizer, request) = (ClipTokenizer.Load(reference.File("model", "tokenizer")), Request(reference));
        return [.. tokenizer.Encode(request.Prompt).Concat(tokenizer.Encode(request.NegativePrompt ?? "")).Select(it => (long)it)];
    }

    /// <summary>The case's arguments, under the names of diffusers' pipelines.</summary>
    public static GenerationRequest Request(ReferenceCase reference)
    {
        var (args, io) = (reference.Args, reference.Io);
        var image = io.Contains("in.image") ? io.Read("in.image") : null;
        return new GenerationRequest
        {
            Prompt = Text("prompt") ?? "",
            NegativePrompt = Text("negative_prompt"),
            Steps = (int)(Number("num_inference_steps") ?? 50),
            GuidanceScale = Number("guidance_scale") ?? 7.5,
            GuidanceRescale = Number("guidance_rescale") ?? 0,
            Width = (int?)Number("width"),
            Height = (int?)Number("height"),
            Seed = (ulong)(Number("seed") ?? 0),
            BatchSize = (int)(Number("num_images_per_prompt") ?? 1),
            ClipSkip = (int)(Number("clip_skip") ?? 0),
            Eta = Number("eta") ?? 0,
            Strength = Number("strength") ?? 0.8,
            MaxSequenceLength = (int)(Number("max_sequence_length") ?? 256),
            // Some cases hold pictures in [-1, 1], which diffusers takes as they are.
            Image = image is null ? null : image.Min().ToDouble() < 0 ? image / 2 + 0.5 : image,
            Mask = io.Contains("in.mask") ? io.Read("in.mask") : null,
        };

        string? Text(string name) => args.TryGetProperty(name, out var value) ? value.GetString() : null;
        double? Number(string name) =>
            args.TryGetProperty(name, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.Number ? value.GetDouble() : null;
    }
}
