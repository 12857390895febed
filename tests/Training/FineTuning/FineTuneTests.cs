using System.Diagnostics;
using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Models.Lora;
using EmojiGen.Tests.Cli;
using EmojiGen.Tests.Training.Loop;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;

namespace EmojiGen.Tests.Training.FineTuning;

/// <summary><c>emoji-dev fine-tune</c> on the small models of the reference cases: what they learn is noise, how they are trained is
/// not.</summary>
public class FineTuneTests
{
    static string Model(string name) => Path.Combine(Repository.Root, "tests", "Reference", "cases", name, "model");

    [Theory]
    [InlineData("pipeline_sd15", "fp32")]
    [InlineData("pipeline_sdxl", "fp32")]
    [InlineData("pipeline_sd3", "fp32")]
    [InlineData("pipeline_sd15", "bf16")]
    [InlineData("pipeline_sd3", "bf16")]
    public void A_lora_of_network_and_text_encoders_is_trained_and_loads(string model, string precision)
    {
        using var run = new Invocation();
        Pictures(run);
        var outcome = run.Develop("fine-tune", "--model", Model(model), "--data", "data", "--output-dir", "out", "--max-train-steps", "3",
            "--batch-size", "2",
            "--lora-rank", "2", "--lora-alpha", "4", "--train-text-encoder", "--mixed-precision", precision == "bf16" ? "bf16" : "no", "--learning-rate", "0.01", "--json");

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var json = JsonDocument.Parse(outcome.Out).RootElement;
        json.GetProperty("pictures").GetInt32().ShouldBe(3);
        using var lora = LoraFile.Read(Path.Combine(run.Folder, "out"));
        lora.Layers.ShouldAllBe(it => it.Rank == 2 && it.Alpha == 4 && it.A.DType == DType.Float32);
        lora.Layers.Select(it => it.Component).Distinct().Order()
            .ShouldBe(model == "pipeline_sd15" ? ["text_encoder", "unet"] : ["text_encoder", "text_encoder_2", "unet"]);
        lora.Layers.Count(it => it.B.Abs().Max().ToDouble() > 0).ShouldBeGreaterThan(lora.Layers.Count * 9 / 10); // B begins at zero

        var drawn = run.Generate("--model", Model(model), "--lora", "out", "--steps", "1", "--no-draft", "--json", "a", "cat");
        drawn.ExitCode.ShouldBe(0, drawn.Error);
        var used = JsonDocument.Parse(drawn.Out).RootElement.GetProperty("loras")[0];
        used.GetProperty("matched").GetInt32().ShouldBe(lora.Layers.Count);
        used.GetProperty("unmatched").GetArrayLength().ShouldBe(0);
        run.Develop("list-finetuned", ".").Out.ShouldContain("out  lora  3 steps, 3 pictures");
    }

    [Theory]
    [InlineData("pipeline_sd15", "no")]
    [InlineData("pipeline_sd15", "bf16")]
    [InlineData("pipeline_sd3", "no")]
    public void A_whole_model_is_trained_and_draws(string model, string precision)
    {
        using var run = new Invocation();
        Pictures(run);
        var outcome = run.Develop("fine-tune", "--model", Model(model), "--data", "data", "--method", "full", "--output-dir", "out",
            "--max-train-steps", "2", "--mixed-precision", precision, "--ema-decay", "0.9", "--report-to", "none");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        run.Generate("--model", "out/model", "--steps", "1", "--no-draft", "-o", "new.png", "a", "cat").ExitCode.ShouldBe(0);
        run.Generate("--model", Model(model), "--steps", "1", "--no-draft", "-o", "old.png", "a", "cat").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void DreamBooth_draws_the_class_that_is_not_there_and_keeps_it()
    {
        using var run = new Invocation();
        Pictures(run);
        var outcome = run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--instance-prompt", "sks emoji",
            "--class-prompt", "emoji", "--num-class-images", "2",
            "--output-dir", "out", "--max-train-steps", "2", "--validation-prompt", "sks emoji", "--validation-steps", "2", "--num-validation-images", "1", "--report-to", "all");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldNotContain("no caption"); // all pictures are called the instance prompt
        Directory.GetFiles(Path.Combine(run.Folder, "out", "class")).Length.ShouldBe(2);
        File.Exists(Path.Combine(run.Folder, "out", "validation", "step-000002.png")).ShouldBeTrue();
        var line = JsonDocument.Parse(File.ReadLines(Path.Combine(run.Folder, "out", "logs", "steps.jsonl")).Last()).RootElement;
        line.GetProperty("loss").GetDouble()
            .ShouldBe(line.GetProperty("instance_loss").GetDouble() + line.GetProperty("prior_loss").GetDouble(), 1e-5);
        run.Develop("list-finetuned", ".").Out.ShouldContain("\"sks emoji\"");
    }

    [Fact]
    public void All_settings_in_force_are_kept_as_the_types_that_they_are_and_no_folder_of_this_machine()
    {
        using var run = new Invocation();
        Pictures(run, 2);
        var outcome = run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "out",
            "--max-train-steps", "1", "--validation-prompt", "sks", "--validation-steps", "1", "--num-validation-images", "2",
            "--report-to", "all");
        outcome.ExitCode.ShouldBe(0, outcome.Error);

        var kept = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Folder, "out", "fine-tune.json"))).RootElement;
        var log = JsonDocument.Parse(File.ReadLines(Path.Combine(run.Folder, "out", "logs", "steps.jsonl")).First()).RootElement;
        foreach (var settings in new[] { kept.GetProperty("settings"), log.GetProperty("settings") })
        {
            settings.GetProperty("learning-rate").GetDouble().ShouldBe(1e-4); // nobody typed these
            settings.GetProperty("seed").GetInt64().ShouldBe(0);
            settings.GetProperty("lora-rank").GetInt32().ShouldBe(4);
            settings.GetProperty("lora-alpha").GetDouble().ShouldBe(4);
            settings.GetProperty("resolution").GetInt32().ShouldBe(128);
            settings.GetProperty("train-text-encoder").GetBoolean().ShouldBeFalse();
            settings.GetProperty("snr-gamma").ValueKind.ShouldBe(JsonValueKind.Null);
            settings.GetProperty("lora-targets").EnumerateArray().Select(it => it.GetString())
                .ShouldBe(["to_q", "to_k", "to_v", "to_out.0"]);
            settings.GetProperty("model").GetString().ShouldBe("model");
            settings.GetProperty("data").GetString().ShouldBe("data");
        }
        using var lora = LoraFile.Read(Path.Combine(run.Folder, "out"));
        lora.BaseModel.ShouldBe("model");
        var picture = ImageFile.Load(Path.Combine(run.Folder, "out", "validation", "step-000001.png"));
        (picture.Width, picture.Height).ShouldBe((2 * 128, 128)); // side by side, and nothing around them
    }

    [Fact]
    public void A_resumed_run_gives_the_same_lora_to_the_bit()
    {
        using var run = new Invocation();
        Pictures(run);
        string[] Arguments(string output, string steps, params string[] more) =>
            ["fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", output, "--max-train-steps", steps,
            "--batch-size", "2", "--lora-dropout", "0.2", "--caption-dropout", "0.3", "--random-flip", "--noise-offset", "0.05", "--snr-gamma", "5", "--checkpointing-steps", "1", "--checkpoints-total-limit", "1", .. more];
        run.Develop(Arguments("whole", "6")).ExitCode.ShouldBe(0);
        run.Develop(Arguments("parts", "2")).ExitCode.ShouldBe(0);
        var resumed = run.Develop(Arguments("parts", "6", "--resume-from-checkpoint", "latest"));
        resumed.Error.ShouldContain("Resumed after step 2.");
        Lora("parts").ShouldBe(Lora("whole"));
        File.ReadLines(Path.Combine(run.Folder, "parts", "logs", "steps.jsonl")).Count().ShouldBe(7); // the settings, and six steps

        byte[] Lora(string name) => File.ReadAllBytes(Path.Combine(run.Folder, name, "pytorch_lora_weights.safetensors"));
    }

    [Fact]
    public void Pictures_of_another_folder_of_the_same_name_are_another_run()
    {
        using var run = new Invocation();
        foreach (var name in (string[])["one", "two"])
        {
            Pictures(run, 2, Path.Combine(name, "pictures"), green: name == "one" ? 200 : 20);
            run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", $"{name}/pictures", "--max-train-steps", name == "one"
                ? "3" : "1").ExitCode.ShouldBe(0);
        }
        Directory.GetDirectories(Path.Combine(run.Folder, "finetuned")).Select(it => Path.GetFileName(it)).Order()
            .ShouldBe(["pictures-lora", "pictures-lora-2"]);
        var resumed = run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", "two/pictures", "--max-train-steps", "2",
            "--resume-from-checkpoint", "latest");
        resumed.Error.ShouldContain("Resumed after step 1."); // and not after the third of the other
    }

    [Theory]
    [InlineData("model", "--model", "pipeline_sd15_clip_skip")]
    [InlineData("alpha 4, not 8", "--lora-alpha", "8")]
    [InlineData("optimizer adamw, not muon", "--optimizer", "muon")]
    [InlineData("learning rate 0.0001, not 0.001", "--learning-rate", "1e-3")]
    [InlineData("pictures and captions", "--data", "others")]
    public void A_checkpoint_of_another_run_is_refused_by_what_differs(string difference, string name, string value)
    {
        using var run = new Invocation();
        Pictures(run, 2);
        Pictures(run, 2, "others", green: 20);
        string[] Arguments(string steps, params string[] more) =>
            ["fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "out", "--max-train-steps", steps, .. more];
        run.Develop(Arguments("1")).ExitCode.ShouldBe(0);
        var checkpoint = File.ReadAllBytes(Path.Combine(run.Folder, "out", "checkpoints", "checkpoint-1", "state.safetensors"));

        var changed = Arguments("2", "--resume-from-checkpoint", "latest");
        var at = Array.IndexOf(changed, name);
        if (at < 0) changed = [.. changed, name, value];
        else changed[at + 1] = name == "--model" ? OtherModel(run) : value;
        var refused = run.Develop(changed);
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("another run");
        refused.Error.ShouldContain(difference);
        File.ReadAllBytes(Path.Combine(run.Folder, "out", "checkpoints", "checkpoint-1", "state.safetensors")).ShouldBe(checkpoint);
        run.Develop(Arguments("2", "--resume-from-checkpoint", "latest")).Error.ShouldContain("Resumed after step 1.");
    }

    /// <summary>The small model with one bit of one weight changed.</summary>
    static string OtherModel(Invocation run)
    {
        var copy = Path.Combine(run.Folder, "model");
        foreach (var file in Directory.EnumerateFiles(Model("pipeline_sd15"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Model("pipeline_sd15"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        var weights = Path.Combine(copy, "unet", "diffusion_pytorch_model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^100] ^= 1;
        File.WriteAllBytes(weights, bytes);
        return copy;
    }

    [Fact]
    public void A_run_that_begins_anew_leaves_no_checkpoint_of_the_one_before_in_the_way_and_none_is_lost()
    {
        using var run = new Invocation();
        Pictures(run, 2);
        string[] Arguments(string steps, params string[] more) =>
            ["fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "out", "--max-train-steps", steps, .. more];
        run.Develop(Arguments("5")).ExitCode.ShouldBe(0);
        run.Develop(Arguments("2", "--overwrite")).Error.ShouldContain("kept in");
        Directory.Exists(Path.Combine(run.Folder, "out", "checkpoints", "before-1", "checkpoint-5")).ShouldBeTrue();
        run.Develop(Arguments("3", "--resume-from-checkpoint", "latest")).Error.ShouldContain("Resumed after step 2.");
    }

    [Fact]
    public void A_result_is_not_replaced_by_a_run_that_nobody_meant_to_begin_there()
    {
        using var run = new Invocation();
        Pictures(run, 2);
        string[] Arguments(string steps, params string[] more) =>
            ["fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "out", "--max-train-steps", steps, .. more];
        run.Develop(Arguments("3")).ExitCode.ShouldBe(0);
        var result = Path.Combine(run.Folder, "out", "pytorch_lora_weights.safetensors");
        var trained = File.ReadAllBytes(result);

        var refused = run.Develop(Arguments("1", "--learning-rate", "0.01"));
        refused.ExitCode.ShouldBe(2);
        foreach (var told in (string[])["--resume", "--overwrite", "--output-dir"]) refused.Error.ShouldContain(told);
        refused.Error.Trim().Split('\n').Length.ShouldBe(1);
        File.ReadAllBytes(result).ShouldBe(trained);
        run.Develop([.. Arguments("1"), "--output-dir", "other"]).ExitCode.ShouldBe(2); // given twice
        run.Develop(Arguments("4", "--resume", "latest")).Error.ShouldContain("Resumed after step 3.");
        run.Develop(Arguments("1", "--learning-rate", "0.01", "--overwrite")).ExitCode.ShouldBe(0);
        File.ReadAllBytes(result).ShouldNotBe(trained);
    }

    [Fact]
    public async Task Breaking_off_says_what_was_saved_and_the_command_that_goes_on()
    {
        using var stop = new CancellationTokenSource();
        using var run = new Invocation { Stop = stop.Token };
        Pictures(run, 2);
        var checkpoints = Path.Combine(run.Folder, "my run", "checkpoints");
        var watch = Task.Run(async () =>
        {
            // Any of them: the first may be gone again before anybody looks.
            while (!Directory.Exists(checkpoints) || !Directory.EnumerateDirectories(checkpoints).Any()) await Task.Delay(20);
            await stop.CancelAsync();
        });
        var outcome = run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "my run",
            "--max-train-steps", "100000", "--checkpointing-steps", "1", "--checkpoints-total-limit", "2");
        await watch;
        outcome.ExitCode.ShouldBe(130);
        var last = outcome.Error.Trim().Split('\n')[^1];
        last.ShouldStartWith("Interrupted; the checkpoint of step ");
        var step = last["Interrupted; the checkpoint of step ".Length..].Split(' ')[0];
        Directory.Exists(Path.Combine(run.Folder, "my run", "checkpoints", $"checkpoint-{step}")).ShouldBeTrue();
        last.ShouldEndWith($"emoji-dev fine-tune --model {Model("pipeline_sd15")} --data data --output-dir 'my run' --max-train-steps 100000 --checkpointing-steps 1 --checkpoints-total-limit 2 --resume latest");
    }

    [Fact]
    public void A_folder_in_which_one_trains_is_closed_to_others()
    {
        using var run = new Invocation();
        Pictures(run, 2);
        using (RunLock.Take(Path.Combine(run.Folder, "out")))
        {
            var refused = run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "out",
                "--max-train-steps", "1");
            refused.ExitCode.ShouldBe(1);
            refused.Error.ShouldContain("Another training is at work");
        }
        Directory.Exists(Path.Combine(run.Folder, "out")).ShouldBeFalse(); // nothing was trained, so nothing stays
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_not_taken_for_one_in_which_another_trains()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var refusal = Should.Throw<IOException>(() => RunLock.Take(folder.File("file/out"))).Message;
        refusal.ShouldContain("cannot be written to");
        refusal.ShouldNotContain("Another training");
    }

    [Theory]
    [InlineData("pipeline_sd15")]
    [InlineData("pipeline_sd3")]
    public void Gradient_checkpointing_changes_no_bit_of_the_result(string model)
    {
        using var run = new Invocation();
        Pictures(run);
        foreach (var more in new string[][] { [], ["--gradient-checkpointing"] })
            run.Develop(["fine-tune", "--model", Model(model), "--data", "data", "--output-dir", $"out{more.Length}", "--max-train-steps",
                "3", "--batch-size", "2", "--lora-dropout", "0.2",
                "--train-text-encoder", "--learning-rate", "0.01", .. more]).ExitCode.ShouldBe(0);
        byte[] Lora(string name) => File.ReadAllBytes(Path.Combine(run.Folder, name, "pytorch_lora_weights.safetensors"));
        Lora("out1").ShouldBe(Lora("out0"));
    }

    [Fact]
    public async Task Two_processes_fine_tune_as_one_with_twice_the_batch()
    {
        using var run = new Invocation();
        Pictures(run, count: 8);
        var port = TrainingProcess.FreePort();
        await Task.WhenAll(Start("together", 2, 0), Start("together", 2, 1), Start("alone", 4, null));
        var (alone, together) = (Losses("alone"), Losses("together"));
        together.Count.ShouldBe(6);
        for (var i = 0; i < alone.Count; i++) together[i].ShouldBe(alone[i], 1e-4 * alone[i]);

        async Task Start(string output, int batch, int? rank)
        {
            string[] arguments = ["fine-tune", "--model", Model("pipeline_sd15"), "--data", Path.Combine(run.Folder, "data"),
                "--output-dir", Path.Combine(run.Folder, output), "--max-train-steps", "6",
                "--batch-size", $"{batch}", "--gradient-accumulation-steps", "2", "--lora-dropout", "0.2", "--caption-dropout", "0.3", "--random-flip", "--noise-offset", "0.05", "--learning-rate", "0.01"];
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "emojigen.dll"), "dev", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false
            };
            if (rank is { } number)
                foreach (var (name, value) in new[] { ("WORLD_SIZE", "2"), ("RANK", $"{number}"), ("LOCAL_RANK", $"{number}"),
                    ("MASTER_ADDR", "localhost"), ("MASTER_PORT", $"{port}") }) start.Environment[name] = value;
            start.Environment["OMP_NUM_THREADS"] = "1";
            using var process = Process.Start(start)!;
            var (told, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, await error);
            (await told).Length.ShouldBe(rank == 1 ? 0 : (await told).Length); // only the first one speaks
        }

        List<double> Losses(string output) =>
            [.. File.ReadLines(Path.Combine(run.Folder, output, "logs", "steps.jsonl")).Skip(1)
            .Select(it => JsonDocument.Parse(it).RootElement.GetProperty("loss").GetDouble())];
    }

    [Fact]
    public void The_loss_on_what_is_trained_falls()
    {
        using var run = new Invocation();
        Pictures(run, count: 1);
        run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "out", "--max-train-steps", "60",
            "--batch-size", "4", "--method", "full", "--learning-rate", "2e-3").ExitCode.ShouldBe(0);
        var losses = File.ReadLines(Path.Combine(run.Folder, "out", "logs", "steps.jsonl")).Skip(1)
            .Select(it => JsonDocument.Parse(it).RootElement.GetProperty("loss").GetDouble()).ToList();
        losses.TakeLast(15).Average().ShouldBeLessThan(losses.Take(5).Average() * 0.9);
    }

    [Fact]
    public void Broken_pictures_and_missing_captions_are_told_and_left_out()
    {
        using var run = new Invocation();
        Pictures(run);
        var data = Path.Combine(run.Folder, "data");
        File.WriteAllBytes(Path.Combine(data, "broken.png"), File.ReadAllBytes(Path.Combine(data, "0.png"))[..60]);
        File.Copy(Path.Combine(data, "1.png"), Path.Combine(data, "3.png"));
        File.AppendAllText(Path.Combine(data, "metadata.jsonl"), """
            {"file_name": "broken.png", "text": "a broken one"}
            {"file_name": "3.png"}
            {"file_name": "1.png"}
            {"file_name": "gone.png", "text": "gone"}
            {"file_name": "../../etc/passwd", "text": "x"}
            no json
            {"text": "no file"}
            """);
        var outcome = run.Develop("fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", "--output-dir", "out",
            "--max-train-steps", "1", "--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        JsonDocument.Parse(outcome.Out).RootElement.GetProperty("pictures").GetInt32().ShouldBe(3);
        foreach (var told in new[] { "broken.png was left out", "3.png has no caption", "no file 'gone.png'", "leaves the folder",
            "it is no JSON", "it has no file_name" }) outcome.Error.ShouldContain(told);
    }

    [Theory]
    [InlineData("batch-size is '0'; it must be a whole number of pictures from 1 to 65536.", "--batch-size", "0")]
    [InlineData("method is 'lorra'; it must be lora, full, dreambooth or dreambooth-lora.", "--method", "lorra")]
    [InlineData("class-prompt is DreamBooth's", "--class-prompt", "emoji")]
    [InlineData("--push-to-hub and --hub-model-id go together", "--push-to-hub")]
    [InlineData("lr-scheduler is 'wavy'", "--lr-scheduler", "wavy")]
    [InlineData("learning-rate is 'much'; it must be a number above 0", "--learning-rate", "much")]
    public void A_wrong_setting_is_told_by_its_name(string message, params string[] arguments)
    {
        using var run = new Invocation();
        var outcome = run.Develop(["fine-tune", "--model", Model("pipeline_sd15"), "--data", "data", .. arguments]);
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(message);
        outcome.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Image folder", "--data", "nowhere")]
    [InlineData("resolution is 60", "--resolution", "60")]
    [InlineData("checkpoint '9'", "--resume-from-checkpoint", "9")]
    [InlineData("No layer is a target", "--lora-targets", "nothing")]
    public void What_cannot_be_trained_is_told_in_a_sentence(string message, params string[] arguments)
    {
        using var run = new Invocation();
        Pictures(run);
        string[] data = arguments[0] == "--data" ? [] : ["--data", "data"];
        var outcome = run.Develop(["fine-tune", "--model", Model("pipeline_sd15"), "--output-dir", "out", .. data, .. arguments]);
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldContain(message);
        outcome.Error.ShouldNotContain("Unexpected");
    }

    /// <summary>Squares of colours, with captions; the last one is wide, and transparent at the right.</summary>
    static void Pictures(Invocation run, int count = 3, string folder = "data", int green = 200)
    {
        var data = Directory.CreateDirectory(Path.Combine(run.Folder, folder)).FullName;
        List<string> lines = [];
        for (var i = 0; i < count; i++)
        {
            var picture = Raster.Filled(i == 2 ? 200 : 128, 128, new((byte)(80 * i), (byte)green, 40));
            if (i == 2) for (var x = 120; x < 200; x++) for (var y = 0; y < 128; y++) picture[x, y] = Rgba.Transparent;
            ImageFile.Save(Path.Combine(data, $"{i}.png"), picture);
            lines.Add(
                $$"""{"file_name": "{{i}}.png", "text": "square ({{i}}) {{(i == 1 ? string.Join(' ', Enumerable.Repeat("very", 120)) : "")}}"}""");
        }
        File.WriteAllLines(Path.Combine(data, "metadata.jsonl"), lines);
    }
}
