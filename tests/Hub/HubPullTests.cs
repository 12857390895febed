using System.IO.Compression;
using System.Text;
using EmojiGen.Hub;

namespace EmojiGen.Tests.Hub;

public class HubPullTests
{
    [Fact]
    public void A_pull_lies_in_the_cache_as_the_other_tools_write_it()
    {
        using var hub = Hub();
        var snapshot = hub.Pull();
        snapshot.Folder.ShouldBe(Path.Combine(hub.Cache, "models--me--model", "snapshots", FakeHub.Commit));
        // huggingface_hub, "Understand caching": refs without a line's end, blobs by ETag, relative links.
        File.ReadAllText(Path.Combine(hub.Cache, "models--me--model", "refs", "main")).ShouldBe(FakeHub.Commit);
        var link = new FileInfo(Path.Combine(snapshot.Folder, "unet", "weights.safetensors"));
        link.LinkTarget.ShouldBe($"../../../blobs/{FakeHub.Sha256(hub["unet/weights.safetensors"])}");
        File.ReadAllBytes(link.FullName).ShouldBe(hub["unet/weights.safetensors"]);
        new FileInfo(Path.Combine(snapshot.Folder, "config.json")).LinkTarget.ShouldBe($"../../blobs/{FakeHub.Git(hub["config.json"])}");
        Blobs(hub).ShouldNotContain(path => path.EndsWith(".incomplete", StringComparison.Ordinal));
    }

    [Fact]
    public void What_another_tool_fetched_is_not_fetched_again()
    {
        using var hub = Hub();
        var large = hub["unet/weights.safetensors"];
        var blob = Path.Combine(hub.Cache, "models--me--model", "blobs", FakeHub.Sha256(large));
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        File.WriteAllBytes(blob, large);
        hub.Pull().Bytes.ShouldBe(hub["config.json"].Length);
        hub.Requests.ShouldNotContain(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal));
        var before = hub.Requests.Count;
        hub.Pull().Bytes.ShouldBe(0);
        hub.Requests.Count.ShouldBe(before + 1); // only what main is at
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_blob_that_is_gone_or_short_is_fetched_again(bool isShort)
    {
        using var hub = Hub();
        hub.Pull();
        foreach (var blob in Blobs(hub))
        {
            var bytes = File.ReadAllBytes(blob);
            File.Delete(blob);
            if (isShort) File.WriteAllBytes(blob, bytes[..(bytes.Length / 2)]);
        }
        hub.Pull().Bytes.ShouldBe(hub["unet/weights.safetensors"].Length + hub["config.json"].Length);
        Content(hub, "unet/weights.safetensors").ShouldBe(hub["unet/weights.safetensors"]);
        Content(hub, "config.json").ShouldBe(hub["config.json"]);
    }

    [Fact]
    public void A_length_that_is_not_told_is_not_nothing()
    {
        using var hub = Hub();
        hub.Fault = request => request.Method == "HEAD" && request.Path.EndsWith("/config.json", StringComparison.Ordinal)
            ? new(200, null, null, ("Content-Length", ""), ("ETag", $"\"{FakeHub.Git(hub["config.json"])}\""),
                ("X-Repo-Commit", FakeHub.Commit)) : null;
        hub.Pull();
        Content(hub, "config.json").ShouldBe(hub["config.json"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_file_that_comes_packed_is_unpacked(string coding)
    {
        using var hub = Hub();
        hub.Fault = request => request.Path.StartsWith("/storage/", StringComparison.Ordinal) && request.Method == "GET"
            ? new(200, Packed(hub["unet/weights.safetensors"], coding), null, ("Content-Encoding", coding)) : null;
        hub.Pull();
        Content(hub, "unet/weights.safetensors").ShouldBe(hub["unet/weights.safetensors"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void What_only_says_that_it_is_packed_is_refused_in_a_sentence(string coding)
    {
        foreach (var place in (string[])["/storage/", "/revision/"])
        {
            using var hub = Hub();
            hub.Fault = request => request.Path.Contains(place, StringComparison.Ordinal) && request.Method == "GET"
                ? new(200, FakeHub.Bytes(500), null, ("Content-Encoding", coding)) : null;
            Should.Throw<HubException>(() => hub.Pull()).Message.ShouldContain("damaged");
            Directory.Exists(hub.Cache).ShouldBe(place == "/storage/"); // by then the configuration has come
            if (place == "/storage/") Blobs(hub).ShouldNotContain(path => path.EndsWith(".incomplete", StringComparison.Ordinal));
        }
    }

    static byte[] Packed(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream stream = coding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest)
            : new BrotliStream(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        return packed.ToArray();
    }

    [Fact]
    public void A_cut_connection_is_taken_up_where_it_broke()
    {
        using var hub = Hub();
        var cuts = 0;
        hub.Fault = request => request.Path.StartsWith("/storage/", StringComparison.Ordinal) && cuts++ == 0
            ? new(200, hub["unet/weights.safetensors"], CutAfter: 30000) : null;
        hub.Pull();
        Content(hub, "unet/weights.safetensors").ShouldBe(hub["unet/weights.safetensors"]);
        hub.Requests.Last(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal))["Range"].ShouldBe("bytes=30000-");
    }

    [Fact]
    public void What_an_earlier_run_left_is_taken_up_too()
    {
        using var hub = Hub();
        var large = hub["unet/weights.safetensors"];
        LeaveIncomplete(hub, large[..1234]);
        hub.Pull().Bytes.ShouldBe(large.Length - 1234 + hub["config.json"].Length);
        Content(hub, "unet/weights.safetensors").ShouldBe(large);
    }

    [Fact]
    public void A_beginning_of_something_else_is_thrown_away()
    {
        using var hub = Hub();
        LeaveIncomplete(hub, FakeHub.Bytes(1234, seed: 99));
        hub.Pull();
        Content(hub, "unet/weights.safetensors").ShouldBe(hub["unet/weights.safetensors"]);
    }

    [Fact]
    public void A_server_that_knows_no_ranges_sends_all_again()
    {
        using var hub = Hub();
        hub.KnowsRanges = false;
        LeaveIncomplete(hub, hub["unet/weights.safetensors"][..1234]);
        hub.Pull();
        Content(hub, "unet/weights.safetensors").ShouldBe(hub["unet/weights.safetensors"]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public void Troubles_of_the_server_pass(int status)
    {
        using var hub = Hub();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        hub.Fault = request =>
        {
            lock (seen) return seen.Add($"{request.Method} {request.Path}") ? new(status) : null; // every address fails once
        };
        hub.Pull();
        Content(hub, "config.json").ShouldBe(hub["config.json"]);
        hub.Time.Waits.ShouldContain(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Waits_grow_and_the_server_may_ask_for_its_own()
    {
        using var hub = Hub();
        var failures = 0;
        hub.Fault = request => request.Path.Contains("/revision/", StringComparison.Ordinal) && failures++ < 4
            ? new(503, null, null, failures == 4 ? [("Retry-After", "7")] : []) : null;
        hub.Pull();
        hub.Time.Waits.Take(4).ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4),
            TimeSpan.FromSeconds(7)]);
    }

    [Fact]
    public void A_list_of_files_that_breaks_off_is_asked_for_again()
    {
        using var hub = Hub();
        var cuts = 0;
        hub.Fault = request => request.Path.Contains("/revision/", StringComparison.Ordinal) && cuts++ == 0
            ? new(200, new byte[500], CutAfter: 100) : null;
        hub.Pull().Files.Count.ShouldBe(2);
    }

    [Fact]
    public void Space_is_asked_for_what_is_missing_and_no_more()
    {
        using var hub = Hub();
        LeaveIncomplete(hub, hub["unet/weights.safetensors"][..49_000]);
        hub.Pull(free: _ => 1_100).Files.Count.ShouldBe(2);
    }

    [Fact]
    public void Troubles_that_do_not_pass_are_told()
    {
        using var hub = Hub();
        hub.Fault = _ => new(502);
        Refused(hub).ShouldContain("trouble of its own (502)");
        hub.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public void A_file_that_arrives_damaged_twice_does_not_count()
    {
        using var hub = Hub();
        hub.Fault = request => request.Path.StartsWith("/storage/", StringComparison.Ordinal) ? new(200, FakeHub.Bytes(50_000, seed: 5))
            : null;
        Refused(hub).ShouldContain("unet/weights.safetensors of me/model arrived damaged twice");
        Blobs(hub).ShouldNotContain(path => path.Contains(FakeHub.Sha256(hub["unet/weights.safetensors"]), StringComparison.Ordinal));
        File.Exists(Path.Combine(hub.Cache, "models--me--model", "refs", "main")).ShouldBeFalse(); // nothing that is not whole is named
    }

    [Fact]
    public void A_small_file_is_verified_by_gits_hash()
    {
        using var hub = Hub();
        hub.Fault = request => request is { Method: "GET", Path: var path } && path.EndsWith("config.json", StringComparison.Ordinal)
            ? new(200, new byte[hub["config.json"].Length]) : null;
        Refused(hub).ShouldContain("config.json of me/model arrived damaged");
    }

    [Fact]
    public void A_connection_that_never_brings_anything_is_given_up_and_what_came_is_kept()
    {
        using var hub = Hub();
        hub.Fault = request => request.Path.StartsWith("/storage/", StringComparison.Ordinal)
            ? request["Range"] is null ? new(200, hub["unet/weights.safetensors"], CutAfter: 777) : new(200, [1, 2, 3], CutAfter: 0) : null;
        Refused(hub).ShouldContain("The connection broke 5 times while unet/weights.safetensors");
        new FileInfo(Path.Combine(hub.Cache, "models--me--model", "blobs",
            FakeHub.Sha256(hub["unet/weights.safetensors"]) + ".incomplete")).Exists.ShouldBeTrue();
    }

    [Fact]
    public void The_token_goes_to_the_hub_and_to_nobody_else()
    {
        using var hub = Hub();
        hub.Pull(token: FakeHub.Token);
        hub.Requests.Where(request => !request.Path.StartsWith("/storage/", StringComparison.Ordinal))
            .ShouldAllBe(request => request["Authorization"] == $"Bearer {FakeHub.Token}");
        var elsewhere = hub.Requests.Where(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal)).ToArray();
        elsewhere.Length.ShouldBe(1);
        elsewhere[0]["Authorization"].ShouldBeNull();
        elsewhere[0]["Host"]!.ShouldStartWith("localhost:");
    }

    [Theory]
    [InlineData(401, "", "Invalid credentials in Authorization header", true, "does not accept the token")]
    [InlineData(401, "GatedRepo", "Access to model me/model is restricted", false, "is gated: agree to its terms at")]
    [InlineData(403, "GatedRepo", "You are not in the authorized list", true, "has no access to it yet")]
    [InlineData(401, "RepoNotFound", "Repository not found", false, "There is no model me/model")]
    [InlineData(404, "RepoNotFound", "Repository not found", true, "There is no model me/model")]
    [InlineData(404, "RevisionNotFound", "Invalid rev id: main", true, "has no revision 'main'")]
    [InlineData(403, "", "Forbidden: pass a token that may", true, "The token may not do this")]
    public void Each_refusal_says_its_own_remedy(int status, string code, string message, bool withToken, string said)
    {
        using var hub = Hub();
        hub.Fault = _ => new(status, null, null, [.. code.Length > 0 ? [("X-Error-Code", code)] : Array.Empty<(string, string)>(),
            ("X-Error-Message", message)]);
        var sentence = Refused(hub, withToken ? FakeHub.Token : null);
        sentence.ShouldContain(said);
        sentence.ShouldNotContain(FakeHub.Token);
        hub.Requests.Count.ShouldBe(1); // asking again would not help
    }

    [Fact]
    public void An_address_that_expired_meanwhile_is_asked_for_again()
    {
        using var hub = Hub();
        var expired = 0;
        hub.Fault = request => request.Path.StartsWith("/storage/", StringComparison.Ordinal) && expired++ == 0 ? new(403) : null;
        hub.Pull();
        Content(hub, "unet/weights.safetensors").ShouldBe(hub["unet/weights.safetensors"]);
    }

    [Fact]
    public void A_full_disk_is_told_before_anything_comes()
    {
        using var hub = Hub();
        Should.Throw<HubException>(() => hub.Pull(free: _ => 100)).Message.ShouldContain("No space is left");
        hub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_nothing_that_counts_and_the_rest_comes_later()
    {
        using var hub = Hub();
        var message = Should.Throw<HubException>(() => hub.Pull(open: (path, mode) => new FullDisk(path, mode))).Message;
        message.ShouldContain("No space is left for");
        message.ShouldContain("HF_HOME");
        File.Exists(Path.Combine(hub.Cache, "models--me--model", "blobs", FakeHub.Sha256(hub["unet/weights.safetensors"]))).ShouldBeFalse();
        File.Exists(Path.Combine(hub.Cache, "models--me--model", "refs", "main")).ShouldBeFalse();
        hub.Pull();
        Content(hub, "unet/weights.safetensors").ShouldBe(hub["unet/weights.safetensors"]);
    }

    [Fact]
    public void Offline_only_the_cache_is_asked_and_what_is_missing_is_named()
    {
        using var hub = Hub();
        using var client = hub.Client(offline: true);
        HubSnapshot Offline() => new HubPull(client).Run(HubName.Parse("me/model"), new()).GetAwaiter().GetResult();
        Should.Throw<HubException>(Offline).Message.ShouldContain("me/model is not in the cache");
        hub["model_index.json"] = Encoding.UTF8.GetBytes(
            """{"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"]}""");
        var fetched = hub.Pull();
        var before = hub.Requests.Count;
        Should.Throw<HubException>(Offline).Message.ShouldContain("lacks vae");
        Directory.CreateDirectory(Path.Combine(fetched.Folder, "vae"));
        File.WriteAllText(Path.Combine(fetched.Folder, "vae", "config.json"), "{}");
        Offline().Folder.ShouldBe(fetched.Folder);
        hub.Requests.Count.ShouldBe(before);
    }

    [Fact]
    public void Progress_ends_at_all_files_and_all_bytes()
    {
        using var hub = Hub();
        var seen = new List<HubProgress>();
        hub.Pull(progress: new Collecting(seen));
        seen[^1].Files.ShouldBe(2);
        seen[^1].Bytes.ShouldBe(hub["config.json"].Length + hub["unet/weights.safetensors"].Length);
        seen[^1].TotalBytes.ShouldBe(seen[^1].Bytes);
        seen.Select(it => it.Finished).OfType<string>().Order().ShouldBe(["config.json", "unet/weights.safetensors"]);
    }

    [Fact]
    public void A_file_that_leads_out_of_the_folder_is_refused()
    {
        using var hub = Hub();
        hub["../../outside"] = [1];
        Refused(hub).ShouldContain("leads out of its folder");
        hub.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void A_commit_is_fetched_without_a_name_for_it()
    {
        using var hub = Hub();
        hub.Pull(name: $"me/model@{FakeHub.Commit}").Commit.ShouldBe(FakeHub.Commit);
        Directory.EnumerateFileSystemEntries(Path.Combine(hub.Cache, "models--me--model", "refs")).ShouldBeEmpty();
        using var other = Hub();
        Should.Throw<HubException>(() => other.Pull(name: "me/model@v7")).Message.ShouldContain("has no revision 'v7'");
    }

    [Fact]
    public void A_model_that_moved_is_found_where_it_is_now()
    {
        using var hub = Hub();
        hub.Fault = request => request.Path.Contains("old/name", StringComparison.Ordinal)
            ? new(307, null, null, ("Location", request.Path.Replace("old/name", "me/model", StringComparison.Ordinal) + "?"
                + request.Query)) : null;
        File.ReadAllBytes(Path.Combine(hub.Pull(name: "old/name").Folder, "config.json")).ShouldBe(hub["config.json"]);
    }

    [Fact]
    public async Task Two_pulls_at_once_fetch_each_file_once()
    {
        using var hub = Hub();
        await Task.WhenAll(Task.Run(() => hub.Pull()), Task.Run(() => hub.Pull()));
        hub.Requests.Count(request => request.Path.StartsWith("/storage/", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Something_else_at_the_address_is_recognised()
    {
        using var hub = Hub();
        hub.Fault = _ => new(200, Encoding.UTF8.GetBytes("<html>hello"));
        Refused(hub).ShouldContain("HF_ENDPOINT may be the address of something else");
        using var gone = new HubClient(new(new("http://127.0.0.1:9"), hub.Cache), hub.Time);
        Should.Throw<HubException>(() => new HubPull(gone).Run(HubName.Parse("me/model"), new()).GetAwaiter()
            .GetResult()).Message.ShouldContain("cannot be reached");
    }

    static FakeHub Hub() => new()
    {
        ["config.json"] = Encoding.UTF8.GetBytes("""{"a": 1}"""),
        ["unet/weights.safetensors"] = FakeHub.Bytes(50_000)
    };

    static string Refused(FakeHub hub, string? token = null) => Should.Throw<HubException>(() => hub.Pull(token: token)).Message;

    static byte[] Content(FakeHub hub, string path) =>
        File.ReadAllBytes(Path.Combine(hub.Cache, "models--me--model", "snapshots", FakeHub.Commit, path));

    static string[] Blobs(FakeHub hub) => Directory.GetFiles(Path.Combine(hub.Cache, "models--me--model", "blobs"));

    static void LeaveIncomplete(FakeHub hub, byte[] bytes)
    {
        var path = Path.Combine(hub.Cache, "models--me--model", "blobs", FakeHub.Sha256(hub["unet/weights.safetensors"]) + ".incomplete");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    sealed class Collecting(List<HubProgress> seen) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => seen.Add(value);
    }

    /// <summary>A file on a disk that takes 20,000 bytes and no more.</summary>
    sealed class FullDisk(string path, FileMode mode) : FileStream(path, mode, FileAccess.Write)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position + buffer.Length > 20_000) throw new IOException("No space left on device", 28); // ENOSPC
            Write(buffer.Span);
            return default;
        }
    }
}
