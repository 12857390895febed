using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Language;
using EmojiGen.Models.Clip;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.Data;

public sealed class CaptionScorerTests : IDisposable
{
    static readonly string miniLm = Repository.File("models", "all-MiniLM-L6-v2");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_score_is_a_hundred_times_the_cosine_and_not_below_nothing()
    {
        WriteModel(384);
        using var scorer = CaptionScorer.Load(folder.Path);
        using var scope = new TensorScope();
        using var pictures = ClipPictureEncoder.Load(folder.File("image_encoder"), DType.Float32);
        using var sentences = SentenceEncoder.Load(miniLm);
        var below = 0;
        foreach (var (seed, caption) in ((int, string)[])[(1, "a cat"), (2, "a cat"), (1, "a red apple"), (2, "rain"), (3, "an old ship"),
            (3, "")])
        {
            var seen = pictures.Encode(pictures.Prepare([Samples.Picture(seed, 16)])).ImageEmbeds!.ToArray<float>();
            var said = sentences.Encode(caption);
            var cosine = Dot(seen, said) / Math.Sqrt(Dot(seen, seen) * Dot(said, said));
            if (cosine < 0) below++;
            scorer.Score(Samples.Picture(seed, 16), caption).ShouldBe(Math.Max(0, 100 * cosine), 1e-3);
        }
        below.ShouldBeInRange(1, 5); // both cases were seen
    }

    [Fact]
    public void Encoders_that_do_not_go_together_are_refused()
    {
        WriteModel(20);
        Should.Throw<InvalidDataException>(() => CaptionScorer.Load(folder.Path)).Message.ShouldContain("cannot be compared");
    }

    [Fact]
    public void A_folder_without_encoders_is_named() =>
        Should.Throw<FileNotFoundException>(() => CaptionScorer.Load(folder.Path)).Message.ShouldContain("image_encoder");

    static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    /// <param name="width">Of what is said of a picture.</param>
    void WriteModel(int width)
    {
        Directory.CreateSymbolicLink(folder.File("text_encoder"), miniLm);
        var encoder = Directory.CreateDirectory(folder.File("image_encoder")).FullName;
        ConfigFile.Write(Path.Combine(encoder, "config.json"), "CLIPVisionModelWithProjection", json =>
        {
            foreach (var (name, number) in ((string, int)[])[("hidden_size", 16), ("intermediate_size", 16), ("num_hidden_layers", 1),
                ("num_attention_heads", 2), ("image_size", 16), ("patch_size", 8), ("projection_dim", width)])
                json.WriteNumber(name, number);
            json.WriteStartArray("architectures");
            json.WriteStringValue("CLIPVisionModelWithProjection");
            json.WriteEndArray();
        });
        using var scope = new TensorScope();
        using var random = new Generator(4);
        using var model = new ClipVisionModel(ClipVisionConfig.Read(Path.Combine(encoder, "config.json")));
        SafetensorsWriter.Write(Path.Combine(encoder, "model.safetensors"),
            [.. model.NamedParameters().Select(it => random.Normal(it.Parameter.Shape).ToSource(it.Name))]);
    }
}
