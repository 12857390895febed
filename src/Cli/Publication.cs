using EmojiGen.Generation;
using EmojiGen.Hub;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli;

/// <summary>Brings a folder to the hub, and a LoRA into the cache too, so that its name on the hub can be used at once.</summary>
static class Publication
{
    /// <exception cref="HubException">It was refused, or the hub cannot be reached.</exception>
    public static HubPushed Push(string folder, HubName name, bool isPrivate, string message, Terminal terminal, Installation installation)
    {
        var extras = LoraPublication.Of(folder, name, InstalledModels.Of(terminal, installation));
        if (extras is { Card.Samples.Count: 0 })
            terminal.Error.WriteLine("The card has no pictures: fine-tune with --validation-prompt draws some.");
        using var client = new HubClient(HubEnvironment.Read(terminal.Variable));
        HubPushed pushed;
        using (var progress = new TransferProgress(terminal, "pushed", TimeProvider.System))
        {
            var beside = (extras ?? new()) with { Roots = [installation.Root] };
            pushed = new HubPush(client).Run(folder, name, isPrivate, message, progress, beside, terminal.Stop).GetAwaiter().GetResult();
        }
        if (extras is not null) FetchBack(client, name, terminal);
        return pushed;
    }

    /// <summary>What was published is used by its name, as the card says, on this machine too.</summary>
    static void FetchBack(HubClient client, HubName name, Terminal terminal)
    {
        try
        {
            new HubPull(client).Run(name, new HubSelection(), stop: terminal.Stop).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is HubException or IOException)
        {
            terminal.Error.WriteLine($"It is published; to use it here by its name, run emoji-dev pull {name} ({e.Message.TrimEnd('.')}).");
        }
    }
}
