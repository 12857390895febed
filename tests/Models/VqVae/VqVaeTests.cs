using EmojiGen.Models;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.VqVae;

public sealed class VqVaeTests : IDisposable
{
    static readonly VqVaeConfig tiny =
        new(SampleSize: 8, PatchSize: 2, BlockOutChannels: [8, 16], LayersPerBlock: 1, LatentChannels: 6, CodebookSize: 5, NormGroups: 4);

    readonly TensorScope scope = new();
    readonly Generator generator = new(7);

    VqVaeModel Random(VqVaeConfig config, DType dtype = DType.Float64)
    {
        var model = new VqVaeModel(config);
        model.Initialise(generator, dtype);
        return model;
    }

    Tensor Pictures(VqVaeConfig config, int count, DType dtype = DType.Float64) =>
        generator.Uniform([count, config.Channels, config.SampleSize, config.SampleSize], dtype) * 2 - 1;

    [Fact]
    public void The_published_sizes_are_the_default()
    {
        using var model = new VqVaeModel(new());
        model.Initialise(generator);
        using var noGrad = Autograd.NoGrad();
        var pictures = Pictures(model.Config, 1, DType.Float32);
        model.EncodeLatents(pictures).Shape.ShouldBe([1, 256, 16, 16]);
        model.Codebook.Vectors.Shape.ShouldBe([512, 256]);
        var codes = model.Encode(pictures);
        codes.Shape.ShouldBe([1, 16, 16]);
        model.Decode(codes).Shape.ShouldBe([1, 3, 64, 64]);
    }

    [Fact]
    public void Gradients_of_the_encoder_are_what_differences_say()
    {
        using var model = Random(tiny);
        var pictures = Pictures(tiny, 2);
        var weights = generator.Normal([2, 6, 2, 2], DType.Float64);
        Differences.Check(model.Encoder, () => (model.EncodeLatents(pictures) * weights).Sum());
    }

    [Fact]
    public void Gradients_of_the_decoder_are_what_differences_say()
    {
        using var model = Random(tiny with { Channels = 4 });
        var codes = Tensor.From<long>([0, 1, 4, 2, 3, 3, 0, 1], 2, 2, 2);
        var target = Pictures(model.Config, 2);
        Differences.Check(model.Decoder, () => model.Decode(codes).MseLoss(target));
    }

    [Fact]
    public void What_the_decoder_asks_of_a_code_is_asked_of_the_latent()
    {
        using var model = Random(tiny);
        var pictures = Pictures(tiny, 2);
        model.RequireGrad();
        var pass = model.Forward(pictures);
        var straight = Autograd.Gradient(pass.ReconstructionLoss, model.Encoder.NamedParameters()
            .Single(it => it.Name == "conv_out.bias").Parameter);

        var chosen = model.Codebook.Lookup(pass.Codes).Permute(0, 3, 1, 2).Clone().WithGrad();
        var asked = Autograd.Gradient(model.DecodeLatents(chosen).MseLoss(pictures), chosen); // (B, d, s, s)
        // A bias is added to every latent.
        straight.ToArray<double>().ShouldBe(asked.Sum([0, 2, 3]).ToArray<double>(), 1e-12);
    }

    [Fact]
    public void Commitment_pulls_latents_to_their_codes_and_leaves_codes_alone()
    {
        using var model = Random(tiny);
        model.RequireGrad();
        var pass = model.Forward(Pictures(tiny, 2));
        var chosen = model.Codebook.Lookup(pass.Codes).Reshape(-1, 6);
        var bias = model.Encoder.NamedParameters().Single(it => it.Name == "conv_out.bias").Parameter;
        var gradient = Autograd.Gradient(pass.CommitmentLoss, bias);
        // d/dz mean (z - e)² = 2 (z - e) / n
        gradient.ToArray<double>().ShouldBe(((pass.Latents - chosen) * (2.0 / chosen.ElementCount)).Sum(0).ToArray<double>(), 1e-12);
        model.TrainableTensors().Count.ShouldBe(model.NamedParameters().Count(it => !it.Parameter.IsBuffer));
    }

    [Fact]
    public void It_learns_a_few_pictures_by_heart()
    {
        using var threads = TorchThreads.Limit(1); // small layers, and another test runs beside it
        var config = tiny with { CodebookSize = 32 };
        using var model = Random(config, DType.Float32);
        model.RequireGrad();
        var pictures = Pictures(config, 8, DType.Float32);
        using (Autograd.NoGrad()) model.Codebook.StartFrom(model.Choose(model.EncodeLatents(pictures)).Rows, generator);
        using var optimizer = new AdamW(model.TrainableTensors(), 3e-3, weightDecay: 0);
        double first = 0, last = 0;
        for (var step = 0; step < 300; step++)
        {
            using var inner = new TensorScope();
            var pass = model.Forward(pictures);
            (pass.ReconstructionLoss + (pass.CommitmentLoss * config.CommitmentCost)).Backward();
            optimizer.Step();
            optimizer.ZeroGrad();
            model.Codebook.Update(pass.Latents, pass.Codes);
            last = pass.ReconstructionLoss.ToDouble();
            if (step == 0) first = last;
        }
        last.ShouldBeLessThan(first / 10);
    }

    [Fact]
    public void A_folder_gives_back_what_was_saved()
    {
        using var folder = new TemporaryFolder();
        using var model = Random(tiny, DType.Float32);
        VqVaeFolder.Save(model, folder.Path);
        using var read = VqVaeFolder.Load(folder.Path);
        read.Config.Widths.ShouldBe(tiny.Widths);
        (read.Config with { BlockOutChannels = null }).ShouldBe(tiny with { BlockOutChannels = null });
        var pictures = Pictures(tiny, 1, DType.Float32);
        read.Decode(read.Encode(pictures)).EqualTo(model.Decode(model.Encode(pictures))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"sample_size\": 10", "sample_size")]
    [InlineData("\"block_out_channels\": [100, 256]", "norm_num_groups")]
    [InlineData("\"channels\": 5", "channels")]
    [InlineData("\"decay\": 1", "decay")]
    [InlineData("\"_class_name\": \"AutoencoderKL\"", "AutoencoderKL")]
    public void A_configuration_that_cannot_be_is_refused_by_file_and_field(string field, string named)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), $"{{ {field} }}");
        var message = Should.Throw<InvalidDataException>(() => VqVaeFolder.ReadConfig(folder.Path)).Message;
        message.ShouldContain("config.json");
        message.ShouldContain(named);
    }

    [Fact]
    public void Pictures_of_another_size_are_refused()
    {
        using var model = new VqVaeModel(tiny);
        Should.Throw<ArgumentException>(() => model.EncodeLatents(Tensor.Zeros([1, 4, 8, 8]))).Message.ShouldContain("(batch, 3, 8, 8)");
    }

    [Fact]
    public void Pixels_come_back_where_they_can_be_seen()
    {
        byte[] rgba = [200, 100, 50, 255, 10, 20, 30, 0, 255, 255, 255, 255, 120, 240, 0, 128];
        var there = RgbaPictures.FromRgba(rgba, 2, 4);
        var back = RgbaPictures.ToRgba(there);
        back[..4].ShouldBe(rgba[..4]);
        back[4..8].ShouldBe([0, 0, 0, 0]);
        back[8..].ShouldBe(rgba[8..]);
    }

    [Fact]
    public void Without_alpha_a_picture_lies_on_white()
    {
        // Half of 200 over white is (200 + 255) / 2 to within the byte: 128 of 255 is 0.502.
        var there = RgbaPictures.FromRgba([200, 0, 0, 128], 1, 3).ToArray<float>();
        there[0].ShouldBe((2 * ((200 / 255f * 128 / 255f) + (127 / 255f))) - 1, 1e-5f);
        there[1].ShouldBe((2 * (127 / 255f)) - 1, 1e-5f);
        RgbaPictures.ToRgba(Tensor.From(there, 1, 3, 1, 1))[3].ShouldBe((byte)255);
    }

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
    }
}
