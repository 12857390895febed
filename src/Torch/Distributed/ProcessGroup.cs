using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>Processes that compute together, by libtorch's c10d: Gloo between CPUs, NCCL between CUDA devices.</summary>
/// <remarks>All processes begin the same exchanges in the same order, of tensors of the same shape and type. One thread at a
/// time.</remarks>
public sealed class ProcessGroup : IDisposable
{
    /// <summary>How long joining and each exchange wait, by default: half an hour, PyTorch's, since the first process may draw pictures
    /// meanwhile. A process that is
    /// killed is noticed at once, by its connection.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(30);

    nint handle;

    ProcessGroup(GroupPlace place, nint handle, Device device) => (Place, this.handle, Device) = (place, handle, device);

    public GroupPlace Place { get; }

    /// <summary>Where tensors must be to be exchanged: the CPU of Gloo, the process's own device of NCCL.</summary>
    public Device Device { get; }

    public int Rank => Place.Rank;

    public int Size => Place.Size;

    /// <summary>Waits for the other processes.</summary>
    /// <param name="backend"><c>gloo</c> or <c>nccl</c></param>
    /// <exception cref="ProcessGroupException">They did not come in time, or cannot be reached.</exception>
    public static ProcessGroup Join(GroupPlace place, TimeSpan? patience = null, string backend = "gloo")
    {
        TorchLibrary.EnsureLoaded();
        var handle = Bridge.JoinGroup(backend, place.Address, place.Port, place.Rank, place.Size,
            (long)(patience ?? Patience).TotalMilliseconds);
        return handle != 0 ? new(place, handle, backend == "nccl" ? Device.Cuda(place.LocalRank) : Device.Cpu)
            : throw new ProcessGroupException(
            $"Process {place.Rank} of {place.Size} could not join the others at {place.Address}:{place.Port} ({Reason()}): start all of them, and see that MASTER_ADDR and MASTER_PORT can be reached from every machine.");
    }

    /// <summary>Adds up a tensor over all processes, in place; goes on meanwhile.</summary>
    public Exchange BeginSum(Tensor tensor) => new(this, Bridge.Sum(Handle, tensor.Handle));

    /// <summary>Adds up a tensor over all processes, in place.</summary>
    /// <exception cref="ProcessGroupException">A process is gone.</exception>
    public void Sum(Tensor tensor) => Exchanged(tensor, it => BeginSum(it).Finish());

    /// <summary>Sums of numbers over all processes.</summary>
    /// <inheritdoc cref="Sum(Tensor)"/>
    public double[] Sum(ReadOnlySpan<double> numbers)
    {
        using var scope = new TensorScope();
        var tensor = Tensor.From(numbers.ToArray()).To(Device);
        Sum(tensor);
        return tensor.ToArray<double>();
    }

    /// <summary>Gives the first process's values to all, in place.</summary>
    /// <inheritdoc cref="Sum(Tensor)"/>
    public void Broadcast(Tensor tensor) =>
        Exchanged(tensor, it => new Exchange(this, Bridge.Broadcast(Handle, it.Handle, 0)).Finish());

    /// <summary>Waits until all processes have come here.</summary>
    /// <inheritdoc cref="Sum(Tensor)"/>
    public void Meet() => Sum([0]);

    public void Dispose()
    {
        var owned = Interlocked.Exchange(ref handle, 0);
        if (owned != 0) Bridge.LeaveGroup(owned);
    }

    /// <summary>Exchanges a tensor where the group can, whichever device it is on.</summary>
    void Exchanged(Tensor tensor, Action<Tensor> exchange)
    {
        if (tensor.Device == Device)
        {
            exchange(tensor);
            return;
        }
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var there = tensor.Detach().To(Device).Contiguous();
        exchange(there);
        tensor.Detach().Copy_(there);
    }

    nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle == 0, this);
            return handle;
        }
    }

    ProcessGroupException Lost() => new(
        $"Process {Rank} of {Size} lost the others ({Reason()}): one of them has ended, or its machine cannot be reached. Find out which, then start all of them again; a run goes on from its last checkpoint.");

    /// <summary>What the library said, without the places in its own source.</summary>
    static string Reason()
    {
        var text = Bridge.LastError().Split('\n')[0].TrimEnd('.', ' ');
        return text.StartsWith('[') && text.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end ? text[(end + 2)..] : text;
    }

    /// <summary>An exchange under way. Finished once.</summary>
    public readonly struct Exchange
    {
        readonly ProcessGroup group;
        readonly nint work;

        internal Exchange(ProcessGroup group, nint work) => (this.group, this.work) = (group, work != 0 ? work : throw group.Lost());

        /// <summary>Waits for its end.</summary>
        /// <exception cref="ProcessGroupException">A process is gone.</exception>
        public void Finish()
        {
            if (Bridge.FinishWork(work) < 0) throw group.Lost();
        }
    }
}
