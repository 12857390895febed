using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Cli;

/// <summary><c>emoji-gen --engine diffusion</c> with the small models of the reference cases: what they draw is noise, how they are used is
/// not.</summary>
public class DiffusionTests
{
    static string Case(params string[] parts) => Path.Combine([Repository.Root, "tests", "Reference", "cases", .. parts]);

    static string Model => Case("pipeline_sd15", "model");

    [Fact]
    public void The_same_seed_gives_the_same_picture_and_another_one_another()
    {
        using var run = new Invocation();
        foreach (var (file, seed) in new[] { ("a.png", "7"), ("b.png", "7"), ("c.png", "8") })
            run.Generate("--model", Model, "--steps", "2", "--no-draft", "--seed", seed, "-o", file, "a", "cat").ExitCode.ShouldBe(0);

        byte[] a = Read("a.png"), b = Read("b.png"), c = Read("c.png");
        b.ShouldBe(a);
        c.ShouldNotBe(a);

        byte[] Read(string name) => ImageFile.Load(Path.Combine(run.Folder, name)).Pixels.ToArray();
    }

    [Fact]
    public void Json_and_the_file_tell_all_that_made_the_picture()
    {
        using var run = new Invocation();
        var outcome = run.Generate("--model", Model, "--steps", "3", "--guidance", "4.5", "--scheduler", "euler", "--negative", "blurry",
            "--seed", "5", "--dtype", "float32", "-o", "cat.png", "--json", "a", "cat");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        json.GetProperty("engine").GetString().ShouldBe("diffusion");
        json.GetProperty("scheduler").GetString().ShouldBe("euler");
        json.GetProperty("dtype").GetString().ShouldBe("float32");
        json.GetProperty("draftCertainty").GetDouble().ShouldBeGreaterThan(0.9); // "cat" is a name in the catalogue
        json.GetProperty("strength").GetDouble().ShouldBeLessThan(0.6);          // so the draft is kept
        json.GetProperty("license").GetString()!.ShouldContain("Apache-2.0");   // the draft's art

        var parameters = ImageFile.ReadText(File.ReadAllBytes(Path.Combine(run.Folder, "cat.png"))).Parameters!;
        foreach (var fact in new[] { "a cat\n", "Negative prompt: blurry\n", "Steps: 3", "Sampler: Euler", "Scheduler: euler",
            "CFG scale: 4.5", "Seed: 5", "Size: 128x128", "Draft: cat face", "Dtype: float32", "libtorch: " })
            parameters.ShouldContain(fact);
    }

    [Fact]
    public void A_picture_given_keeps_its_transparency()
    {
        using var run = new Invocation();
        var given = new Raster(128, 128);
        for (var y = 32; y < 96; y++)
            for (var x = 32; x < 96; x++) given[x, y] = new(200, 40, 40, (byte)(x < 64 ? 255 : 100));
        ImageFile.Save(Path.Combine(run.Folder, "given.png"), given);

        var outcome = run.Generate("--model", Model, "--steps", "4", "--image", "given.png", "--strength", "0.5", "-o", "out.png", "--json",
            "a red square");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        JsonDocument.Parse(outcome.Out).RootElement.GetProperty("transparency").GetString().ShouldBe("input");
        var drawn = ImageFile.Load(Path.Combine(run.Folder, "out.png"));
        drawn[0, 0].A.ShouldBe((byte)0);
        drawn[40, 40].A.ShouldBe((byte)255);
        drawn[80, 80].A.ShouldBe((byte)100);
    }

    /// <summary>emoji-mini paints transparency, and of a picture on white it would paint the white: the ground goes before it
    /// begins.</summary>
    [Fact]
    public void A_picture_on_white_has_no_white_square_around_it_where_transparency_is_asked_for()
    {
        using var run = new Invocation();
        var given = Raster.Filled(256, 256, Rgba.White);
        for (var y = 0; y < 256; y++)
            for (var x = 0; x < 256; x++)
                if ((x - 128) * (x - 128) + (y - 128) * (y - 128) < 80 * 80) given[x, y] = new(210, 30, 40);
        ImageFile.Save(Path.Combine(run.Folder, "white.png"), given);
        string[] arguments = ["--engine", "diffusion", "--image", "white.png", "--strength", "0.3", "--steps", "10", "--seed", "1",
            "--json", "-o"];

        var cut = run.Generate([.. arguments, "cut.png", "--transparent", "a", "red", "circle"]);
        cut.ExitCode.ShouldBe(0, cut.Error);
        JsonDocument.Parse(cut.Out).RootElement.GetProperty("transparency").GetString().ShouldBe("decoder");
        var drawn = ImageFile.Load(Path.Combine(run.Folder, "cut.png"));
        foreach (var (x, y) in new[] { (3, 3), (124, 3), (3, 124), (124, 124), (64, 8) }) drawn[x, y].A.ShouldBeLessThan((byte)40);
        drawn[64, 64].A.ShouldBeGreaterThan((byte)200);

        var whole = run.Generate([.. arguments, "whole.png", "a", "red", "circle"]);
        JsonDocument.Parse(whole.Out).RootElement.GetProperty("transparency").GetString().ShouldBe("none"); // it is white all around
        ImageFile.Load(Path.Combine(run.Folder, "whole.png"))[3, 3].A.ShouldBe((byte)255);
    }

    [Fact]
    public void A_small_model_draws_at_its_own_size_and_what_is_asked_for_is_that_enlarged()
    {
        using var run = new Invocation();
        string[] arguments = ["--engine", "diffusion", "--steps", "2", "--seed", "1", "--json", "-o"];
        run.Generate([.. arguments, "own.png", "a", "cat"]).ExitCode.ShouldBe(0);
        var large = run.Generate([.. arguments, "large.png", "--size", "256", "a", "cat"]);
        JsonDocument.Parse(large.Out).RootElement.GetProperty("drawnAt").GetInt32().ShouldBe(128);
        JsonDocument.Parse(large.Out).RootElement.GetProperty("notices").EnumerateArray().Select(it => it.GetString())
            .ShouldContain("drawn at 128x128, which the model was trained at, and enlarged to 256x256");
        var (own, enlarged) = (ImageFile.Load(Path.Combine(run.Folder, "own.png")), ImageFile.Load(Path.Combine(run.Folder, "large.png")));
        enlarged.Pixels.ToArray().ShouldBe(own.Resize(256, 256).Pixels.ToArray());
    }

    [Theory]
    [InlineData("flow-euler", "--scheduler: Scheduler 'flow-euler' is for models of flow matching")]
    [InlineData("magic", "--scheduler is 'magic'")]
    public void A_sampler_that_does_not_go_with_the_model_is_a_wrong_command_line(string name, string said)
    {
        using var run = new Invocation();
        var outcome = run.Generate("--model", Model, "--scheduler", name, "--steps", "1", "a", "cat");
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(said);
        outcome.Error.ShouldNotContain("(Parameter");
    }

    [Fact]
    public void What_lies_outside_a_mask_stays()
    {
        using var run = new Invocation();
        var mask = new Raster(128, 128);
        // black left, white right
        for (var i = 0; i < mask.Span.Length; i++) mask.Span[i] = (byte)(i % 4 == 3 || i / 4 % 128 >= 64 ? 255 : 0);
        ImageFile.Save(Path.Combine(run.Folder, "mask.png"), mask);
        run.Generate("--model", Model, "--steps", "2", "--no-draft", "--seed", "1", "-o", "first.png", "a cat").ExitCode.ShouldBe(0);

        run.Generate("--model", Model, "--steps", "6", "--strength", "1", "--image", "first.png", "--mask", "mask.png", "-o", "second.png",
            "a dog").ExitCode.ShouldBe(0);
        run.Generate("--model", Model, "--steps", "6", "--strength", "1", "--image", "first.png", "-o", "third.png",
            "a dog").ExitCode.ShouldBe(0);

        // The left half went through the autoencoder only; without the mask it was drawn anew.
        LeftDifference("second.png").ShouldBeLessThan(LeftDifference("third.png"));

        double LeftDifference(string name)
        {
            Raster before = ImageFile.Load(Path.Combine(run.Folder, "first.png")), after = ImageFile.Load(Path.Combine(run.Folder, name));
            var sum = 0.0;
            for (var y = 0; y < 128; y++)
                for (var x = 0; x < 56; x++)
                    sum += Math.Abs(before[x, y].R - after[x, y].R) + Math.Abs(before[x, y].G - after[x, y].G)
                    + Math.Abs(before[x, y].B - after[x, y].B);
            return sum;
        }
    }

    [Fact]
    public void A_lora_says_how_much_of_it_matched_and_its_weight_counts()
    {
        using var run = new Invocation();
        var lora = Case("lora_sd15", "lora", "pytorch_lora_weights.safetensors");
        string[] common = ["--model", Model, "--steps", "2", "--no-draft", "--seed", "3", "--dtype", "float32"];
        var with = run.Generate([.. common, "--lora", $"{lora}:0.5", "-o", "with.png", "--json", "a cat"]);
        run.Generate([.. common, "--lora", $"{lora}:0", "-o", "zero.png", "a cat"]).ExitCode.ShouldBe(0);
        run.Generate([.. common, "-o", "without.png", "a cat"]).ExitCode.ShouldBe(0);

        with.ExitCode.ShouldBe(0, with.Error);
        var report = JsonDocument.Parse(with.Out).RootElement.GetProperty("loras")[0];
        report.GetProperty("weight").GetDouble().ShouldBe(0.5);
        report.GetProperty("matched").GetInt32().ShouldBeGreaterThan(0);
        Pixels("zero.png").ShouldBe(Pixels("without.png"));
        Pixels("with.png").ShouldNotBe(Pixels("without.png"));

        byte[] Pixels(string name) => ImageFile.Load(Path.Combine(run.Folder, name)).Pixels.ToArray();
    }

    [Fact]
    public void What_a_lora_has_learned_is_not_drafted_unless_asked()
    {
        using var run = new Invocation();
        using (var file = SafetensorsFile.Open(Case("lora_sd15", "lora", "pytorch_lora_weights.safetensors")))
        using (var scope = new TensorScope())
            SafetensorsWriter.Write(Path.Combine(run.Folder, "zorp.safetensors"),
                [.. file.Entries.Select(it => file.Read(it.Name).ToSource(it.Name))], new Dictionary<string, string> { ["modelspec.trigger_phrase"] = "Zorp" });
        string[] common = ["--model", Model, "--steps", "2", "--seed", "3", "--lora", "zorp.safetensors", "--json", "-o", "a.png"];

        Drafted("a zorp with a cat").ShouldBeFalse();
        Drafted("a cat").ShouldBeTrue();
        Drafted("a zorp with a cat", "--draft").ShouldBeTrue();
        Drafted("a zorp with a cat", "--strength", "0.9").ShouldBeTrue();
        run.Generate([.. common, "a zorp"]).Out.ShouldContain("is what zorp.safetensors has learned");

        bool Drafted(string prompt, params string[] options)
        {
            var outcome = run.Generate([.. common, .. options, prompt]);
            outcome.ExitCode.ShouldBe(0, outcome.Error);
            return JsonDocument.Parse(outcome.Out).RootElement.TryGetProperty("draftCertainty", out _);
        }
    }

    [Fact]
    public void References_are_named_and_their_licence_goes_along()
    {
        using var model = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Case("ip_adapter_base"), "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(Case("ip_adapter_base"), file);
            var to = Path.Combine(model.Path, relative.StartsWith("model/", StringComparison.Ordinal) ? relative["model/".Length..]
                : relative);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        using var run = new Invocation();
        var outcome = run.Generate("--model", model.Path, "--steps", "2", "--no-draft", "--reference", "🍕", "--layers", "style", "-o",
            "a.png", "--json", "a cat");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        json.GetProperty("references").EnumerateArray().Select(it => it.GetString()).ShouldBe(["pizza"]);
        json.GetProperty("referenceLayers").GetString().ShouldBe("style");
        json.GetProperty("license").GetString()!.ShouldContain("Apache-2.0");
    }

    [Fact]
    public void A_model_that_was_set_is_used_until_none_is()
    {
        using var run = new Invocation();
        run.Environment["XDG_CONFIG_HOME"] = run.Folder;
        run.Develop("set-model", Model).ExitCode.ShouldBe(0);

        run.Generate("--engine", "diffusion", "--steps", "1", "-o", "a.png", "--json", "a cat").ExitCode.ShouldBe(0);
        run.Develop("set-model", "--none").ExitCode.ShouldBe(0);
        var embedded = run.Generate("--engine", "diffusion", "--steps", "1", "-o", "b.png", "--json", "a cat");

        embedded.ExitCode.ShouldBe(0, embedded.Error);
        embedded.Out.ShouldContain("emoji-mini");
    }

    public static TheoryData<string[], int, string> Mistakes => new()
    {
        { ["--model", "nowhere/at-all"], 1, "emoji-dev pull nowhere/at-all" },
        { ["--model", "MODEL", "-o", "a.svg"], 2, "--engine compose" },
        { ["--model", "MODEL", "--strength", "1.5"], 2, "--strength is 1.5; it must be above 0 to 1" },
        { ["--model", "MODEL", "--strength", "0.5", "--no-draft"], 2, "give --image" },
        { ["--model", "MODEL", "--mask", "m.png"], 2, "--image" },
        { ["--model", "MODEL", "--scheduler", "eular"], 2, "Did you mean euler?" },
        { ["--model", "MODEL", "--lora", "gone.safetensors"], 1, "gone.safetensors" },
        { ["--model", "MODEL", "--dtype", "int8"], 2, "float32, float16 or bfloat16" },
        { ["--model", "MODEL", "--layers", "colour"], 2, "style, layout or all" },
        { ["--model", "MODEL", "--reference", "🍕"], 2, "--ip-adapter" },
        { ["--model", "MODEL", "--draft", "--no-draft"], 2, "exclude each other" },
        { ["--model", "MODEL", "--image", "gone.png"], 1, "gone.png" },
        { ["--engine", "magic"], 2, "auto, compose, diffusion" },
        { ["--model", "MODEL", "--variant", "fp8"], 1, "fp8" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_sentence_and_leaves_no_file(string[] arguments, int code, string says)
    {
        using var run = new Invocation();
        run.Environment["HF_HOME"] = run.Folder;
        string[] words = [.. arguments.Select(it => it == "MODEL" ? Model : it)];
        var outcome = run.Generate([.. words, .. words.Contains("-o") ? Array.Empty<string>() : ["-o", "a.png"], "--steps", "1", "a cat"]);

        outcome.ExitCode.ShouldBe(code, outcome.Error);
        outcome.Error.Trim().Split('\n').Length.ShouldBe(1, outcome.Error);
        outcome.Error.ShouldContain(says);
        outcome.Files.ShouldBeEmpty();
    }
}
