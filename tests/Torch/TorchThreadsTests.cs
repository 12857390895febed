using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Every count here is libtorch's own answer to the thread that asks.</summary>
public class TorchThreadsTests
{
    readonly int all = TorchThreads.Count; // before any limit

    [Fact]
    public void A_limit_holds_until_it_is_disposed_of()
    {
        using (TorchThreads.Limit(1)) TorchThreads.Count.ShouldBe(1);
        TorchThreads.Count.ShouldBe(all);
    }

    [Fact]
    public void A_limit_within_another_only_lowers_it()
    {
        using (TorchThreads.Limit(2))
        {
            var outer = TorchThreads.Count;
            using (TorchThreads.Limit(1)) TorchThreads.Count.ShouldBe(1);
            TorchThreads.Count.ShouldBe(outer);
            using (TorchThreads.Limit(100)) TorchThreads.Count.ShouldBe(outer);
            TorchThreads.Count.ShouldBe(outer);
        }
        TorchThreads.Count.ShouldBe(all);
    }

    [Fact]
    public void A_limit_is_given_back_when_the_work_under_it_fails()
    {
        Should.Throw<TorchException>(() =>
        {
            using var scope = new TensorScope();
            using var threads = TorchThreads.Limit(1);
            Tensor.Zeros([2, 3]).Matmul(Tensor.Zeros([2, 3]));
        });
        TorchThreads.Count.ShouldBe(all);
    }

    [Fact]
    public void A_thread_that_first_asks_while_another_is_limited_has_them_all()
    {
        using var threads = TorchThreads.Limit(1);
        var count = 0;
        var other = new Thread(() => count = TorchThreads.Count);
        other.UnsafeStart(); // without the execution context
        other.Join();
        count.ShouldBe(all);
    }

    [Fact]
    public void Runs_side_by_side_have_their_own()
    {
        using var both = new Barrier(2);
        var counts = new int[2];
        Thread[] runs = [Run(0, 1), Run(1, int.MaxValue)];
        foreach (var run in runs) run.Start();
        foreach (var run in runs) run.Join();
        counts.ShouldBe([1, all]);

        Thread Run(int number, int limit) => new(() =>
        {
            using var threads = TorchThreads.Limit(limit);
            both.SignalAndWait();
            counts[number] = TorchThreads.Count;
            both.SignalAndWait();
        });
    }

    [Fact]
    public async Task Tasks_started_under_a_limit_have_it_and_leave_nothing_in_their_thread()
    {
        Task<int> limited;
        using (TorchThreads.Limit(1))
            limited = Task.Factory.StartNew(() => TorchThreads.Count, CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        (await limited).ShouldBe(1);

        var counts = new int[64];
        using (TorchThreads.Limit(1)) Parallel.For(0, counts.Length, i => counts[i] = TorchThreads.Count);
        counts.ShouldAllBe(it => it == 1);
        Parallel.For(0, counts.Length, i => counts[i] = TorchThreads.Count); // on the same pool's threads
        counts.ShouldAllBe(it => it == all);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Fewer_than_one_is_refused(int threads) => Should.Throw<ArgumentOutOfRangeException>(() => TorchThreads.Limit(threads));
}

/// <summary>Counts the process's threads: nothing else may run meanwhile.</summary>
[Collection(nameof(MemoryTests))]
public class StartedThreadsTests
{
    /// <summary>OpenMP keeps the threads that it once started for a thread of ours until that one ends.</summary>
    [Fact]
    public void A_run_on_one_thread_starts_no_other()
    {
        int limited = -1, free = -1;
        var run = new Thread(() =>
        {
            using var scope = new TensorScope();
            using (TorchThreads.Limit(1)) { } // after which libtorch has begun a pool for the whole process
            var before = Threads();
            using (TorchThreads.Limit(1)) Compute();
            limited = Threads() - before;
            Compute();
            free = Threads() - before;
        })
        { Name = "counted" }; // which those that it starts inherit
        run.Start();
        run.Join();
        limited.ShouldBe(0);
        free.ShouldBe(TorchThreads.Count - 1);

        // The pool of .NET starts threads when it likes; it names them.
        static int Threads() =>
            Directory.GetDirectories("/proc/self/task").Count(it => !NameOf(it).StartsWith(".NET", StringComparison.Ordinal));

        static string NameOf(string thread)
        {
            try
            {
                return File.ReadAllText(Path.Combine(thread, "comm"));
            }
            catch (IOException)
            {
                return ".NET"; // ended meanwhile, which libtorch's do not
            }
        }

        static void Compute()
        {
            var x = Tensor.Ones([512, 512]);
            x.Matmul(x).Exp(); // the BLAS, and libtorch itself
        }
    }
}
