using System.Text;
using System.Text.Json;
using EmojiGen.Cli;
using EmojiGen.Hub;
using EmojiGen.Imaging;
using EmojiGen.Tests.Hub;

namespace EmojiGen.Tests.Cli;

public class HubCommandTests
{
    [Fact]
    public void Pull_tells_where_the_model_lies()
    {
        using var hub = Hub();
        using var invocation = Invocation(hub);
        var outcome = invocation.Develop("pull", "me/model");
        outcome.ExitCode.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Out.ShouldContain("me/model at 0123456789ab: 2 files");
        outcome.Out.ShouldContain(Path.Combine("models--me--model", "snapshots", FakeHub.Commit));
        outcome.Error.ShouldContain("fetched config.json");

        var again = invocation.Develop("pull", "me/model", "--json");
        using var json = JsonDocument.Parse(again.Out);
        json.RootElement.GetProperty("commit").GetString().ShouldBe(FakeHub.Commit);
        json.RootElement.GetProperty("bytes").GetInt64().ShouldBe(0);
        json.RootElement.GetProperty("files").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void A_token_of_two_lines_is_refused_and_not_shown()
    {
        using var hub = Hub();
        using var invocation = Invocation(hub);
        invocation.Environment["HF_TOKEN"] = "hf_one\nhf_two";
        var outcome = invocation.Develop("pull", "me/model");
        outcome.ExitCode.ShouldBe(ExitCode.Failed);
        outcome.Error.ShouldContain("HF_TOKEN");
        outcome.Error.ShouldNotContain("hf_one");
        outcome.Error.ShouldNotContain("Unexpected");
        hub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void A_pulled_pipeline_is_listed_and_can_be_set()
    {
        using var hub = Hub();
        hub["model_index.json"] = Encoding.UTF8.GetBytes("{}");
        using var invocation = Invocation(hub);
        invocation.Develop("list-models").Out.ShouldNotContain("me/model");
        invocation.Develop("set-model", "me/model").Error.ShouldContain("emoji-dev pull me/model");
        invocation.Develop("pull", "me/model", "--all").ExitCode.ShouldBe(ExitCode.Done);
        invocation.Develop("set-model", "me/model").ExitCode.ShouldBe(ExitCode.Done);
        invocation.Develop("list-models").Out.ShouldContain($"* me/model  {hub.Cache}");
    }

    [Fact]
    public void Patterns_may_be_given_several_times()
    {
        using var hub = Hub();
        using var invocation = Invocation(hub);
        var outcome = invocation.Develop("pull", "me/model", "--json", "--include", "*.json", "--include", "*.safetensors", "--exclude",
            "config*");
        using var json = JsonDocument.Parse(outcome.Out);
        json.RootElement.GetProperty("files").EnumerateArray().Select(it => it.GetString()).ShouldBe(["model.safetensors"]);
    }

    [Fact]
    public void Push_tells_where_the_commit_is()
    {
        using var hub = Hub();
        using var invocation = Invocation(hub);
        Directory.CreateDirectory(Path.Combine(invocation.Folder, "mine"));
        File.WriteAllText(Path.Combine(invocation.Folder, "mine", "config.json"), "[]");
        var outcome = invocation.Develop("push", "mine", "me/model", "--message", "hello");
        outcome.ExitCode.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Out.ShouldContain($"Pushed 2 files to me/model: {hub.Address}/me/model/commit/");
        hub.Commits.ShouldBe(["hello"]);
        invocation.Develop("push", "mine", "me/model").Out.ShouldContain("has all of it already");
    }

    /// <summary>Its text encoder is a link to the one that retrieval uses, and its IP-Adapter is no component of its pipeline.</summary>
    [Fact]
    public void A_model_that_comes_along_is_published_and_used_by_its_name_there()
    {
        using var hub = new FakeHub { Repository = "me/emoji-mini", Exists = false };
        using var invocation = Invocation(hub);
        var pushed = invocation.Develop("push", Repository.File("models", "emoji-mini"), "me/emoji-mini");
        pushed.ExitCode.ShouldBe(ExitCode.Done, pushed.Error);
        var pulled = invocation.Develop("pull", "me/emoji-mini", "--json");
        pulled.ExitCode.ShouldBe(ExitCode.Done, pulled.Error);
        using var json = JsonDocument.Parse(pulled.Out);
        json.RootElement.GetProperty("files").EnumerateArray().Select(it => it.GetString()!)
            .ShouldContain("ip_adapter/ip-adapter-plus_emoji-mini.safetensors");

        var drawn = invocation.Generate("--model", "me/emoji-mini", "--steps", "1", "--seed", "1", "-o", "cat.png", "--json", "a", "cat");
        drawn.ExitCode.ShouldBe(ExitCode.Done, drawn.Error);
        using var report = JsonDocument.Parse(drawn.Out);
        report.RootElement.GetProperty("references")[0].GetString().ShouldBe("cat face"); // through the adapter that came along
    }

    [Fact]
    public void A_LoRA_that_was_published_is_used_by_its_name_and_has_a_card()
    {
        var model = Repository.File("tests", "Reference", "cases", "pipeline_sd15", "model");
        using var hub = new FakeHub { Repository = "me/pip-lora", Exists = false };
        using var invocation = Invocation(hub);
        var data = Directory.CreateDirectory(Path.Combine(invocation.Folder, "pip")).FullName;
        foreach (var name in (string[])["smiling", "waving"])
        {
            ImageFile.Save(Path.Combine(data, $"{name}.png"), Raster.Filled(64, 64, new(200, 100, 40)));
            File.WriteAllText(Path.Combine(data, $"{name}.txt"), $"pip {name}");
        }
        var trained = invocation.Develop("fine-tune", "--model", model, "--data", "pip", "--output-dir", "out", "--max-train-steps", "2",
            "--lora-rank", "2", "--train-text-encoder", "--learning-rate", "0.01", "--checkpointing-steps", "1",
            "--validation-prompt", "pip jumping", "--validation-steps", "2", "--num-validation-images", "1");
        trained.ExitCode.ShouldBe(ExitCode.Done, trained.Error);
        var pushed = invocation.Develop("push", "out", "me/pip-lora", "--json");
        pushed.ExitCode.ShouldBe(ExitCode.Done, pushed.Error);
        using var json = JsonDocument.Parse(pushed.Out);
        json.RootElement.GetProperty("files").EnumerateArray().Select(it => it.GetString()!).Order(StringComparer.Ordinal)
            .ShouldBe(["README.md", "pip-lora-kohya.safetensors", "pytorch_lora_weights.safetensors", "samples/step-000002.png"]);

        var card = Encoding.UTF8.GetString(hub["README.md"]);
        card.ShouldContain("instance_prompt: \"pip\"\n");
        card.ShouldContain("- text: \"pip jumping\"\n  output:\n    url: samples/step-000002.png\n");
        card.ShouldContain("A LoRA for model,"); // the folder's name; on the hub a base model has an owner
        card.ShouldContain("--lora me/pip-lora pip riding a skateboard");
        card.ShouldNotContain(invocation.Folder);
        card.ShouldNotContain(Repository.Root);

        invocation.Develop("list-models").Out.ShouldContain("me/pip-lora  (LoRA, for --lora)");
        string[] drawing = ["--model", model, "--steps", "1", "--seed", "3", "--no-draft", "-o"];
        var byName = invocation.Generate([.. drawing, "name.png", "--lora", "me/pip-lora:0.5", "pip"]);
        byName.ExitCode.ShouldBe(ExitCode.Done, byName.Error);
        invocation.Generate([.. drawing, "file.png", "--lora", "out:0.5", "pip"]).ExitCode.ShouldBe(ExitCode.Done);
        invocation.Generate([.. drawing, "none.png", "pip"]).ExitCode.ShouldBe(ExitCode.Done);
        Pixels("name.png").ShouldBe(Pixels("file.png"));
        Pixels("none.png").ShouldNotBe(Pixels("file.png"));

        byte[] Pixels(string file) => ImageFile.Load(Path.Combine(invocation.Folder, file)).Pixels.ToArray();
    }

    [Fact]
    public void A_LoRA_is_exported_for_web_UIs_by_a_command()
    {
        using var invocation = new Invocation();
        var cases = Repository.File("tests", "Reference", "cases");
        var source = Path.Combine(cases, "lora_sd15", "lora", "pytorch_lora_weights.safetensors");
        var outcome = invocation.Develop("export", "lora", source, "--format", "kohya", "--alpha", "8", "-o", "pip.safetensors", "--json");
        outcome.ExitCode.ShouldBe(ExitCode.Done, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Out);
        json.RootElement.GetProperty("layers").GetInt32().ShouldBe(88);
        // What web UIs read is read here too, and draws the same picture.
        string[] drawing = ["--model", Path.Combine(cases, "pipeline_sd15", "model"), "--steps", "1", "--seed", "3", "--no-draft",
            "--dtype", "float32", "-o"];
        invocation.Generate([.. drawing, "a.png", "--lora", "pip.safetensors", "pip"]).ExitCode.ShouldBe(ExitCode.Done);
        invocation.Generate([.. drawing, "b.png", "--lora", Path.Combine(cases, "lora_sd15", "lora", "kohya.safetensors"), "pip"]).ExitCode
            .ShouldBe(ExitCode.Done);
        ImageFile.Load(Path.Combine(invocation.Folder, "a.png")).Pixels.ToArray()
            .ShouldBe(ImageFile.Load(Path.Combine(invocation.Folder, "b.png")).Pixels.ToArray());

        invocation.Develop("export", "lora", "pip.safetensors", "--format", "diffusers").Out
            .ShouldContain("pip-diffusers.safetensors: 88 layers");
        var again = invocation.Develop("export", "lora", "pip.safetensors", "--format", "diffusers");
        again.ExitCode.ShouldBe(ExitCode.Usage); // it is there already
        invocation.Develop("export", "lora", "pip.safetensors", "--format", "peft").Error.ShouldContain("it must be kohya, diffusers or original");
        invocation.Develop("export", "lora", "gone.safetensors").Error.ShouldContain("There is no LoRA 'gone.safetensors'");
    }

    [Fact]
    public void A_LoRA_that_is_not_here_is_told_before_a_model_is_loaded()
    {
        using var hub = Hub();
        using var invocation = Invocation(hub);
        var outcome = invocation.Generate("--engine", "diffusion", "--lora", "me/other-lora", "a", "cat");
        outcome.ExitCode.ShouldBe(ExitCode.Failed);
        outcome.Error.ShouldContain("There is no LoRA 'me/other-lora'");
        outcome.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "cannot be a model on the hub", "pull", "not/a/model")]
    [InlineData(ExitCode.Usage, "There is no folder 'nowhere'", "push", "nowhere", "me/model")]
    [InlineData(ExitCode.Failed, "There is no model you/other", "pull", "you/other")]
    [InlineData(ExitCode.Failed, "has no weights of variant 'fp16'", "pull", "me/model", "--variant", "fp16")]
    public void What_goes_wrong_is_one_sentence(int code, string said, params string[] arguments)
    {
        using var hub = Hub();
        using var invocation = Invocation(hub);
        var outcome = invocation.Develop(arguments);
        outcome.ExitCode.ShouldBe(code);
        outcome.Error.ShouldContain(said);
        outcome.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
        outcome.Out.ShouldBeEmpty();
    }

    [Fact]
    public void An_interrupted_pull_ends_as_one()
    {
        using var hub = Hub();
        using var stop = new CancellationTokenSource();
        hub.Fault = request => { if (request.Path.Contains("/resolve/", StringComparison.Ordinal)) stop.Cancel(); return null; };
        using var invocation = new Invocation { Stop = stop.Token };
        SetVariables(invocation, hub);
        invocation.Develop("pull", "me/model").ExitCode.ShouldBe(ExitCode.Interrupted);
    }

    [Fact]
    public void Help_shows_examples()
    {
        using var invocation = new Invocation();
        invocation.Develop("pull", "--help").Out.ShouldContain("emoji-dev pull stable-diffusion-v1-5/stable-diffusion-v1-5 --variant fp16");
        invocation.Develop("push", "--help").Out.ShouldContain("emoji-dev push out/my-lora me/my-lora --private");
    }

    [Theory]
    [InlineData(0, 0, "3 of 8 files")]
    [InlineData(500_000_000, 2_000_000_000, "3 of 8 files, 500.0 MB of 2.0 GB (25%), 50.0 MB/s, 30 s left")]
    [InlineData(1_000, 100_000_000, "3 of 8 files, 1.0 kB of 100.0 MB (0%), 100 bytes/s, 277 h 46 min left")]
    public void Progress_says_bytes_speed_and_time_left(long bytes, long total, string line) =>
        TransferProgress.Line(new HubProgress(3, 8, bytes, total, null), TimeSpan.FromSeconds(10)).ShouldBe(line);

    static FakeHub Hub() => new() { ["config.json"] = Encoding.UTF8.GetBytes("{}"), ["model.safetensors"] = FakeHub.Bytes(5000) };

    static Invocation Invocation(FakeHub hub)
    {
        var invocation = new Invocation();
        SetVariables(invocation, hub);
        return invocation;
    }

    static void SetVariables(Invocation invocation, FakeHub hub)
    {
        invocation.Environment["HF_ENDPOINT"] = hub.Address;
        invocation.Environment["HF_HUB_CACHE"] = hub.Cache;
        invocation.Environment["HF_TOKEN"] = FakeHub.Token;
        invocation.Environment["XDG_CONFIG_HOME"] = Path.Combine(invocation.Folder, "config");
    }
}
