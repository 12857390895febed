using System.Diagnostics;
using EmojiGen.Prompting.Enhancement;
using EmojiGen.Prompting.Enhancement.Endpoint;

namespace EmojiGen.Tests.Prompting.Enhancement;

/// <summary>A model behind an address: what it may answer, and what it may not.</summary>
public class EndpointEnhancerTests
{
    static readonly InstructionFile told = new("told", "Say more.",
        [.. Enumerable.Range(0, 8).Select(i => new EnhancementExample($"thing {i}", "a shiny surface"))]);

    /// <summary>Stands for our own collection, which the encoder need not be loaded for.</summary>
    sealed class Fallback : IPromptEnhancer
    {
        public string Name => "details";

        public EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default) =>
            new(request.Prompt, ["a curled tail"], Name);

        public void Dispose()
        {
            // holds nothing
        }
    }

    static EnhancedPrompt Enhance(EndpointServer server, TimeSpan? limit = null, string? key = null, CancellationToken cancel = default, long seed = 0)
    {
        var options = new EndpointOptions(server.Address, "small") { Limit = limit ?? TimeSpan.FromSeconds(20), Key = key };
        using var enhancer = new EndpointEnhancer(new ChatEndpoint(options), told, new Fallback());
        return enhancer.Enhance(new("a cat", seed), cancel);
    }

    static void FallsBack(EnhancedPrompt enhanced, string because)
    {
        enhanced.Text.ShouldBe("a cat, a curled tail");
        enhanced.By.ShouldBe("details");
        enhanced.Notices.ShouldHaveSingleItem().ShouldContain(because);
        enhanced.Notices[0].ShouldEndWith("details was used instead.");
    }

    [Fact]
    public void An_answer_is_checked_and_put_behind_the_prompt()
    {
        using var server = EndpointServer.Answering((_, _) => (200, EndpointServer.Completion("A cat, long whiskers, a blue collar, pointed ears")));
        var enhanced = Enhance(server, key: "secret", seed: 12);
        enhanced.Text.ShouldBe("a cat, long whiskers, pointed ears");
        enhanced.By.ShouldBe("endpoint");
        enhanced.Refused.ShouldHaveSingleItem().Words.ShouldBe("a blue collar");
        enhanced.Notices.ShouldBeEmpty();
        var question = server.Questions.ShouldHaveSingleItem();
        question.ShouldStartWith("POST /v1/chat/completions ");
        question.ShouldContain("Bearer secret");
        question.ShouldContain("\"seed\":12");
        question.ShouldContain("\"model\":\"small\"");
        question.ShouldContain("""{"role":"system","content":"Say more."},{"role":"user","content":"thing 0"}""");
    }

    [Fact]
    public void What_passes_is_tried_again()
    {
        using var server = EndpointServer.Answering((number, _) => number < 2 ? (503, "") : (200, EndpointServer.Completion("long whiskers")));
        Enhance(server).Text.ShouldBe("a cat, long whiskers");
        server.Questions.Count.ShouldBe(3);
    }

    [Fact]
    public void What_does_not_pass_is_not()
    {
        using var server = EndpointServer.Answering((_, _) => (404, """{"error":{"message":"model 'small' not found, try pulling it first"}}"""));
        FallsBack(Enhance(server), "answers 404: model 'small' not found, try pulling it first");
        server.Questions.Count.ShouldBe(1);
    }

    /// <summary>https://github.com/ollama/ollama/issues/14259 and 17889: the beginning is lost, with status 200.</summary>
    [Fact]
    public void A_prompt_of_which_only_a_part_was_read_is_shortened_and_that_is_said()
    {
        // Read whole are 20 words at most; the instruction has 2, an example 7 and more, the prompt 2.
        using var server = EndpointServer.Answering((_, question) => question.Contains("thing 1")
            ? (200, EndpointServer.Completion("of nothing in particular", promptTokens: 5)) : (200, EndpointServer.Completion("long whiskers", promptTokens: 40)));
        var enhanced = Enhance(server);
        enhanced.Text.ShouldBe("a cat, long whiskers");
        enhanced.Notices.ShouldHaveSingleItem().ShouldContain("1 of 8 examples");
        server.Questions.Count.ShouldBe(4); // 8, 4, 2, 1 examples
        server.Questions.ShouldAllBe(it => it.Contains("Say more.")); // the instruction stays
    }

    [Fact]
    public void A_refusal_for_length_is_met_by_a_shorter_prompt()
    {
        using var server = EndpointServer.Answering((_, question) => question.Contains("thing 0")
            ? (400, """{"error":{"message":"This model's maximum context length is 4096 tokens."}}""") : (200, EndpointServer.Completion("long whiskers")));
        Enhance(server).Notices.ShouldHaveSingleItem().ShouldContain("0 of 8 examples");
    }

    [Fact]
    public void A_refusal_for_length_whatever_is_sent_ends()
    {
        using var server = EndpointServer.Answering((_, _) => (400, """{"error":"the context is 4096 tokens"}"""));
        FallsBack(Enhance(server), "4096");
        server.Questions.Count.ShouldBe(5);
    }

    [Fact]
    public void Half_an_answer_is_not_used()
    {
        using var server = EndpointServer.Answering((_, _) => (200, EndpointServer.Completion("long whiskers, a cur", "length")));
        FallsBack(Enhance(server), "finish_reason length");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ollama is running")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"choices":[1]}""")]
    [InlineData("""{"choices":[{"message":"x"}]}""")]
    [InlineData("""{"choices":[{"message":{"content":null}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"text":"x"}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"\ud800"}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":"x"}}""", true)]
    [InlineData("""{"choices":[{"message":{"content":"x"}}],"usage":7}""", true)]
    public void Rubbish_is_said_to_be_such(string body, bool isAnswer = false)
    {
        using var server = EndpointServer.Answering((_, _) => (200, body));
        var enhanced = Enhance(server);
        if (isAnswer) enhanced.Text.ShouldBe("a cat, x");
        else FallsBack(enhanced, server.Address.Authority);
    }

    [Fact]
    public void Json_of_a_thousand_levels_is_rubbish()
    {
        using var server = EndpointServer.Answering((_, _) => (200, new string('[', 5000) + new string(']', 5000)));
        FallsBack(Enhance(server), "JSON");
    }

    [Fact]
    public void Ten_megabytes_are_not_read()
    {
        using var server = EndpointServer.Answering((_, _) => (200, EndpointServer.Completion(new string('x', 10 << 20))));
        FallsBack(Enhance(server), "over 1048576 bytes");
    }

    [Fact]
    public void A_dead_endpoint_is_named()
    {
        Uri address;
        using (var server = EndpointServer.Answering((_, _) => (200, ""))) address = server.Address;
        using var enhancer = new EndpointEnhancer(new ChatEndpoint(new(address, "small") { Retries = 1 }), told, new Fallback());
        FallsBack(enhancer.Enhance(new("a cat")), "cannot be reached");
    }

    /// <summary>https://github.com/awaescher/OllamaSharp/issues/3: the limit is the one that was set.</summary>
    [Fact]
    public void The_limit_holds_for_an_answer_that_does_not_begin()
    {
        using var server = new EndpointServer((_, _, _) => Task.Delay(TimeSpan.FromSeconds(60)));
        Limited(server);
    }

    [Fact]
    public void The_limit_holds_for_an_answer_that_does_not_end()
    {
        using var server = new EndpointServer(async (_, _, stream) =>
        {
            await EndpointServer.Write(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"choices\": ");
            for (var i = 0; i < 600; i++)
            {
                await EndpointServer.Write(stream, " ");
                await Task.Delay(100);
            }
        });
        Limited(server);
    }

    [Fact]
    public void The_limit_holds_for_all_tries_together()
    {
        using var server = new EndpointServer(async (_, _, stream) =>
        {
            await Task.Delay(600);
            await EndpointServer.Write(stream, "HTTP/1.1 503 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        });
        Limited(server);
    }

    static void Limited(EndpointServer server)
    {
        var clock = Stopwatch.StartNew();
        FallsBack(Enhance(server, limit: TimeSpan.FromSeconds(1)), "within 1 s (enhance-timeout)");
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Who_cancels_is_told_so_and_gets_nothing_else()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new EndpointServer((_, _, _) =>
        {
            cancel.Cancel();
            return Task.Delay(TimeSpan.FromSeconds(60));
        });
        Should.Throw<OperationCanceledException>(() => Enhance(server, cancel: cancel.Token));
    }

    [Theory]
    [InlineData("ftp://localhost/v1")]
    [InlineData("file:///etc/passwd")]
    public void An_address_is_of_the_web(string address) =>
        Should.Throw<ArgumentException>(() => new ChatEndpoint(new(new Uri(address), "small"))).Message.ShouldContain("http://");
}
