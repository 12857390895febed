using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class ModelThreadTests
{
    [Fact]
    public async Task Jobs_are_done_one_after_the_other_in_their_order_and_on_one_thread()
    {
        using var thread = new ModelThread("test");
        var order = new List<int>(); // no lock: there is one thread
        var jobs = Enumerable.Range(0, 100).Select(it => thread.Run(_ =>
        {
            order.Add(it);
            return Environment.CurrentManagedThreadId;
        })).ToList();

        (await Task.WhenAll(jobs)).Distinct().Count().ShouldBe(1);
        order.ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Steps_come_as_they_are_taken()
    {
        using var thread = new ModelThread("test");
        using var seen = new SemaphoreSlim(0);
        IEnumerable<int> Work(CancellationToken stop)
        {
            for (var i = 0; i < 3; i++)
            {
                yield return i;
                seen.Wait(stop); // until the caller has had it
            }
        }

        var steps = new List<int>();
        await foreach (var step in thread.Stream(Work))
        {
            steps.Add(step);
            seen.Release();
        }
        steps.ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Cancelling_breaks_off_between_two_operators()
    {
        using var thread = new ModelThread("test");
        using var stop = new CancellationTokenSource();
        using var begun = new SemaphoreSlim(0);
        var job = thread.Run<bool>(_ =>
        {
            begun.Release();
            while (true) // and never asks whether it was cancelled
            {
                using var scope = new TensorScope();
                Tensor.Ones([8]).Sum();
            }
        }, stop.Token);
        await begun.WaitAsync();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);

        (await thread.Run(_ => Tensor.Ones([8]).Sum().ToDouble())).ShouldBe(8); // the thread goes on
    }

    [Fact]
    public async Task What_waits_and_is_cancelled_is_never_begun()
    {
        using var thread = new ModelThread("test");
        using var stop = new CancellationTokenSource();
        using var gate = new SemaphoreSlim(0);
        var first = thread.Run(_ =>
        {
            gate.Wait();
            return true;
        });
        var begun = false;
        var second = thread.Run(_ => begun = true, stop.Token);
        stop.Cancel();
        gate.Release();
        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        begun.ShouldBeFalse();
    }

    [Fact]
    public async Task Leaving_the_steps_early_breaks_the_job_off()
    {
        using var thread = new ModelThread("test");
        var ended = false;
        IEnumerable<int> Work(CancellationToken stop)
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    stop.ThrowIfCancellationRequested();
                    yield return i;
                }
            }
            finally
            {
                ended = true;
            }
        }

        await foreach (var step in thread.Stream(Work))
        {
            if (step == 2) break;
        }
        ended.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_job_throws_comes_to_whoever_asked_for_it()
    {
        using var thread = new ModelThread("test");
        static IEnumerable<int> Work(CancellationToken stop)
        {
            yield return 1;
            throw new InvalidDataException("damaged");
        }

        var steps = new List<int>();
        var error = await Should.ThrowAsync<InvalidDataException>(async () =>
        {
            await foreach (var step in thread.Stream(Work)) steps.Add(step);
        });
        error.Message.ShouldBe("damaged");
        steps.ShouldBe([1]);
        (await thread.Run(_ => 2)).ShouldBe(2);
    }

    [Fact]
    public void Disposing_waits_for_what_was_asked_for_and_takes_no_more()
    {
        var thread = new ModelThread("test");
        var jobs = Enumerable.Range(0, 10).Select(it => thread.Run(_ => it)).ToList();
        thread.Dispose();
        jobs.ShouldAllBe(it => it.IsCompletedSuccessfully);
        Should.Throw<ObjectDisposedException>(() => { _ = thread.Run(_ => 1); });
    }

    [Fact]
    public async Task A_limit_of_threads_holds_for_the_jobs_that_are_asked_for_under_it()
    {
        using var thread = new ModelThread("test");
        Task<int> limited;
        using (TorchThreads.Limit(1)) limited = thread.Run(_ => TorchThreads.Count);
        var free = thread.Run(_ => TorchThreads.Count);
        (await limited).ShouldBe(1);
        (await free).ShouldBe(TorchThreads.Count);
    }
}
