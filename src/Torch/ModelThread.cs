using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace EmojiGen.Torch;

/// <summary>
/// A thread on which all is computed that is asked of a model, one job after the other, in the order in which they were asked for.
/// </summary>
/// <remarks>
/// A model's networks use all cores; two at once would only take them from one another, and both their memory. What a job computes is
/// freed at its end, but for tensors that were taken out of their scope. Cancelling breaks a running job off between two operators, and
/// a waiting one before it begins. A limit of threads (<see cref="TorchThreads"/>) under which a job was asked for holds for it.
/// <code>
/// using var thread = new ModelThread("emoji-mini");
/// await foreach (var step in thread.Stream(stop => Draw(request), cancel)) Show(step);
/// </code>
/// </remarks>
public sealed class ModelThread : IDisposable
{
    readonly Channel<Action> jobs = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    readonly Thread thread;

    /// <param name="name">For debuggers and <c>top</c>.</param>
    public ModelThread(string name)
    {
        thread = new Thread(Work) { Name = name, IsBackground = true };
        thread.UnsafeStart();
    }

    /// <summary>Jobs that wait for the one that is computed.</summary>
    public int Waiting => jobs.Reader.Count;

    /// <summary>Computes when its turn comes.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The thread takes no more jobs.</exception>
    public Task<T> Run<T>(Func<CancellationToken, T> work, CancellationToken stop = default)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = ExecutionContext.Capture();
        Add(() =>
        {
            if (context is null) Compute();
            else ExecutionContext.Run(context, _ => Compute(), null);
        });
        return result.Task;

        void Compute()
        {
            try
            {
                stop.ThrowIfCancellationRequested();
                using var interruption = Interruption.Within(stop);
                using var scope = new TensorScope();
                result.SetResult(work(stop));
            }
            catch (OperationCanceledException e)
            {
                result.SetCanceled(e.CancellationToken);
            }
#pragma warning disable CA1031 // whatever happened is told to whoever asked
            catch (Exception e)
#pragma warning restore CA1031
            {
                result.SetException(e);
            }
        }
    }

    /// <summary>
    /// Computes when its turn comes, and hands on each step as it is taken. Leaving the enumeration early breaks the job off.
    /// </summary>
    /// <param name="work">Enumerated on the model's thread. Its steps must not be tensors of a scope: those are freed there.</param>
    /// <inheritdoc cref="Run"/>
    public async IAsyncEnumerable<T> Stream<T>(
        Func<CancellationToken, IEnumerable<T>> work, [EnumeratorCancellation] CancellationToken stop = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var steps = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var done = Run(cancel =>
        {
            foreach (var step in work(cancel)) steps.Writer.TryWrite(step);
            return true;
        }, either.Token);
        var complete = TaskContinuationOptions.ExecuteSynchronously;
        _ = done.ContinueWith(_ => steps.Writer.Complete(), CancellationToken.None, complete, TaskScheduler.Default);
        var ended = false;
        try
        {
            await foreach (var step in steps.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return step;
            ended = true;
        }
        finally
        {
            if (!ended)
            {
                await either.CancelAsync().ConfigureAwait(false);
                await ((Task)done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        await done.ConfigureAwait(false);
    }

    /// <summary>Takes no more jobs, and waits for those that were asked for.</summary>
    public void Dispose()
    {
        if (jobs.Writer.TryComplete()) thread.Join();
    }

    void Add(Action job) => ObjectDisposedException.ThrowIf(!jobs.Writer.TryWrite(job), this);

    void Work()
    {
        while (Next() is { } job) job();
    }

    Action? Next()
    {
        while (true)
        {
            if (jobs.Reader.TryRead(out var job)) return job;
            if (!jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult()) return null;
        }
    }
}
