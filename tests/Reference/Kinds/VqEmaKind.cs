using System.Text.Json;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>A codebook learns from one batch after another.</summary>
sealed class VqEmaKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        Tensor start = reference.Read("in.embedding"), batches = reference.Read("in.z"); // (K, d), (steps, N, d)
        var args = reference.Args;
        using var codebook = new Codebook((int)start.Size(0), (int)start.Size(1), args.GetProperty("decay").GetDouble(),
            args.GetProperty("epsilon").GetDouble());
        var count = args.TryGetProperty("initial_cluster_size", out var given) ? given.GetDouble() : 0;
        codebook.Start(start, count);
        if (args.TryGetProperty("initial_embedding_avg", out var sums)) StartSums(codebook, sums, start);

        List<Tensor> chosen = [], vectors = [];
        for (var step = 0; step < batches.Size(0); step++)
        {
            var latents = batches.Select(0, step).Reshape(-1, start.Size(1)); // (N, d)
            var codes = codebook.Nearest(latents);
            codebook.Update(latents, codes);
            chosen.Add(codes);
            vectors.Add(codebook.Vectors.Clone());
        }
        return
        [
            ReferenceOutput.Of("indices", Tensor.Stack([.. chosen])),
            ReferenceOutput.Of("embedding", Tensor.Stack([.. vectors])),
            ReferenceOutput.Of("cluster_size", codebook.Counts),
        ];
    }

    static void StartSums(Codebook codebook, JsonElement sums, Tensor start)
    {
        var held = codebook.NamedParameters().Single(it => it.Name == "embedding_avg").Parameter;
        held.Tensor = sums.ValueKind == JsonValueKind.Number ? start.FullLike(sums.GetDouble()) : sums.GetString() switch
        {
            "embedding" => start.Clone(),
            "zeros" => start.ZerosLike(),
            var other => throw new InvalidDataException($"The case begins with sums '{other}', which are not known here."),
        };
    }
}
