using EmojiGen.Language;
using EmojiGen.Models;
using EmojiGen.Models.VqVae;
using EmojiGen.Tests.Training.Data;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.VqVae;

namespace EmojiGen.Tests.Training.VqVae;

public sealed class CodePriorTaskTests : IDisposable
{
    static readonly VqVaeConfig tinyPictures = new(SampleSize: 16, Channels: 4, PatchSize: 2, BlockOutChannels: [8, 16], LayersPerBlock: 1,
        LatentChannels: 8, CodebookSize: 24, NormGroups: 4);

    readonly TemporaryFolder folder = new();
    readonly PreparedDataset dataset;
    readonly VqVaeModel autoencoder = new(tinyPictures);

    public CodePriorTaskTests()
    {
        Samples.Prepare(folder.File("set"), Enumerable.Range(0, 24).Select(i => Samples.Sample(i, i < 20 ? Split.Train : Split.Validation)),
            16);
        dataset = PreparedDataset.Open(folder.File("set"));
        using var generator = new Generator(4);
        autoencoder.Initialise(generator);
        VqVaeFolder.Save(autoencoder, folder.File("vqvae"));
    }

    public void Dispose()
    {
        autoencoder.Dispose();
        dataset.Dispose();
        folder.Dispose();
    }

    static SentenceEncoder Encoder() => SentenceEncoder.Load(Path.Combine(Repository.Root, "models", "all-MiniLM-L6-v2"));

    string CodeFile => folder.File("codes.safetensors");

    CodeDataset Codes()
    {
        using var encoder = Encoder();
        _ = CodeDataset.Create(CodeFile, "these", autoencoder, dataset, encoder).Count();
        return CodeDataset.Open(CodeFile, "these", dataset).ShouldNotBeNull();
    }

    static CodePrior Prior(double dropout = 0.1)
    {
        var model = new CodePrior(
            new CodePriorConfig(24, 16, 4, HiddenSize: 32, NumHiddenLayers: 2, NumAttentionHeads: 2, StyleCount: 1, Dropout: dropout));
        using var generator = new Generator(6);
        model.InitialiseAsGpt(generator);
        return model;
    }

    TrainerOptions Options(string run, long steps, MixedPrecision precision = MixedPrecision.No) =>
        new()
        {
            Steps = steps,
            BatchSize = 4,
            LearningRate = 3e-3,
            Schedule = new("cosine", 5),
            EmaDecay = 0.9,
            Folder = folder.File(run),
            CheckpointEvery = 7,
            Seed = 3,
            Precision = precision
        };

    [Fact]
    public void The_file_holds_each_pictures_codes_and_its_captions_embeddings()
    {
        using var scope = new TensorScope();
        using var encoder = Encoder();
        var codes = Codes();
        var expected = autoencoder.Encode(RgbaPictures.FromRgba(dataset.Read(21), 16, 4)).Reshape(1, -1);
        codes.ReadCodes([21]).EqualTo(expected).ShouldBeTrue();
        codes.Styles.ShouldBe(["noto"]);
        codes.StyleOf[21].ShouldBe(0);
        var texts = codes.TextsOf(21);
        texts.Length.ShouldBe(3);
        texts[1].ShouldBe(codes.TextsOf(3)[1]); // words that pictures share are encoded once
        codes.ReadSentences([texts[0]])!.ToArray<float>().Zip(encoder.Encode(dataset.Records[21].Prompt))
            .ShouldAllBe(it => Math.Abs(it.First - it.Second) < 1e-5);
    }

    [Fact]
    public void Codes_of_another_network_are_not_taken()
    {
        _ = Codes();
        CodeDataset.Open(CodeFile, "others", dataset).ShouldBeNull();
        CodeDataset.Open(folder.File("none.safetensors"), "these", dataset).ShouldBeNull();

        var before = CodeDataset.Identity(folder.File("vqvae"), dataset, "encoder");
        CodeDataset.Identity(folder.File("vqvae"), dataset, "another").ShouldNotBe(before);
        using (var generator = new Generator(5)) autoencoder.Initialise(generator);
        VqVaeFolder.Save(autoencoder, folder.File("vqvae"));
        CodeDataset.Identity(folder.File("vqvae"), dataset, "encoder").ShouldNotBe(before);
    }

    [Fact]
    public void It_learns_and_validates_in_bits_a_code()
    {
        using var threads = TorchThreads.Limit(1); // small layers, and another test runs beside it
        using var model = Prior(dropout: 0);
        using var task = new CodePriorTask(model, Codes(), autoencoder);
        using var trainer = new Trainer(task, Options("run", 120) with { ValidateEvery = 60 });
        var steps = trainer.Run().ToList();
        steps[0].Reported["bits"].ShouldBe(Math.Log2(24), 0.2); // all codes alike
        steps[0].Loss.ShouldBe(steps[0].Reported["bits"] * Math.Log(2), 1e-6);
        steps.TakeLast(10).Average(it => it.Reported["bits"]).ShouldBeLessThan(0.8 * steps[0].Reported["bits"]);
        var validation = steps[59].Validation.ShouldNotBeNull();
        validation.Loss.ShouldNotBeNull().ShouldBeInRange(0.1, 2 * Math.Log2(24));
        var samples = validation.Pictures.Single().Picture;
        (samples.Width, samples.Height).ShouldBe((4 * 16, 2 * 16)); // the four pictures of validation: asked for nothing, and for theirs
    }

    [Theory]
    [InlineData(MixedPrecision.No)]
    [InlineData(MixedPrecision.BFloat16)]
    public void A_run_that_was_stopped_goes_on_bit_for_bit_dropout_and_captions_included(MixedPrecision precision)
    {
        var codes = Codes();
        byte[][] Train(string run, params int[] parts)
        {
            using var model = Prior();
            foreach (var steps in parts)
            {
                using var task = new CodePriorTask(model, codes);
                using var trainer = new Trainer(task, Options(run, 24, precision));
                trainer.Resume("latest");
                _ = trainer.Run().Take(steps).Count();
                if (steps == parts[^1]) trainer.UseTrained();
            }
            return [.. model.NamedParameters().Select(it => it.Parameter.Tensor.AsBytes().ToArray())];
        }

        var (whole, resumed) = (Train("whole", 24), Train("parts", 11, 24)); // 11: after the checkpoint of step 7
        for (var i = 0; i < whole.Length; i++) resumed[i].ShouldBe(whole[i]);
    }

    [Fact]
    public void A_prior_of_other_codes_is_refused()
    {
        using var model = new CodePrior(new CodePriorConfig(24, 25, 5, HiddenSize: 32, NumHiddenLayers: 1, NumAttentionHeads: 2,
            StyleCount: 1));
        var codes = Codes();
        Should.Throw<ArgumentException>(() => new CodePriorTask(model, codes)).Message.ShouldContain("25 codes");
    }
}
