using System.Reflection;
using EmojiGen.Cli;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Tests.Cli;

public class FlagsTests
{
    [Theory]
    [InlineData(typeof(ComposeRequest))]
    [InlineData(typeof(DiffusionRequest))]
    [InlineData(typeof(VqVaeRequest))]
    public void Every_property_of_a_request_is_an_option_of_the_command_line(Type request)
    {
        using var command = new Invocation();
        var help = command.Generate("--help").Out;
        string[] properties = [.. request.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(it => it.CanWrite && it.Name is not (nameof(EmojiRequest.Prompt) or nameof(EmojiRequest.Enhanced))) // --enhance writes it
            .Select(it => it.Name)];
        properties.Length.ShouldBeGreaterThan(5);
        foreach (var property in properties) help.ShouldContain($"{Flags.Of(property)} ", Case.Sensitive, property);
    }
}
