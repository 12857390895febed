using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Models.Lora;
using EmojiGen.Tests.Cli;
using EmojiGen.Training.Data;

namespace EmojiGen.Tests.Training.FineTuning;

/// <summary>From pictures to a result that was chosen by its loss on others: <c>prepare</c>, <c>search</c>, <c>fine-tune</c>.</summary>
public class ChainTests
{
    static string Model(string name = "pipeline_sd15") => Path.Combine(Repository.Root, "tests", "Reference", "cases", name, "model");

    [Fact]
    public void What_prepare_writes_is_trained_on_without_what_is_held_out()
    {
        using var run = new Invocation();
        Pictures(run);
        Done(run.Develop("prepare", "set", "--from", "pictures", "--size", "64", "--size", "128", "--max-text", "100"));
        using var set = PreparedDataset.Open(Path.Combine(run.Folder, "set"));
        var outcome = Done(run.Develop("fine-tune", "--model", Model(), "--data", "set", "--output-dir", "out", "--max-train-steps", "2",
            "--validation-steps", "1", "--report-to", "all", "--json"));

        var report = JsonDocument.Parse(outcome.Out).RootElement;
        var steps = File.ReadLines(Path.Combine(run.Folder, "out", "logs", "steps.jsonl")).Select(it => JsonDocument.Parse(it).RootElement)
            .Where(it => it.TryGetProperty("loss", out _)).Select(it => it.GetProperty("loss").GetDouble()).ToArray();
        (report.GetProperty("meanOver").GetInt32(), report.GetProperty("firstMeanLoss").GetDouble(), report.GetProperty("lastMeanLoss")
            .GetDouble()).ShouldBe((1, steps[0], steps[^1]));
        report.GetProperty("pictures").GetInt32().ShouldBe(set.Split(Split.Train).Length);
        report.GetProperty("pictures").GetInt32().ShouldBe(6);
        var losses = ValidationLosses(run, "out");
        losses.Count.ShouldBe(2);
        report.GetProperty("validationLoss").GetDouble().ShouldBe(losses.Min(), 1e-12);
        var kept = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Folder, "out", "fine-tune.json"))).RootElement;
        kept.GetProperty("validation_loss").GetDouble().ShouldBe(losses.Min(), 1e-12);
    }

    [Fact]
    public void A_prepared_dataset_trains_to_the_bit_as_the_pictures_that_it_was_made_of()
    {
        using var run = new Invocation();
        Pictures(run);
        Done(run.Develop("prepare", "set", "--from", "pictures", "--size", "128", "--max-text", "100"));
        foreach (var data in (string[])["set", "pictures"])
            Done(run.Develop("fine-tune", "--model", Model(), "--data", data, "--output-dir", $"out-{data}", "--max-train-steps", "3",
                "--batch-size", "2"));
        Lora(run, "out-set").ShouldBe(Lora(run, "out-pictures"));
    }

    /// <summary>Stable Diffusion has no transparency.</summary>
    [Fact]
    public void What_is_transparent_is_trained_as_white()
    {
        using var run = new Invocation();
        Pictures(run, "pictures", ground: Rgba.Transparent);
        Pictures(run, "white", ground: new Rgba(255, 255, 255, 255));
        foreach (var data in (string[])["pictures", "white"])
        {
            Done(run.Develop("prepare", $"set-{data}", "--from", data, "--size", "128", "--max-text", "100"));
            Done(run.Develop("fine-tune", "--model", Model(), "--data", $"set-{data}", "--output-dir", data + "-out", "--max-train-steps", "2"));
        }
        Lora(run, "white-out").ShouldBe(Lora(run, "pictures-out"));
    }

    [Fact]
    public void The_loss_on_held_out_pictures_depends_on_no_seed_and_no_batch()
    {
        using var run = new Invocation();
        Pictures(run);
        var losses = new List<double>();
        foreach (var (seed, batch) in ((string, string)[])[("0", "1"), ("7", "2")])
        {
            // A rate that changes nothing: both are the model as it is.
            Done(run.Develop("fine-tune", "--model", Model(), "--data", "pictures", "--output-dir", $"out-{seed}", "--max-train-steps", "1",
                "--learning-rate", "1e-30", "--seed", seed, "--batch-size", batch));
            losses.Add(ValidationLosses(run, $"out-{seed}").Single());
        }
        losses[1].ShouldBe(losses[0]);
        losses[0].ShouldBeInRange(0.5, 2); // an answer that says nothing of the noise is off by its variance, which is 1
    }

    [Fact]
    public void DreamBooth_keeps_the_words_of_each_picture_where_its_prompt_has_a_place_for_them()
    {
        using var run = new Invocation();
        Pictures(run);
        Pictures(run, "said", caption: "{0} sks emoji");
        Done(run.Develop("fine-tune", "--model", Model(), "--data", "pictures", "--instance-prompt", "{caption} sks emoji",
            "--output-dir", "template", "--max-train-steps", "3"));
        Done(run.Develop("fine-tune", "--model", Model(), "--data", "said", "--output-dir", "said-out", "--max-train-steps", "3"));
        Done(run.Develop("fine-tune", "--model", Model(), "--data", "pictures", "--instance-prompt", "sks emoji",
            "--output-dir", "same", "--max-train-steps", "3"));
        Lora(run, "template").ShouldBe(Lora(run, "said-out"));
        Lora(run, "same").ShouldNotBe(Lora(run, "said-out"));
        using var lora = LoraFile.Read(Path.Combine(run.Folder, "template"));
        lora.TriggerPhrase.ShouldBe("square sks");
    }

    [Fact]
    public void Captions_stand_in_the_template_that_is_given_or_that_the_dataset_was_prepared_with()
    {
        using var run = new Invocation();
        Pictures(run);
        Pictures(run, "said", caption: "{0} emoji");
        Done(run.Develop("prepare", "set", "--from", "pictures", "--size", "128", "--max-text", "100", "--caption-template",
            "{caption} emoji"));
        Done(run.Develop("fine-tune", "--model", Model(), "--data", "said", "--output-dir", "said-out", "--max-train-steps", "2"));
        Done(run.Develop("fine-tune", "--model", Model(), "--data", "set", "--output-dir", "set-out", "--max-train-steps", "2"));
        Done(run.Develop("fine-tune", "--model", Model(), "--data", "pictures", "--caption-template", "{caption} emoji", "--output-dir",
            "template", "--max-train-steps", "2"));
        Lora(run, "set-out").ShouldBe(Lora(run, "said-out"));
        Lora(run, "template").ShouldBe(Lora(run, "said-out"));
    }

    [Fact]
    public void A_run_that_no_longer_improves_ends_and_what_validated_best_lies_beside_the_last()
    {
        using var run = new Invocation();
        Pictures(run);
        string[] Arguments(string output, string steps) => ["fine-tune", "--model", Model(), "--data", "pictures", "--output-dir", output,
            "--max-train-steps", steps, "--learning-rate", "0.3", "--batch-size", "2", "--validation-steps", "1"];
        var outcome = Done(run.Develop([.. Arguments("out", "40"), "--early-stopping-patience", "3", "--checkpoints-total-limit", "2",
            "--checkpointing-steps", "1000"]));
        outcome.Error.ShouldContain("the loss on validation was no lower in the last 3 looks");

        var losses = ValidationLosses(run, "out");
        losses.Count.ShouldBeLessThan(40);
        var best = losses.IndexOf(losses.Min()) + 1;
        losses.Count.ShouldBe(best + 3);
        Done(run.Develop(Arguments("short", $"{best}")));
        Lora(run, Path.Combine("out", "best")).ShouldBe(Lora(run, "short"));
        Lora(run, "out").ShouldNotBe(Lora(run, "short"));
        Directory.GetDirectories(Path.Combine(run.Folder, "out", "checkpoints")).Select(it => Path.GetFileName(it)).Order()
            .ShouldBe(((string[])[$"checkpoint-{best}", $"checkpoint-{best + 3}"]).Order());
    }

    [Theory]
    [InlineData("early-stopping-patience ends a run by its loss on pictures for validation", "fine-tune", "--early-stopping-patience", "2")]
    [InlineData("A search compares losses on pictures for validation", "search", "--learning-rates", "1e-4")]
    public void Where_nothing_is_held_out_nothing_is_chosen_by_it(string told, string command, params string[] options)
    {
        using var run = new Invocation();
        Pictures(run, split: false);
        var outcome = run.Develop([command, "--model", Model(), "--data", "pictures", "--output-dir", "out", .. options]);
        outcome.ExitCode.ShouldBe(2, outcome.Error);
        outcome.Error.ShouldContain(told);
    }

    [Theory]
    [InlineData("has {word}, which nothing fills", "--caption-template", "{word} emoji")]
    [InlineData("is a template by itself", "--caption-template", "{caption} emoji", "--instance-prompt", "sks")]
    public void A_template_that_cannot_be_filled_is_refused(string told, params string[] options)
    {
        using var run = new Invocation();
        var outcome = run.Develop(["fine-tune", "--model", Model(), "--data", "pictures", .. options]);
        outcome.ExitCode.ShouldBe(2, outcome.Error);
        outcome.Error.ShouldContain(told);
    }

    [Fact]
    public void A_search_finds_the_run_that_validates_best_and_its_recipe_makes_it_again()
    {
        using var run = new Invocation();
        Pictures(run);
        string[] Arguments(string rates) => ["search", "--model", Model(), "--data", "pictures", "--output-dir", "found",
            "--learning-rates", rates, "--batch-sizes", "1,1x2", "--lora-ranks", "2", "--caption-template", "{caption} emoji",
            "--max-train-steps", "4", "--validation-steps", "2", "--json"];
        var report = JsonDocument.Parse(Done(run.Develop(Arguments("1e-30,0.01"))).Out).RootElement;
        var runs = report.GetProperty("runs").EnumerateArray().ToArray();
        runs.Length.ShouldBe(4);
        var losses = runs.Select(it => it.GetProperty("validationLoss").GetDouble()).ToArray();
        losses.ShouldBe(losses.Order()); // the best first
        report.GetProperty("best").GetString().ShouldBe(runs[0].GetProperty("name").GetString());
        runs.Count(it => it.GetProperty("learningRate").GetDouble() < 1e-10).ShouldBe(2);
        foreach (var one in runs)
            ValidationLosses(run, one.GetProperty("folder").GetString()!).Min()
                .ShouldBe(one.GetProperty("validationLoss").GetDouble(), 1e-12);

        // What is over is not trained again, and the grid may grow.
        var first = Path.Combine(runs[0].GetProperty("folder").GetString()!, "pytorch_lora_weights.safetensors");
        var made = File.GetLastWriteTimeUtc(first);
        var grown = JsonDocument.Parse(Done(run.Develop(Arguments("1e-30,0.01,0.001"))).Out).RootElement;
        grown.GetProperty("runs").GetArrayLength().ShouldBe(6);
        File.GetLastWriteTimeUtc(first).ShouldBe(made);

        Done(run.Develop("fine-tune", "--recipe", grown.GetProperty("recipe").GetString()!, "--model", Model(), "--data", "pictures",
            "--output-dir", "again"));
        var best = grown.GetProperty("runs")[0].GetProperty("folder").GetString()!;
        Lora(run, "again").ShouldBe(Lora(run, best));
        File.ReadAllText(grown.GetProperty("page").GetString()!).ShouldContain(grown.GetProperty("best").GetString()!);

        var other = run.Develop([.. Arguments("1e-30"), "--seed", "3"]);
        other.ExitCode.ShouldBe(2);
        other.Error.ShouldContain("a search with another seed");
    }

    [Fact]
    public async Task A_search_that_was_broken_off_goes_on_in_the_middle_of_a_run()
    {
        using var stop = new CancellationTokenSource();
        using var run = new Invocation { Stop = stop.Token };
        Pictures(run);
        string[] Arguments(string output) => ["search", "--model", Model(), "--data", "pictures", "--output-dir", output,
            "--learning-rates", "1e-3,1e-4", "--max-train-steps", "30", "--checkpointing-steps", "2", "--json"];
        var checkpoints = Path.Combine(run.Folder, "broken", "runs", "lora-lr1e-4-batch1x1-rank4", "checkpoints");
        var watch = Task.Run(async () =>
        {
            while (!Directory.Exists(checkpoints) || !Directory.EnumerateDirectories(checkpoints, "checkpoint-*").Any()) await Task.Delay(5);
            await stop.CancelAsync();
        });
        run.Develop(Arguments("broken")).ExitCode.ShouldBe(130);
        await watch;
        run.Stop = CancellationToken.None;
        var resumed = JsonDocument.Parse(Done(run.Develop(Arguments("broken"))).Out).RootElement;
        var whole = JsonDocument.Parse(Done(run.Develop(Arguments("whole"))).Out).RootElement;
        foreach (var (mine, other) in resumed.GetProperty("runs").EnumerateArray().Zip(whole.GetProperty("runs").EnumerateArray()))
        {
            mine.GetProperty("name").GetString().ShouldBe(other.GetProperty("name").GetString());
            mine.GetProperty("validationLoss").GetDouble().ShouldBe(other.GetProperty("validationLoss").GetDouble());
        }
    }

    [Fact]
    public void One_search_compares_LoRA_with_DreamBooth_each_with_captions_of_its_own()
    {
        using var run = new Invocation();
        Pictures(run);
        var report = JsonDocument.Parse(Done(run.Develop("search", "--model", Model(), "--data", "pictures", "--methods",
            "lora,dreambooth-lora", "--caption-template", "{caption} emoji", "--max-train-steps", "2", "--instance-prompt",
            "{caption} sks emoji", "--validation-prompt", "a square", "--num-validation-images", "1", "--validation-steps", "2", "--json")).Out)
            .RootElement;
        var folders = report.GetProperty("runs").EnumerateArray()
            .ToDictionary(it => it.GetProperty("method").GetString()!, it => it.GetProperty("folder").GetString()!);
        folders["lora"].ShouldStartWith(Path.Combine(run.Folder, "searches", "pictures"));
        foreach (var (method, words) in ((string, string)[])[("lora", "square"), ("dreambooth-lora", "square sks")])
        {
            using var lora = LoraFile.Read(folders[method]);
            lora.TriggerPhrase.ShouldBe(words);
        }
        File.ReadAllText(report.GetProperty("page").GetString()!).Split("<img").Length.ShouldBe(3); // a picture of each
    }

    [Fact]
    public void What_was_fine_tuned_is_measured_on_pictures_that_no_choice_was_made_by()
    {
        using var run = new Invocation();
        Pictures(run);
        File.Move(Path.Combine(run.Folder, "pictures", "train", "5.png"),
            Path.Combine(Directory.CreateDirectory(Path.Combine(run.Folder, "pictures", "test")).FullName, "5.png"));
        File.AppendAllText(Path.Combine(run.Folder, "pictures", "metadata.jsonl"), """{"file_name": "test/5.png", "text": "square 5"}""");
        foreach (var (output, rate) in ((string, string)[])[("same", "1e-30"), ("other", "0.05")])
            Done(run.Develop("fine-tune", "--model", Model(), "--data", "pictures", "--caption-template", "{caption} emoji",
                "--output-dir", output, "--max-train-steps", "3", "--learning-rate", rate));
        Done(run.Develop("fine-tune", "--model", Model(), "--data", "pictures", "--caption-template", "{caption} emoji",
            "--output-dir", "whole", "--max-train-steps", "1", "--learning-rate", "1e-30", "--method", "full"));
        var outcome = Done(run.Develop("evaluate", "fine-tuned", "same", "other", "whole", "--steps", "2", "--sheet", "sheet.png", "--json"));

        var models = JsonDocument.Parse(outcome.Out).RootElement.GetProperty("models").EnumerateArray()
            .ToDictionary(it => it.GetProperty("model").GetString()!);
        models.Keys.ShouldBe(["as it was", "same", "other", "whole"]);
        var loss = models["as it was"].GetProperty("testLoss").GetDouble();
        models["same"].GetProperty("testLoss").GetDouble().ShouldBe(loss);
        models["whole"].GetProperty("testLoss").GetDouble().ShouldBe(loss);
        models["other"].GetProperty("testLoss").GetDouble().ShouldNotBe(loss);
        var prompt = models["other"].GetProperty("pictures").EnumerateArray().Single();
        (prompt.GetProperty("words").GetString(), prompt.GetProperty("prompt").GetString()).ShouldBe(("square 5", "square 5 emoji"));
        ImageFile.Load(Path.Combine(run.Folder, "sheet.png")).Width.ShouldBeGreaterThan(4 * 192);

        var none = run.Develop("evaluate", "fine-tuned", "pictures");
        none.ExitCode.ShouldBe(1);
        none.Error.ShouldContain("holds no result of emoji-dev fine-tune");
    }

    /// <summary>An experiment over ranks and styles is a search that trains each on the pictures of one style.</summary>
    [Fact]
    public void A_search_over_ranks_and_styles_trains_each_on_the_pictures_of_one()
    {
        using var run = new Invocation();
        Done(run.Develop("prepare", "set", "--size", "64", "--style", "noto", "--style", "flat", "--scenes", "0", "--caption-template",
            "{caption} emoji"));
        var report = JsonDocument.Parse(Done(run.Develop("search", "--model", Model(), "--data", "set", "--output-dir", "found",
            "--lora-ranks", "2,4", "--styles", "noto,flat", "--max-train-steps", "2", "--max-train-samples", "2", "--validation-examples", "2",
            "--validation-steps", "1", "--validation-prompt", "a cat|a dog", "--num-validation-images", "1", "--json")).Out).RootElement;
        var runs = report.GetProperty("runs").EnumerateArray().ToArray();
        runs.Select(it => (it.GetProperty("rank").GetInt32(), it.GetProperty("style").GetString())).Order()
            .ShouldBe([(2, "flat"), (2, "noto"), (4, "flat"), (4, "noto")]);
        // The pictures that are validated on are others.
        runs.Select(it => it.GetProperty("validationLoss").GetDouble()).Distinct().Count().ShouldBeGreaterThan(1);
        File.ReadAllText(report.GetProperty("page").GetString()!).ShouldContain("Least loss by rank");
        var drawn = ImageFile.Load(Path.Combine(runs[0].GetProperty("folder").GetString()!, "validation", "step-000002.png"));
        drawn.Height.ShouldBe(2 * drawn.Width); // a prompt below the other

        var none = run.Develop("fine-tune", "--model", Model(), "--data", "set", "--style", "openmoji", "--output-dir", "none");
        none.ExitCode.ShouldBe(1);
        none.Error.ShouldContain("no pictures of style 'openmoji'; it has flat, noto");
    }

    static byte[] Lora(Invocation run, string folder) =>
        SafetensorsBytes(Path.Combine(run.Folder, folder, "pytorch_lora_weights.safetensors"));

    /// <summary>The tensors of a file without its header, which names the trigger phrase.</summary>
    static byte[] SafetensorsBytes(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes[(8 + (int)BitConverter.ToInt64(bytes))..];
    }

    static List<double> ValidationLosses(Invocation run, string folder) =>
        [.. File.ReadLines(Path.Combine(run.Folder, folder, "logs", "steps.jsonl")).Select(it => JsonDocument.Parse(it).RootElement)
        .Where(it => it.TryGetProperty("validation_loss", out _)).Select(it => it.GetProperty("validation_loss").GetDouble())];

    static Outcome Done(Outcome outcome)
    {
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return outcome;
    }

    /// <summary>Squares of colours in folders train and validation, six and two.</summary>
    static void Pictures(Invocation run, string folder = "pictures", string caption = "{0}", Rgba? ground = null, bool split = true)
    {
        List<string> lines = [];
        var data = Directory.CreateDirectory(Path.Combine(run.Folder, folder)).FullName;
        for (var i = 0; i < 8; i++)
        {
            var picture = Raster.Filled(128, 128, ground ?? Rgba.Transparent);
            for (var x = 20; x < 108; x++)
                for (var y = 20; y < 108; y++) picture[x, y] = new((byte)(30 * i), 200, 40, 255);
            var name = $"{(split ? i < 6 ? "train/" : "validation/" : "")}{i}.png";
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(data, name))!);
            ImageFile.Save(Path.Combine(data, name), picture);
            lines.Add($$"""{"file_name": "{{name}}", "text": "{{string.Format(System.Globalization.CultureInfo.InvariantCulture, caption, $"square {i}")}}"}""");
        }
        File.WriteAllLines(Path.Combine(data, "metadata.jsonl"), lines);
    }
}
