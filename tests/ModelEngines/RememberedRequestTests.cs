using EmojiGen.Art;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.Torch;

namespace EmojiGen.Tests.ModelEngines;

/// <summary>What a file says made it makes it again; with the small models of the reference cases.</summary>
public sealed class RememberedRequestTests : IDisposable
{
    static readonly LoadOptions exact = new() { DType = DType.Float32 };

    readonly Studio studio = Studio.Open(new Installation(Repository.Root));
    readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        studio.Dispose();
        folder.Dispose();
    }

    static string Case(params string[] parts) => Repository.File(["tests", "Reference", "cases", .. parts]);

    ModelLibrary Models => new(studio.Installation, new(new("http://nowhere.invalid"), folder.File("hub"), null, true), folder.Path);

    /// <summary>Through a PNG, as the text that stands in it.</summary>
    RememberedRequest Remembered(Picture picture)
    {
        var text = ImageFile.ReadText(picture.Encode(".png")).Parameters.ShouldNotBeNull();
        return RememberedRequest.Of(GenerationParameters.Parse(text).ShouldNotBeNull(), Models, folder.Path);
    }

    public static TheoryData<string> Requests => ["plain", "sampler", "draft", "loras", "picture", "size"];

    [Theory, MemberData(nameof(Requests))]
    public void What_stands_in_the_file_makes_the_same_picture(string what)
    {
        Directory.CreateDirectory(folder.File("finetuned/pip-lora"));
        File.Copy(Case("lora_sd15", "lora", "pytorch_lora_weights.safetensors"),
            folder.File("finetuned/pip-lora/pytorch_lora_weights.safetensors"));
        File.Copy(Case("lora_sd15", "lora", "kohya.safetensors"), folder.File("other.safetensors"));
        ImageFile.Save(folder.File("red, \"round\".png"), Raster.Filled(128, 128, new(200, 40, 40)));
        var plain = new DiffusionRequest("a cat, riding: a (\"red\":1.2) skateboard") { Steps = 3, Draft = false, Seed = 7 };
        var request = what switch
        {
            "sampler" => plain with
            {
                Scheduler = "dpm++2m-karras",
                Guidance = 4.123456789,
                Negative = "blurry, \"bad\"",
                ClipSkip = 2,
                Steps = 4,
            },
            "draft" => new DiffusionRequest("a waving hand") { Steps = 5, Seed = 9, SkinTone = SkinTone.Dark, Style = "fluent" },
            "loras" => plain with
            {
                Loras = [new(folder.File("finetuned/pip-lora"), 0.75), new(folder.File("finetuned/pip-lora/pytorch_lora_weights.safetensors"), 0.25), new(folder.File("other.safetensors"), -0.5)],
            },
            "picture" => plain with
            {
                Image = NamedPicture.Load(folder.File("red, \"round\".png")),
                Strength = 0.55,
                Draft = null,
                Transparent = true,
            },
            "size" => plain with { Size = 64 },
            _ => plain,
        };
        using var engine = DiffusionEngine.Load(studio, Case("pipeline_sd15", "model"), exact);
        var drawn = engine.Draw(request).Pictures[0];
        var remembered = Remembered(drawn);
        remembered.Missing.ShouldBeEmpty();
        remembered.Model.ShouldBe("model"); // the folder's name, not where it lies
        remembered.DType.ShouldBe(DType.Float32);
        var again = engine.Draw((DiffusionRequest)remembered.Request).Pictures[0];
        again.Size.ShouldBe(drawn.Size);
        again.Draw(again.Size).Pixels.ToArray().ShouldBe(drawn.Draw(drawn.Size).Pixels.ToArray());
        again.Text.Parameters!.ToString().ShouldBe(drawn.Text.Parameters!.ToString());
    }

    [Fact]
    public void A_composed_picture_is_composed_again()
    {
        var request = new ComposeRequest("three waving hands")
        {
            Seed = 5,
            Size = 200,
            Style = "flat",
            Outline = true,
            SkinTone = SkinTone.MediumDark,
        };
        var drawn = studio.Draw(request);
        var again = (ComposeRequest)Remembered(drawn.Pictures[0]).Request;
        studio.Draw(again).Pictures[0].Encode(".svg").ShouldBe(drawn.Pictures[0].Encode(".svg"));
    }

    [Fact]
    public void The_parameters_are_those_that_a_web_UI_draws_with()
    {
        Directory.CreateDirectory(folder.File("pip"));
        File.Copy(Case("lora_sd15", "lora", "kohya.safetensors"), folder.File("pip/pytorch_lora_weights.safetensors"));
        using var engine = DiffusionEngine.Load(studio, Case("pipeline_sd15", "model"), exact);
        var drawing = engine.Draw(new DiffusionRequest("a fox")
        {
            Steps = 2,
            Draft = false,
            Seed = 3,
            Size = 64,
            Scheduler = "dpm++2m-karras",
            Loras = [new(folder.File("pip/pytorch_lora_weights.safetensors"), 0.8)],
        });
        var lines = drawing.Pictures[0].Text.Parameters!.ToString().Split('\n');
        lines[0].ShouldBe("a fox <lora:pip-pytorch_lora_weights:0.8>");
        // SHA-256 of the file without its header, the first 12 digits: stable-diffusion-webui, extensions-builtin/Lora/network.py.
        var file = File.ReadAllBytes(folder.File("pip/pytorch_lora_weights.safetensors"));
        var tensors = file[(8 + (int)BitConverter.ToUInt64(file))..];
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(tensors))[..12];
        foreach (var setting in (string[])["Steps: 2", "Sampler: DPM++ 2M", "Schedule type: Karras", "Seed: 3", "Size: 128x128",
            "Model: model", "RNG: CPU", $"Lora hashes: \"pip-pytorch_lora_weights: {hash}\"", "Written at: 64x64", "Scheduler: dpm++2m-karras"])
            lines[1].ShouldContain(setting);
        var text = drawing.Pictures[0].Text.Image;
        foreach (var written in (string?[])[text.Parameters, text.Author, text.License, text.Source])
        {
            written.ShouldNotBeNull().ShouldNotContain(Repository.Root);
            written.ShouldNotContain(folder.Path);
        }
    }

    /// <summary>As stable-diffusion-webui 1.10 writes it.</summary>
    [Fact]
    public void A_picture_of_a_web_UI_is_read_too()
    {
        var parameters = GenerationParameters.Parse("""
            a purple (fox:1.2), emoji <lora:pip:0.7>
            on a hill
            Negative prompt: blurry,
            low quality
            Steps: 25, Sampler: DPM++ 2M SDE, Schedule type: Karras, CFG scale: 6.5, Seed: 1234, Size: 512x512, Model hash: 6ce0161689, Model: v1-5, Clip skip: 2, RNG: CPU, Lora hashes: "pip: 0123456789ab", Version: v1.10.1
            """).ShouldNotBeNull();
        var (request, model, _, _, missing) = RememberedRequest.Of(parameters, Models, folder.Path);
        var asked = request.ShouldBeOfType<DiffusionRequest>();
        asked.Prompt.ShouldBe("a purple (fox:1.2), emoji on a hill");
        (asked.Negative, asked.Steps, asked.Guidance, asked.Seed, asked.Size, asked.ClipSkip, asked.Scheduler, asked.Draft)
            .ShouldBe(("blurry, low quality", 25, 6.5, 1234, 512, 2, "dpm++sde-karras", false));
        model.ShouldBe("v1-5");
        missing.ShouldBe(["the LoRA pip (0123456789ab)"]);
    }

    [Theory]
    [InlineData("a cat")]
    [InlineData("")]
    [InlineData("a cat\nby a lake, at night: calm")]
    public void What_holds_no_settings_is_none(string text) => GenerationParameters.Parse(text).ShouldBeNull();

    [Fact]
    public void A_setting_that_cannot_be_is_named()
    {
        var parameters = GenerationParameters.Parse("a cat\nSteps: many, Seed: 1, Size: 64x64, Engine: diffusion")!;
        Should.Throw<InvalidDataException>(() => RememberedRequest.Of(parameters, Models, folder.Path)).Message
            .ShouldContain("Steps: 'many'");
    }
}
