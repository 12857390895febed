namespace EmojiGen.Prompting.Enhancement.Endpoint;

/// <summary>Lets a model behind an endpoint write, and our own collection where it does not: that it did is said.</summary>
public sealed class EndpointEnhancer(ChatEndpoint endpoint, InstructionFile instruction, IPromptEnhancer fallback) : IPromptEnhancer
{
    public const string Is = "endpoint";

    /// <summary>How often a prompt that is too long is halved.</summary>
    const int MostShortenings = 10;

    public string Name => Is;

    public EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default)
    {
        var told = instruction;
        for (var shortened = 0; ; shortened++)
        {
            try
            {
                var turns = Turns(told, request.Prompt);
                var answer = Task.Run(() => endpoint.Ask(turns, request.Seed, cancel), CancellationToken.None).GetAwaiter().GetResult();
                var written = WrittenAdditions.Checked(answer, request.Prompt, Is);
                return shortened == 0 ? written : written with
                {
                    Notices = [$"the endpoint takes fewer tokens than its instruction has: {told.Examples.Count} of {instruction.Examples.Count} examples were sent"],
                };
            }
            catch (EndpointException e) when (e.IsTooLong && told.Examples.Count > 0 && shortened < MostShortenings)
            {
                told = told.Shortened(); // the instruction itself stays
            }
            catch (EndpointException e)
            {
                var instead = fallback.Enhance(request, cancel);
                return instead with { Notices = [$"{e.Message} {fallback.Name} was used instead.", .. instead.Notices] };
            }
        }
    }

    public void Dispose()
    {
        endpoint.Dispose();
        fallback.Dispose();
    }

    static List<(string Role, string Content)> Turns(InstructionFile told, string prompt) =>
    [
        ("system", told.Instruction),
        .. told.Examples.SelectMany(it => new[] { ("user", it.Prompt), ("assistant", $"{it.Prompt}, {it.Details}") }),
        ("user", prompt),
    ];
}
