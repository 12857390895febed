using System.Text;
using EmojiGen.Hub;

namespace EmojiGen.Tests.Hub;

public class HubPushTests
{
    [Fact]
    public void A_folder_arrives_as_one_commit_with_its_large_files_by_LFS()
    {
        using var hub = new FakeHub { Exists = false };
        using var folder = Model();
        var pushed = hub.Push(folder.Path, isPrivate: true, message: "first");
        hub.Commits.ShouldBe(["first"]);
        pushed.Commit.ShouldBe(FakeHub.Commit);
        pushed.Files.Order(StringComparer.Ordinal).ShouldBe(["README.md", "config.json", "unet/weights.safetensors"]);
        hub["config.json"].ShouldBe(File.ReadAllBytes(folder.File("config.json")));
        hub["unet/weights.safetensors"].ShouldBe(File.ReadAllBytes(folder.File("unet/weights.safetensors")));
        var created = hub.Requests.Single(request => request.Path == "/api/repos/create");
        created.Text.ShouldContain("\"private\":true");
        created.Text.ShouldContain("\"organization\":\"me\"");
        // Large content does not pass through the commit, and the storage is not shown the token.
        hub.Requests.Single(request => request.Path.EndsWith("/commit/main", StringComparison.Ordinal)).Body.Length.ShouldBeLessThan(5000);
        hub.Requests.Where(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal))
            .ShouldAllBe(request => request["Authorization"] == null);
    }

    [Fact]
    public void What_was_pushed_can_be_pulled()
    {
        using var hub = new FakeHub { Exists = false };
        using var folder = Model();
        hub.Push(folder.Path);
        var snapshot = hub.Pull();
        File.ReadAllBytes(Path.Combine(snapshot.Folder, "unet", "weights.safetensors"))
            .ShouldBe(File.ReadAllBytes(folder.File("unet/weights.safetensors")));
        // And a snapshot, which consists of links, can be pushed again: all is there.
        hub.Push(snapshot.Folder).Files.ShouldBeEmpty();
        hub.Commits.Count.ShouldBe(1);
    }

    [Fact]
    public void A_push_that_broke_off_does_not_send_large_files_again()
    {
        using var hub = new FakeHub();
        using var folder = Model();
        hub.Fault = request => request.Path.EndsWith("/commit/main", StringComparison.Ordinal) ? new(500) : null;
        Should.Throw<HubException>(() => hub.Push(folder.Path));
        hub.Fault = _ => null;
        hub.Push(folder.Path);
        hub.Requests.Count(request => request is { Method: "PUT" }).ShouldBe(1);
        hub.Commits.Count.ShouldBe(1);
    }

    [Fact]
    public void Parts_are_sent_each_to_its_address_and_completed_by_their_ETags()
    {
        using var hub = new FakeHub { PartSize = 12_000 };
        using var folder = Model();
        hub.Push(folder.Path);
        hub["unet/weights.safetensors"].ShouldBe(File.ReadAllBytes(folder.File("unet/weights.safetensors")));
        hub.Requests.Count(request => request is { Method: "PUT" }).ShouldBe(5); // 50,000 bytes
        var completed = hub.Requests.Single(request => request.Path == "/storage/complete").Text;
        completed.ShouldContain("\"partNumber\":5");
        completed.ShouldContain("part-");
    }

    [Fact]
    public void A_part_that_fails_is_sent_again()
    {
        using var hub = new FakeHub { PartSize = 12_000 };
        using var folder = Model();
        var failures = 0;
        hub.Fault = request => request is { Method: "PUT" } && failures++ is 1 or 2 ? new(503) : null;
        hub.Push(folder.Path);
        hub["unet/weights.safetensors"].ShouldBe(File.ReadAllBytes(folder.File("unet/weights.safetensors")));
    }

    [Fact]
    public void A_card_is_written_where_there_is_none_and_keeps_the_licence()
    {
        using var hub = new FakeHub();
        using var folder = Model();
        File.WriteAllText(folder.File("LICENSE"),
            "                                 Apache License\n                           Version 2.0, January 2004");
        File.WriteAllText(folder.File("model_index.json"),
            """{"_class_name": "StableDiffusionPipeline", "_name_or_path": "stable-diffusion-v1-5/stable-diffusion-v1-5"}""");
        hub.Push(folder.Path);
        var card = Encoding.UTF8.GetString(hub["README.md"]);
        card.ShouldStartWith("---\nlicense: apache-2.0\n");
        card.ShouldContain("base_model: stable-diffusion-v1-5/stable-diffusion-v1-5\n");
        card.ShouldContain("emoji-gen --model me/model");
        File.Exists(folder.File("README.md")).ShouldBeFalse(); // the folder stays as it was

        using var other = new FakeHub { ["README.md"] = Encoding.UTF8.GetBytes("mine") };
        other.Push(folder.Path);
        Encoding.UTF8.GetString(other["README.md"]).ShouldBe("mine");
        File.WriteAllText(folder.File("README.md"), "yours");
        other.Push(folder.Path);
        Encoding.UTF8.GetString(other["README.md"]).ShouldBe("yours");
    }

    [Theory]
    [InlineData(".env", "A=1", "is a file that secrets are kept in")]
    [InlineData("unet/id_rsa", "x", "is a file that secrets are kept in")]
    [InlineData("config.json", "{\"token\": \"hf_abcdefghijklmnopqrstuvwxyzABCDEFGH\"}", "holds what looks like a secret (hf_abc...)")]
    [InlineData("notes.txt", "-----BEGIN OPENSSH PRIVATE KEY-----", "holds what looks like a secret")]
    [InlineData("notes.txt", "pushed with " + FakeHub.Token, "holds the very token")]
    public void A_secret_stops_the_push_before_anything_is_sent(string file, string content, string said)
    {
        using var hub = new FakeHub();
        using var folder = Model();
        File.WriteAllText(folder.File(file), content);
        Should.Throw<HubException>(() => hub.Push(folder.Path)).Message.ShouldContain(said);
        hub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void What_tools_leave_behind_is_not_pushed()
    {
        using var hub = new FakeHub();
        using var folder = Model();
        foreach (var name in (string[])[".git/config", "__pycache__/a.pyc", ".DS_Store", "unet/x.incomplete", ".cache/huggingface/x",
            "checkpoints/checkpoint-2/state.safetensors", "checkpoint-500/optimizer.bin", "logs/steps.jsonl", "wandb/x"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllText(folder.File(name), "x");
        }
        hub.Push(folder.Path).Files.Count.ShouldBe(3);
    }

    [Fact]
    public void What_a_training_run_notes_for_itself_is_not_pushed()
    {
        using var hub = new FakeHub();
        using var folder = Model();
        foreach (var name in (string[])["run.json", "fine-tune.json", "class/class-00000.png", "validation/step-000002.png"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllText(folder.File(name), "{}");
        }
        hub.Push(folder.Path).Files.Order(StringComparer.Ordinal).ShouldBe(["README.md", "config.json", "unet/weights.safetensors"]);
    }

    [Fact]
    public void A_link_to_a_folder_of_the_same_repository_is_followed()
    {
        using var repository = new TemporaryFolder();
        Directory.CreateDirectory(repository.File(".git"));
        Directory.CreateDirectory(repository.File("models/shared/1_Pooling"));
        Directory.CreateDirectory(repository.File("models/mine"));
        File.WriteAllText(repository.File("models/shared/1_Pooling/config.json"), "{}");
        File.WriteAllText(repository.File("models/mine/config.json"), "[]");
        Directory.CreateSymbolicLink(repository.File("models/mine/text_encoder"), "../shared");
        using var hub = new FakeHub();
        hub.Push(repository.File("models/mine")).Files.Order(StringComparer.Ordinal)
            .ShouldBe(["README.md", "config.json", "text_encoder/1_Pooling/config.json"]);
        hub["text_encoder/1_Pooling/config.json"].ShouldBe("{}"u8.ToArray());
    }

    [Fact]
    public void A_link_that_leads_out_of_its_repository_or_back_stops_the_push()
    {
        using var hub = new FakeHub();
        using var folder = Model();
        Directory.CreateSymbolicLink(folder.File("elsewhere"), "/etc");
        Should.Throw<HubException>(() => hub.Push(folder.Path)).Message
            .ShouldContain("is a link to '/etc', which is in another repository");
        Directory.Delete(folder.File("elsewhere"));
        Directory.CreateSymbolicLink(folder.File("unet/back"), "..");
        Should.Throw<HubException>(() => hub.Push(folder.Path)).Message.ShouldContain("a folder that it lies in");
        hub.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(401, "", "does not accept the token")]
    [InlineData(403, "", "needs write access to me/model")]
    public void A_token_that_may_not_write_is_told(int status, string code, string said)
    {
        using var hub = new FakeHub();
        using var folder = Model();
        hub.Fault = request => request.Path.Contains("/preupload/", StringComparison.Ordinal)
            ? new(status, null, null, ("X-Error-Code", code)) : null;
        Should.Throw<HubException>(() => hub.Push(folder.Path)).Message.ShouldContain(said);
        Should.Throw<HubException>(() => hub.Push(folder.Path, token: null)).Message.ShouldContain("needs a token with write access");
    }

    [Fact]
    public void An_object_that_the_hub_refuses_is_told()
    {
        using var hub = new FakeHub();
        using var folder = Model();
        hub.Fault = request => request.Path.EndsWith("/objects/batch", StringComparison.Ordinal)
            ? HttpAnswer.Json("""{"objects": [{"oid": "x", "size": 1, "error": {"code": 422, "message": "Too large"}}]}""") : null;
        Should.Throw<HubException>(() => hub.Push(folder.Path)).Message.ShouldContain("Too large (422)");
    }

    static TemporaryFolder Model()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("unet"));
        File.WriteAllText(folder.File("config.json"), """{"a": 1}""");
        File.WriteAllBytes(folder.File("unet/weights.safetensors"), FakeHub.Bytes(50_000));
        return folder;
    }
}
