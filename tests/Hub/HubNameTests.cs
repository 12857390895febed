using EmojiGen.Hub;

namespace EmojiGen.Tests.Hub;

public class HubNameTests
{
    [Theory]
    [InlineData("owner/name", "owner/name", "main")]
    [InlineData("gpt2", "gpt2", "main")]
    [InlineData("o-w_n.er/na.me@v1.0", "o-w_n.er/na.me", "v1.0")]
    [InlineData("owner/name@refs/pr/3", "owner/name", "refs/pr/3")]
    public void Names_are_read_with_their_revision(string text, string repository, string revision) =>
        HubName.Parse(text).ShouldBe(new HubName(repository, revision));

    [Theory]
    [InlineData("")]
    [InlineData("a/b/c")]
    [InlineData("../etc")]
    [InlineData("a--b/c")]
    [InlineData("owner/")]
    [InlineData("owner/na me")]
    [InlineData("owner/name@")]
    [InlineData("owner/name@../../x")]
    [InlineData("-a/b")]
    public void What_cannot_be_a_name_is_refused(string text) =>
        Should.Throw<ArgumentException>(() => HubName.Parse(text)).Message.ShouldContain("owner/name");

    [Fact]
    public void The_environment_is_read_as_the_other_tools_read_it()
    {
        using var folder = new TemporaryFolder();
        HubEnvironment Read(params (string Name, string Value)[] set) =>
            HubEnvironment.Read(name => name == "HOME" ? folder.Path : set.FirstOrDefault(it => it.Name == name).Value);

        Read().ShouldBe(new HubEnvironment(new("https://huggingface.co"), folder.File(".cache/huggingface/hub")));
        Read(("XDG_CACHE_HOME", "/x")).Cache.ShouldBe("/x/huggingface/hub");
        Read(("HF_HOME", "~/hf")).Cache.ShouldBe(folder.File("hf/hub"));
        Read(("HF_HOME", "/h"), ("HF_HUB_CACHE", "/c")).Cache.ShouldBe("/c");
        Read(("HF_HUB_OFFLINE", "1")).Offline.ShouldBeTrue();
        Read(("HF_HUB_OFFLINE", "0")).Offline.ShouldBeFalse();
        Read(("HF_ENDPOINT", "https://mirror.example/")).Endpoint.ToString().ShouldBe("https://mirror.example/");
        Should.Throw<ArgumentException>(() => Read(("HF_ENDPOINT", "mirror"))).Message.ShouldContain("HF_ENDPOINT is 'mirror'");
        Directory.CreateDirectory(folder.File(".cache/huggingface"));
        File.WriteAllText(folder.File(".cache/huggingface/token"), "hf_of_the_file\n");
        Read().Token.ShouldBe("hf_of_the_file");
        Read(("HF_TOKEN", " hf_set ")).Token.ShouldBe("hf_set");
        Read().ToString().ShouldNotContain("hf_of_the_file");
    }

    [Fact]
    public void A_model_is_a_folder_a_file_or_what_the_cache_has_of_a_name()
    {
        using var hub = new FakeHub { ["config.json"] = [1] };
        using var folder = new TemporaryFolder();
        ModelReference Resolve(string text) => ModelReference.Resolve(text, hub.Environment(), folder.Path);
        Directory.CreateDirectory(folder.File("mine"));
        File.WriteAllBytes(folder.File("one.safetensors"), [1]);
        File.WriteAllBytes(folder.File("old.ckpt"), [1]);
        Resolve("mine").Path.ShouldBe(folder.File("mine"));
        Resolve("one.safetensors").IsSingleFile.ShouldBeTrue();
        Should.Throw<ArgumentException>(() => Resolve("old.ckpt")).Message.ShouldContain("must be .safetensors");
        Should.Throw<FileNotFoundException>(() => Resolve("./nowhere")).Message.ShouldContain("no model folder");
        Should.Throw<FileNotFoundException>(() => Resolve("me/model")).Message.ShouldContain("emoji-dev pull me/model");
        var snapshot = hub.Pull();
        Resolve("me/model").ShouldBe(new ModelReference(snapshot.Folder, HubName.Parse("me/model"), FakeHub.Commit));
        new HubCache(hub.Cache).Snapshots().ShouldBe([(HubName.Parse("me/model"), snapshot.Folder)]);
        Resolve($"me/model@{FakeHub.Commit}").Path.ShouldBe(snapshot.Folder);
        hub.Requests.Count(request => request.Path.Contains("/revision/", StringComparison.Ordinal)).ShouldBe(1); // the pull's own
    }

    [Theory]
    [InlineData("emoji-mini", "emoji-mini")]
    [InlineData("stable-diffusion-v1-5/stable-diffusion-v1-5", "stable-diffusion-v1-5/stable-diffusion-v1-5")]
    [InlineData("/home/me/models/my-model", "my-model")]
    [InlineData("./my-model/", "my-model")]
    [InlineData("/home/me/v1-5-pruned.safetensors", "v1-5-pruned")]
    [InlineData("/home/me/finetuned/pip-lora/pytorch_lora_weights.safetensors", "pip-lora")]
    [InlineData("/home/me/.cache/huggingface/hub/models--me--pip-lora/snapshots/0123/pytorch_lora_weights.safetensors", "me/pip-lora")]
    [InlineData("/home/me/.cache/huggingface/hub/models--me--model/snapshots/0123", "me/model")]
    public void What_is_written_into_files_has_a_name_and_no_folder_of_this_machine(string given, string name) =>
        ModelReference.NameOf(given).ShouldBe(name);
}
