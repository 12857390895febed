using EmojiGen.Torch;

namespace EmojiGen.Training.Loop;

/// <summary>Averages gradients over all processes, in buckets: each is sent as soon as its last gradient is there, while the backward pass
/// computes the next.</summary>
/// <remarks>Li et al. 2020 (PyTorch Distributed), section 3.2. Gradients come from the network's end to its beginning, so buckets begin at
/// the last weight.</remarks>
sealed class GradientExchange : IDisposable
{
    /// <summary>Bytes of a bucket: large enough that the network is used well. The first, which is all that the others wait for at first,
    /// is smaller.</summary>
    const long BucketBytes = 25 << 20, FirstBucketBytes = 1 << 20;

    readonly ProcessGroup group;
    readonly MasterWeights weights;
    readonly List<Bucket> buckets = [];
    readonly Bucket[] bucketOf;
    readonly GradientHook[] hooks;
    Exception? failure;
    int sent;
    bool expecting;

    public GradientExchange(ProcessGroup group, MasterWeights weights)
    {
        (this.group, this.weights) = (group, weights);
        bucketOf = new Bucket[weights.Tensors.Count];
        for (var i = bucketOf.Length - 1; i >= 0; i--)
        {
            var bytes = weights.Tensors[i].ElementCount * sizeof(float);
            if (buckets is not [.., var last] || last.Bytes + bytes > (buckets.Count == 1 ? FirstBucketBytes : BucketBytes))
                buckets.Add(last = new Bucket());
            last.Add(i, bytes);
            bucketOf[i] = last;
        }
        hooks = [.. Enumerable.Range(0, bucketOf.Length).Select(i => new GradientHook(weights.Computed(i), () => Came(bucketOf[i])))];
    }

    /// <summary>Of the next backward pass gradients are complete, and are sent.</summary>
    public void Expect()
    {
        (expecting, sent) = (true, 0);
        foreach (var bucket in buckets) bucket.Missing = bucket.Weights.Count;
    }

    /// <summary>Leaves the averages where the gradients were.</summary>
    /// <exception cref="ProcessGroupException">A process is gone.</exception>
    public void Finish()
    {
        expecting = false;
        if (failure is { } reason) throw reason;
        while (sent < buckets.Count) Send(buckets[sent++]); // with weights that the loss does not depend on
        foreach (var bucket in buckets) Receive(bucket);
    }

    public void Dispose()
    {
        foreach (var hook in hooks) hook.Dispose();
        foreach (var bucket in buckets) bucket.Numbers?.Dispose();
    }

    void Came(Bucket bucket)
    {
        if (!expecting || failure is not null) return;
        bucket.Missing--;
        try
        {
            // In one order everywhere, whichever is complete first.
            while (sent < buckets.Count && buckets[sent].Missing == 0) Send(buckets[sent++]);
        }
        catch (Exception e) when (e is IOException or TorchException)
        {
            failure = e; // the backward pass is native code, through which nothing may be thrown
        }
    }

    void Send(Bucket bucket)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        // Behind the gradients stands which of them there are: a weight that no process used has none.
        var numbers = Tensor.Zeros([(bucket.Bytes / sizeof(float)) + bucket.Weights.Count], DType.Float32, group.Device);
        var present = new float[bucket.Weights.Count];
        for (var i = 0; i < present.Length; i++)
        {
            var index = bucket.Weights[i];
            weights.TakeGradient(index);
            if (weights.Tensors[index].Grad is not { } gradient) continue;
            bucket.Part(i, numbers, weights.Tensors[index]).Copy_(gradient);
            weights.Tensors[index].Grad = null;
            present[i] = 1;
        }
        numbers.Narrow(0, bucket.Bytes / sizeof(float), present.Length).Copy_(Tensor.From(present));
        bucket.Numbers = numbers.Unscoped();
        bucket.Work = group.BeginSum(numbers);
    }

    void Receive(Bucket bucket)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        bucket.Work.Finish();
        var numbers = bucket.Numbers!;
        var present = numbers.Narrow(0, bucket.Bytes / sizeof(float), bucket.Weights.Count).ToArray<float>();
        numbers.Mul_(1.0 / group.Size);
        for (var i = 0; i < present.Length; i++)
        {
            var master = weights.Tensors[bucket.Weights[i]];
            if (present[i] > 0) master.Grad = bucket.Part(i, numbers, master).To(master.Device);
        }
        numbers.Dispose();
        bucket.Numbers = null;
    }

    sealed class Bucket
    {
        readonly List<long> starts = [];

        public List<int> Weights { get; } = [];

        public long Bytes { get; private set; }

        public int Missing { get; set; }

        public Tensor? Numbers { get; set; }

        public ProcessGroup.Exchange Work { get; set; }

        public void Add(int weight, long bytes)
        {
            starts.Add(Bytes / sizeof(float));
            Weights.Add(weight);
            Bytes += bytes;
        }

        /// <summary>A weight's place among the numbers, lying there as the weight does in its own memory.</summary>
        public Tensor Part(int place, Tensor numbers, Tensor like) =>
            Op.Call("aten::as_strided", numbers, like.Shape, like.Strides, starts[place]);
    }
}
