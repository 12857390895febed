using System.Text;
using EmojiGen.Hub;

namespace EmojiGen.Tests.Hub;

public class MalformedAnswerTests
{
    static readonly string[] bodies =
    [
        "", "null", "[]", "{}", "\"x\"", "{", "<html>", "{\"sha\": 1}", "{\"sha\": \"main\"}", "{\"files\": {}}",
        "{\"files\": [1, null, {}, []]}", "{\"files\": [{\"path\": 1}]}",
        "{\"objects\": [1, null, {}, {\"oid\": 1, \"actions\": 1}]}", "{\"objects\": [{\"oid\": \"x\", \"error\": {}}]}",
        $$"""{"sha": "{{FakeHub.Commit}}", "siblings": {} }""",
        $$"""{"sha": "{{FakeHub.Commit}}", "siblings": [{"rfilename": "\ud800"}]}""",
        """{"\ud800": 1, "objects": [{"oid": "\udfff"}], "files": [{"path": "\ud800"}]}""",
        $$"""{"sha": "{{FakeHub.Commit}}", "siblings": [1, null, {"rfilename": 1}, {"rfilename": ""}, {"rfilename": "a", "size": "x", "lfs": 1}, {"rfilename": "b", "lfs": {"size": 1e300, "sha256": 1} }]}""",
        $$"""{"sha": "{{FakeHub.Commit}}", "siblings": [{"rfilename": "/etc/passwd"}]}""",
        $$"""{"sha": "{{FakeHub.Commit}}", "siblings": [{"rfilename": "a/../../b"}]}""",
    ];

    [Fact]
    public void Whatever_is_answered_instead_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("model.safetensors"), FakeHub.Bytes(5000));
        foreach (var endpoint in (string[])["/revision/", "/preupload/", "/objects/batch", "/commit/", "/resolve/", "/repos/create"])
        {
            foreach (var body in bodies)
            {
                using var hub = new FakeHub { ["config.json"] = [1], ["unet/weights.safetensors"] = FakeHub.Bytes(5000) };
                hub.Fault = request => request.Path.Contains(endpoint, StringComparison.Ordinal) ? HttpAnswer.Json(body) : null;
                Told(() => hub.Pull(), $"pull {endpoint} {body}");
                Told(() => hub.Push(folder.Path), $"push {endpoint} {body}");
                Directory.Exists(Path.Combine(hub.Cache, "..", "b")).ShouldBeFalse();
            }
        }
    }

    [Theory]
    [InlineData("ETag", "\"../../x\"")]
    [InlineData("ETag", "\"\"")]
    [InlineData("ETag", "\".hidden\"")]
    [InlineData("X-Linked-Size", "-5")]
    [InlineData("X-Linked-Size", "99999999999999999999")]
    [InlineData("X-Repo-Commit", "fedcba9876543210fedcba9876543210fedcba98")]
    [InlineData("Location", "ftp://localhost/x")]
    [InlineData("Location", "::")]
    [InlineData("Location", "///storage/x")]
    public void Headers_that_cannot_be_are_refused_in_a_sentence(string name, string value)
    {
        using var hub = new FakeHub { ["config.json"] = Encoding.UTF8.GetBytes("{}") };
        hub.Fault = request => request.Path.Contains("/resolve/", StringComparison.Ordinal)
            ? new(name == "Location" ? 302 : 200, hub["config.json"], null, (name, value)) : null;
        Told(() => hub.Pull(), value).ShouldBeTrue();
        Directory.EnumerateFiles(Path.Combine(hub.Cache, ".."), "x*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"chunk_size\": \"0\", \"1\": \"http://localhost/1\"}")]
    [InlineData("{\"chunk_size\": \"x\"}")]
    [InlineData("{\"chunk_size\": \"2000\", \"1\": \"http://localhost/1\"}")]
    [InlineData("{\"chunk_size\": \"5000\", \"1\": \"nowhere\"}")]
    [InlineData("{\"chunk_size\": \"5000\", \"99999999999999999999\": \"http://localhost/1\"}")]
    public void Parts_that_do_not_fit_are_refused_in_a_sentence(string header)
    {
        using var hub = new FakeHub();
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("model.safetensors"), FakeHub.Bytes(5000));
        hub.Fault = request => request.Path.EndsWith("/objects/batch", StringComparison.Ordinal)
            ? HttpAnswer.Json(
                $$"""{"objects": [{"oid": "{{FakeHub.Sha256(FakeHub.Bytes(5000))}}", "actions": {"upload": {"href": "{{hub.Address}}/storage/complete", "header": {{header}} } } }]}""") : null;
        Told(() => hub.Push(folder.Path), header).ShouldBeTrue();
    }

    /// <returns>Whether it was refused.</returns>
    static bool Told(Action run, string what)
    {
        try
        {
            run();
            return false;
        }
        catch (Exception e) when (e is HubException or ArgumentException)
        {
            e.Message.Length.ShouldBeGreaterThan(20, what);
            return true;
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e.GetType().Name}: {e.Message}");
            return false;
        }
    }
}
