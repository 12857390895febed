using EmojiGen.Generation;

namespace EmojiGen.Cli.Doctor;

/// <summary>All the doctor's checks, in the order of the report.</summary>
static class Examination
{
    public static IEnumerable<Finding> Run(Terminal terminal, Installation installation) =>
    [
        .. ProcessorCheck.Run(),
        .. PictureCheck.Run(),
        .. TensorCheck.Run(installation),
        .. ArtCheck.Run(installation),
        .. ModelCheck.Run(installation),
        .. TerminalCheck.Run(terminal),
    ];

    /// <summary>What a probe's process answers; see <see cref="Probe"/>.</summary>
    public static IEnumerable<(string Name, string Value)> Ask(string subject) => subject switch
    {
        PictureCheck.Subject => PictureCheck.Ask(),
        TensorCheck.Subject => TensorCheck.Ask(),
        _ => throw new UsageException($"There is no probe '{subject}'."),
    };
}
