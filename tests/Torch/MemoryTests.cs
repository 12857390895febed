using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Counts and memory are the whole process's: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class MemoryTestsCollection;

[Collection(nameof(MemoryTests))]
public class MemoryTests
{
    /// <summary>A single activation of the network that is not freed adds 16 KB a step, 64 MB in all.</summary>
    const int Batch = 32, Width = 128;

    const long AllowedGrowth = 16 << 20;

    [Fact]
    public void Memory_stays_flat_over_5000_training_steps()
    {
        using var threads = TorchThreads.Limit(1);
        using var outer = new TensorScope();
        using var generator = new Generator(0);
        using var net = new Net();
        net.Initialise(generator);
        net.RequireGrad();
        using var optimizer = new AdamW(net.TrainableTensors(), 1e-3);
        using var average = new ExponentialMovingAverage(net.TrainableTensors(), 0.999);
        var target = generator.Normal([Batch, 1]);
        double firstLoss = 0, lastLoss = 0;
        long tensors = 0, resident = 0;
        for (var step = 0; step < 5000; step++)
        {
            using var scope = new TensorScope();
            var x = target * Tensor.Linspace(-1, 1, Width);
            var loss = net.Forward(x).MseLoss(target);
            loss.Backward();
            GradientClipping.ByNorm(net.TrainableTensors(), 1);
            optimizer.Step();
            optimizer.ZeroGrad();
            average.Update();
            lastLoss = loss.ToDouble();
            if (step == 0) firstLoss = lastLoss;
            if (step == 999) (tensors, resident) = (TorchLibrary.LiveTensors, Resident()); // allocators and the JIT have settled
            if (step == 4999) TorchLibrary.LiveTensors.ShouldBe(tensors);
        }
        lastLoss.ShouldBeLessThan(firstLoss / 10);
        (Resident() - resident).ShouldBeLessThan(AllowedGrowth);
    }

    [Fact]
    public void In_training_freed_memory_stays_but_never_more_than_was_in_use_at_once()
    {
        var kept = FreedMemory.Measure();
        kept[0].ShouldBeInRange(390, 420); // the 400 that were in use
        kept[1].ShouldBeInRange(250, 420);
        kept[2].ShouldBeLessThan(140); // 128 as always
    }

    [Fact]
    public void Attention_in_chunks_leaves_nothing_behind_with_or_without_a_backward_pass()
    {
        using var outer = new TensorScope();
        var x = Tensor.Ones([1, 2, 64, 8]).WithGrad();
        long tensors = 0;
        for (var step = 0; step < 200; step++)
        {
            using var scope = new TensorScope();
            var loss = Attention.Chunked(x, x, x, null, 0.3, false, 16 * 2 * 64 * 4).Sum();
            if (step % 2 == 0) loss.Backward();
            x.Grad = null;
            if (step == 10) tensors = TorchLibrary.LiveTensors;
        }
        TorchLibrary.LiveTensors.ShouldBeLessThanOrEqualTo(tensors); // at step 10 those of the step were still alive
    }

    [Fact]
    public void Every_tensor_counts_as_long_as_it_lives()
    {
        var before = TorchLibrary.LiveTensors;
        using (new TensorScope())
        {
            var tensor = Tensor.Zeros([1]);
            tensor.Share();
            TorchLibrary.LiveTensors.ShouldBe(before + 2);
            tensor.Dispose();
            tensor.Dispose();
            TorchLibrary.LiveTensors.ShouldBe(before + 1);
        }
        TorchLibrary.LiveTensors.ShouldBe(before);
    }

    [Fact]
    public void An_operator_that_fails_leaves_nothing_behind()
    {
        var before = TorchLibrary.LiveTensors;
        for (var i = 0; i < 10; i++)
        {
            using var scope = new TensorScope();
            Should.Throw<TorchException>(() => Tensor.Zeros([2, 3]).Matmul(Tensor.Zeros([2, 3])));
        }
        TorchLibrary.LiveTensors.ShouldBe(before);
    }

    static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(it => it.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    sealed class Net : Module
    {
        readonly Linear up, down;
        readonly LayerNorm norm;

        public Net()
        {
            up = Child("up", new Linear(Width, Width));
            norm = Child("norm", new LayerNorm(Width));
            down = Child("down", new Linear(Width, 1));
        }

        public Tensor Forward(Tensor x) => down.Forward(norm.Forward(up.Forward(x).Gelu()));
    }
}
