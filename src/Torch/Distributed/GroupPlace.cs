using System.Globalization;

namespace EmojiGen.Torch;

/// <summary>Which of several processes this one is, and where they meet.</summary>
/// <param name="Rank">From 0; the first one serves the others while they join.</param>
/// <param name="Size">Processes; 2 or more.</param>
/// <param name="LocalRank">Among the processes of this machine, from 0: which CUDA device is ours.</param>
/// <param name="Address">Name or number of the first process's machine.</param>
/// <param name="Port">Free there; 1 to 65535.</param>
public sealed record GroupPlace(int Rank, int Size, int LocalRank, string Address, int Port)
{
    /// <summary>Reads the standard variables, as torchrun and its like set them: WORLD_SIZE, RANK, LOCAL_RANK, MASTER_ADDR,
    /// MASTER_PORT.</summary>
    /// <param name="variable">An environment variable's value, or null.</param>
    /// <returns>Null where this is the only process: WORLD_SIZE is 1 or not set.</returns>
    /// <exception cref="ArgumentException">One is missing or out of its range; says which.</exception>
    public static GroupPlace? Read(Func<string, string?> variable)
    {
        if (string.IsNullOrWhiteSpace(variable("WORLD_SIZE")) || Number("WORLD_SIZE", 1, 1_000_000) is 1) return null;
        var size = Number("WORLD_SIZE", 1, 1_000_000);
        var rank = Number("RANK", 0, size - 1);
        var address = variable("MASTER_ADDR") is { Length: > 0 } given ? given.Trim()
            : throw new ArgumentException($"WORLD_SIZE is {size}, but MASTER_ADDR is not set: give the name of the machine of RANK 0.");
        var local = string.IsNullOrWhiteSpace(variable("LOCAL_RANK")) ? 0 : Number("LOCAL_RANK", 0, size - 1);
        return new(rank, size, local, address, Number("MASTER_PORT", 1, 65535));

        int Number(string name, int least, int most) =>
            variable(name) is not { Length: > 0 } text
                ? throw new ArgumentException(
                $"WORLD_SIZE is {variable("WORLD_SIZE")}, but {name} is not set: processes that train together want WORLD_SIZE, RANK, MASTER_ADDR and MASTER_PORT.")
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
                && number <= most ? number
            : throw new ArgumentException($"{name} is '{text}'; it must be a whole number from {least} to {most}.");
    }
}
