using EmojiGen.Torch;

namespace EmojiGen.Cli.Training;

/// <summary>Training in several processes, as the standard variables say (<see cref="GroupPlace.Read"/>).</summary>
static class TrainingTogether
{
    /// <summary>Joins the other processes, where there are any, and trains.</summary>
    /// <param name="device">What was asked to compute: <c>auto</c>, <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>. Of several processes on cards each has
    /// the one of its LOCAL_RANK, and they exchange by NCCL; on the CPU by Gloo.</param>
    /// <param name="train">Given the group, or null, and the device. Only the first process speaks, but for errors.</param>
    /// <exception cref="UsageException">A variable is missing or out of its range.</exception>
    /// <exception cref="TorchException">There is no such device.</exception>
    /// <exception cref="ProcessGroupException">The others did not come, or are gone.</exception>
    public static int Run(Terminal terminal, string device, Func<Terminal, ProcessGroup?, Device, int> train)
    {
        GroupPlace? place;
        try
        {
            place = GroupPlace.Read(terminal.Variable);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
        var chosen = Device.Choose(device);
        if (place is null) return train(terminal, null, chosen);
        var mine = chosen.ForProcess(place);
        if (!mine.IsCpu && mine.Index >= TorchLibrary.CudaDevices)
            throw new UsageException(
                $"LOCAL_RANK is {place.LocalRank}, and this machine has {TorchLibrary.CudaDevices} cards: start one process a card, or train with --device cpu.");
        if (place.Rank == 0) terminal.Error.WriteLine($"Waiting for {place.Size} processes at {place.Address}:{place.Port}.");
        using var group = ProcessGroup.Join(place, backend: mine.IsCpu ? "gloo" : "nccl");
        var sharers = string.IsNullOrEmpty(terminal.Variable("OMP_NUM_THREADS")) ? OnThisMachine(group) : 1;
        using var threads = TorchThreads.Limit(Math.Max(1, TorchThreads.Count / sharers));
        var result = train(place.Rank == 0 ? terminal
            : terminal with { Out = TextWriter.Null, Error = TextWriter.Null, IsInteractive = false }, group, mine);
        group.Meet(); // the first one writes the result while the others wait
        return result;
    }

    /// <summary>Processes of the group on this machine, which share its cores.</summary>
    static int OnThisMachine(ProcessGroup group)
    {
        var mine = (double)Environment.MachineName.Aggregate(17u, (hash, it) => (hash * 31) + it) + 1;
        var machines = new double[group.Size];
        machines[group.Rank] = mine;
        return group.Sum(machines).Count(it => it == mine);
    }
}
