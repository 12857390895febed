using System.Runtime.CompilerServices;
using EmojiGen.Generation;
using EmojiGen.ModelFiles;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Training.Loop;

/// <summary>Trains a task, step by step, in a way that can be interrupted at any moment and resumed bit for bit.</summary>
public sealed class Trainer : IDisposable
{
    /// <summary>More steps than this in a row with gradients that are not finite are no accident.</summary>
    const int MostSkipped = 50;

    const string Weights = "weights.", Averages = "ema.", Optimizer = "optimizer.", Task = "task.", Random = "random";

    readonly TrainingTask task;
    readonly TrainerOptions options;
    readonly IReadOnlyList<ITracker> trackers;
    readonly MasterWeights weights;
    readonly AdamW optimizer; // or Muon, which is one for vectors
    readonly Func<long, double> schedule;
    readonly ExponentialMovingAverage? averages;
    readonly Generator random;
    readonly DataOrder data;
    readonly LossScaler scaler;
    readonly Improvement improvement;
    readonly CheckpointFolder? checkpoints;
    readonly RunIdentity identity;
    readonly RunLock? place;
    readonly ProcessGroup? group;
    readonly GradientExchange? exchange;
    long saved;
    int skipped;
    bool agreed, stopping;

    /// <param name="task">Stays the caller's; its parameters are changed.</param>
    /// <param name="trackers">Told of every step; stay the caller's.</param>
    /// <param name="group">The processes that train together, each on its share of every batch, which is as many times as large; stays the
    /// caller's. The first one
    /// saves, validates and tracks. Null: this one alone.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there is nothing to train.</exception>
    public Trainer(TrainingTask task, TrainerOptions options, IReadOnlyList<ITracker>? trackers = null, ProcessGroup? group = null)
    {
        options.Validate();
        if (task.ExampleCount < 1) throw new ArgumentException("There are no examples to train on.", nameof(task));
        (this.task, this.options, this.group) = (task, options, group);
        this.trackers = Leads ? trackers ?? [] : [];
        identity = options.IdentityOf(group?.Size ?? 1);
        if (options.Folder is { } folder)
        {
            checkpoints = new CheckpointFolder(folder);
            if (Leads) place = RunLock.Take(folder);
        }
        schedule = options.Schedule.For(options.Steps, options.LearningRate);
        var groups = task.Groups;
        weights = new MasterWeights(groups.SelectMany(it => it.Parameters), options.ComputeType);
        var trained = groups.Where(it => it.Parameters.Count > 0).Select(it => new ParameterGroup(
            [.. it.Parameters.Select(that => weights[that.Name])], options.LearningRate * it.LearningRateFactor, it.WeightDecay ?? options.WeightDecay));
        optimizer = options.Optimizer == OptimizerKind.Muon
            ? new Muon(trained, [.. TrainedWeights.Where(it => it.Name.Contains("embed", StringComparison.OrdinalIgnoreCase))
                .Select(it => it.Weight)], beta1: options.Beta1, beta2: options.Beta2, epsilon: options.Epsilon)
            : new AdamW(trained, options.Beta1, options.Beta2, options.Epsilon);
        if (options.EmaDecay is { } decay)
            averages = new ExponentialMovingAverage(weights.Tensors, ExponentialMovingAverage.RisingTo(decay));
        random = new Generator(options.Seed);
        data = new DataOrder(task.ExampleCount, options.Seed);
        scaler = new LossScaler(options.Precision == MixedPrecision.Float16);
        improvement = new Improvement(options.Patience);
        if (group is not null) exchange = new GradientExchange(group, weights);
        task.Group = group;
        TorchLibrary.KeepFreedMemory(true);
    }

    /// <summary>Whether this is the process that saves, validates and tracks.</summary>
    public bool Leads => group is null or { Rank: 0 };

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>The step that validated best so far; 0 before any did.</summary>
    public long BestStep => improvement.BestStep;

    /// <summary>The least loss of a validation; infinite before any was measured.</summary>
    public double BestLoss => improvement.Best;

    /// <summary>The trained weights in float32, by name.</summary>
    public IEnumerable<(string Name, Tensor Weight)> TrainedWeights => weights.Names.Zip(weights.Tensors);

    /// <summary>Trains on, a step at a time; before the first one a validation that an interrupted run still owed.</summary>
    /// <remarks>Each step is done, saved if it is time, and validated if it is time, before it is given.</remarks>
    /// <exception cref="OperationCanceledException">It was stopped; the last step was saved where checkpoints are.</exception>
    /// <exception cref="IOException">A checkpoint could not be written; the former ones are untouched.</exception>
    /// <exception cref="InvalidDataException">Gradients are no longer finite.</exception>
    /// <exception cref="TrainingMemoryException">A step does not fit into the device's memory.</exception>
    public IEnumerable<TrainingStep> Run(CancellationToken stop = default)
    {
        Agree();
        BeginAnew();
        if (Step > 0 && IsDue(options.ValidateEvery) && improvement.LastStep < Step) Validate();
        while (Step < options.Steps && !improvement.IsOver)
        {
            // Where several train they stop together, after the step in which one of them was asked to.
            var isOver = group is null ? stop.IsCancellationRequested : stopping;
            if (isOver && Saves && saved < Step) Save();
            stop.ThrowIfCancellationRequested();
            if (isOver)
                throw new ProcessGroupException(
                $"Process {group!.Rank} of {group.Size} ends after step {Step}, since another one was asked to stop.");
            var step = TrainOne(stop);
            // Saved before anything is sampled: sampling may run out of memory, or be what someone interrupts.
            if (Saves && (IsDue(options.CheckpointEvery) || Step == options.Steps)) step = step with { Checkpoint = Save() };
            if (IsDue(options.ValidateEvery)) step = step with { Validation = Validate(), Stopped = improvement.IsOver };
            var isOwed = step.Stopped || (options.KeepsBest && improvement.BestStep == Step);
            if (isOwed && Saves && saved < Step) step = step with { Checkpoint = Save() };
            Tell(step);
            yield return step;
        }
    }

    /// <summary>Puts the checkpoints of the run before out of the way, where this one goes on from none of them. <see cref="Run"/> does it
    /// too.</summary>
    /// <returns>The folder that holds them now; null where there were none.</returns>
    /// <exception cref="IOException">They cannot be moved.</exception>
    public string? BeginAnew() => Step == 0 && Saves ? checkpoints!.SetAside() : null;

    /// <summary>All processes begin with the same weights at the same step of the same data.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    void Agree()
    {
        if (group is null || agreed) return;
        double[] mine = [Step, data.Count, options.Steps, options.BatchSize, options.AccumulationSteps, options.Seed % (1 << 20)];
        var sums = group.Sum(mine);
        string[] names = ["step to go on from", "number of examples", "number of steps", "batch size", "gradient accumulation", "seed"];
        for (var i = 0; i < mine.Length; i++)
            if (sums[i] != mine[i] * group.Size)
                throw new InvalidDataException(
                    $"The processes differ in their {names[i]}, which is {mine[i]} in process {group.Rank} of {group.Size}: start all with the same arguments, on folders that all of them see.");
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        foreach (var master in weights.Tensors) group.Broadcast(master.Detach());
        weights.Publish();
        agreed = true;
    }

    /// <summary>Puts the averaged weights into the network until disposed; does nothing where none are kept.</summary>
    public IDisposable WithAverages()
    {
        var applied = averages?.Applied();
        weights.Publish();
        return new Undo(applied, weights);
    }

    /// <summary>Leaves the result in the network: the trained weights, or their averages where they are kept, in float32. Training is over
    /// then.</summary>
    public void UseTrained()
    {
        using var applied = averages?.Applied();
        weights.Release();
    }

    /// <summary>Puts what validated best into the network, after <see cref="UseTrained"/>.</summary>
    /// <returns>False where that was the last step, or its checkpoint is gone: the network is as it was.</returns>
    /// <exception cref="IOException">The checkpoint is damaged.</exception>
    public bool UseBest()
    {
        if (checkpoints is null || BestStep == 0 || BestStep == Step || !checkpoints.Steps.Contains(BestStep)) return false;
        using var file = SafetensorsFile.Open(Path.Combine(checkpoints.PathOf(BestStep), CheckpointFolder.TensorFile));
        weights.Replace(name => file.Read((averages is null ? Weights : Averages) + name));
        return true;
    }

    /// <summary>Continues from a checkpoint.</summary>
    /// <param name="name"><c>latest</c>, a step's number or a folder.</param>
    /// <returns>Whether there was one: <c>latest</c> may be none.</returns>
    /// <exception cref="IOException">It is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">It is of another network, seed or dataset.</exception>
    public bool Resume(string name)
    {
        if (checkpoints is null) throw new InvalidOperationException("A run without a folder for checkpoints cannot be resumed.");
        if (checkpoints.Find(name) is not { } path) return false;
        var state = RunState.Read(Path.Combine(path, CheckpointFolder.SettingsFile));
        if (state.Examples != data.Count || state.Seed != options.Seed)
            throw new InvalidDataException(
                $"Checkpoint '{path}' is of a run over {state.Examples} examples with seed {state.Seed}, not {data.Count} with seed {options.Seed}: the data would come in another order. Train into another folder, or resume with the same data and seed.");
        if (state.Identity is { } theirs && identity.DifferencesFrom(theirs) is { Count: > 0 } differences)
            throw new InvalidDataException(
                $"Checkpoint '{path}' is of another run ({string.Join("; ", differences)}): resume it with what it was begun with, or train into another folder.");
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var file = SafetensorsFile.Open(Path.Combine(path, CheckpointFolder.TensorFile));
        var tensors = file.Entries.ToDictionary(it => it.Name, it => file.Read(it.Name), StringComparer.Ordinal);
        foreach (var (label, weight) in TrainedWeights) weight.Detach().Copy_(Saved(Weights + label, weight));
        if (averages is not null)
        {
            if (state.Averages is not { } updates)
                throw new InvalidDataException($"Checkpoint '{path}' has no averaged weights (ema): resume without them.");
            averages.Restore([.. TrainedWeights.Select(it => Saved(Averages + it.Name, it.Weight))], updates);
        }
        if (tensors.Keys.FirstOrDefault(it => it.StartsWith(Weights, StringComparison.Ordinal)
            && !weights.Names.Contains(it[Weights.Length..])) is { } extra)
            throw new InvalidDataException(
                $"Checkpoint '{path}' holds '{extra}', which is not trained in this run: it was saved from another network or with other targets.");
        optimizer.RestoreState(Below(Optimizer));
        task.RestoreState(Below(Task));
        random.RestoreState(Saved(Random, null).Clone());
        (Step, saved, data.Position) = (state.Step, state.Step, state.Position);
        scaler.Restore(state.LossScale, state.GoodSteps);
        improvement.Restore(state.BestLoss ?? double.PositiveInfinity, state.BestStep, state.LastValidation, state.WorseValidations);
        weights.Publish();
        foreach (var tracker in trackers) tracker.ResumedAt(Step);
        return true;

        Tensor Saved(string label, Tensor? like) => !tensors.TryGetValue(label, out var tensor)
            ? throw new InvalidDataException(
                $"Checkpoint '{path}' has no '{label}': it was saved from another network or with other targets.")
            : like is null || tensor.Shape.AsSpan().SequenceEqual(like.Shape) ? tensor
            : throw new InvalidDataException(
                $"Checkpoint '{path}': '{label}' is {tensor}, expected the shape of {like}; it was saved from another network or with another rank.");
        Dictionary<string, Tensor> Below(string prefix) => tensors.Where(it => it.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(it => it.Key[prefix.Length..], it => it.Value, StringComparer.Ordinal);
    }

    /// <summary>Writes a checkpoint of the step that was done last.</summary>
    /// <returns>Its folder.</returns>
    /// <exception cref="IOException">It could not be written; the former ones are untouched.</exception>
    public string Save()
    {
        if (checkpoints is null) throw new InvalidOperationException("A run without a folder for checkpoints saves none.");
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        List<SafetensorsSource> tensors = [.. TrainedWeights.Select(it => it.Weight.ToSource(Weights + it.Name))];
        if (averages is not null)
            tensors.AddRange(weights.Names.Zip(averages.Averages, (name, tensor) => tensor.ToSource(Averages + name)));
        tensors.AddRange(optimizer.SaveState().Select(it => it.Value.ToSource(Optimizer + it.Key)));
        tensors.AddRange(task.SaveState().Select(it => it.Value.ToSource(Task + it.Key)));
        tensors.Add(random.SaveState().ToSource(Random));
        var state = new RunState(identity, Step, data.Position, data.Count, options.Seed, scaler.Scale, scaler.GoodSteps, averages?.Updates,
            double.IsFinite(improvement.Best) ? improvement.Best : null, improvement.BestStep, improvement.LastStep, improvement.Worse);
        var path = checkpoints.Write(Step, folder =>
        {
            SafetensorsWriter.Write(Path.Combine(folder, CheckpointFolder.TensorFile), tensors);
            state.Write(Path.Combine(folder, CheckpointFolder.SettingsFile));
        }, options.CheckpointLimit, improvement.BestStep > 0 ? improvement.BestStep : null);
        saved = Step;
        return path;
    }

    public void Dispose()
    {
        place?.Dispose();
        exchange?.Dispose();
        averages?.Dispose();
        optimizer.Dispose();
        weights.Dispose();
        random.Dispose();
        TorchLibrary.KeepFreedMemory(false);
    }

    /// <summary>Tells trackers. Where they cannot keep it, what was trained is saved first.</summary>
    void Tell(TrainingStep step)
    {
        try
        {
            foreach (var tracker in trackers) tracker.Step(step);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                if (Saves && saved < Step) Save();
            }
            catch (IOException)
            {
                // What could not be saved is trained again.
            }
            var kept = saved > 0 ? $"the checkpoint of step {saved} is there: make room and resume from it" : "there is no checkpoint yet";
            throw new IOException($"What step {Step} reports could not be written ({e.Message.TrimEnd('.')}); {kept}.", e);
        }
    }

    bool Saves => checkpoints is not null && Leads;

    bool IsDue(long? every) => every is { } steps && Step % steps == 0;

    TrainingStep TrainOne(CancellationToken stop)
    {
        try
        {
            return Advance(stop);
        }
        catch (DeviceMemoryException e)
        {
            var asked = e.Asked is { } bytes ? $" ({bytes} more could not be had)" : "";
            var less = task.LessMemory(options);
            throw new TrainingMemoryException(new Sentence(FormattableStringFactory.Create(
                $"Step {Step + 1} needs more memory than the device has{asked}: {less.Format}.", less.GetArguments())), e);
        }
    }

    TrainingStep Advance(CancellationToken stop)
    {
        using var scope = new TensorScope();
        var drawing = Generator.OfLayers;
        Generator.OfLayers = random;
        try
        {
            var (loss, last) = Accumulate();
            if (group is not null) loss = Share(loss, stop);
            var rate = schedule(Step);
            optimizer.ScaleLearningRate(rate);
            if (scaler.Scale != 1) Unscale();
            var norm = GradientClipping.ByNorm(weights.Tensors, options.MaxGradientNorm ?? double.PositiveInfinity);
            var finite = double.IsFinite(norm);
            scaler.After(finite);
            if (finite) Update();
            else if (++skipped > MostSkipped)
                throw new InvalidDataException(
                    $"Gradients were not finite in {skipped} steps in a row (step {Step + 1}, loss {loss:g4}): lower the learning rate, or compute in float32.");
            optimizer.ZeroGrad();
            Step++;
            task.AfterStep(Step, last, random);
            return new TrainingStep(Step, options.Steps, last.Epoch, loss, rate * options.LearningRate, norm, !finite, task.TakeReported(),
                null, null, false);
        }
        finally
        {
            Generator.OfLayers = drawing;
        }
    }

    /// <summary>Passes forward and back through all micro-batches of a step.</summary>
    (double Loss, TrainingBatch Last) Accumulate()
    {
        var sum = 0.0;
        TrainingBatch batch = null!;
        for (var i = 0; i < options.AccumulationSteps; i++)
        {
            using var scope = new TensorScope();
            var epoch = data.Epoch;
            var indices = data.Take(options.BatchSize * (group?.Size ?? 1));
            if (group is not null)
            {
                indices = indices[(group.Rank * options.BatchSize)..][..options.BatchSize];
                random.Share = new(group.Rank, group.Size);
                if (i == options.AccumulationSteps - 1) exchange!.Expect();
            }
            batch = new TrainingBatch(indices, random, Step, epoch, data.Epoch > epoch);
            var loss = task.Loss(batch);
            if (loss.ElementCount != 1) throw new InvalidOperationException($"A training loss must be one number, got {loss}.");
            sum += loss.Detach().ToDouble();
            var factor = scaler.Scale / options.AccumulationSteps;
            (factor == 1 ? loss : loss * factor).Backward();
            weights.TakeGradients();
            random.Share = null;
        }
        exchange?.Finish();
        return (sum / options.AccumulationSteps, batch);
    }

    /// <summary>The mean of all processes' losses and of what their tasks reported; and whether one of them shall stop.</summary>
    double Share(double loss, CancellationToken stop)
    {
        var reported = task.TakeReported().OrderBy(it => it.Key, StringComparer.Ordinal).ToArray();
        var sums = group!.Sum([loss, stop.IsCancellationRequested ? 1 : 0, .. reported.Select(it => it.Value)]);
        stopping = sums[1] > 0;
        for (var i = 0; i < reported.Length; i++) task.Retell(reported[i].Key, sums[i + 2] / group.Size);
        return sums[0] / group.Size;
    }

    void Unscale()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        foreach (var master in weights.Tensors) master.Grad?.Mul_(1 / scaler.Scale);
    }

    void Update()
    {
        skipped = 0;
        optimizer.Step();
        averages?.Update();
        weights.Publish();
    }

    Validation? Validate()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Validation? validation = null;
        if (Leads)
        {
            using var applied = WithAverages();
            validation = task.Validate(Step);
        }
        var loss = validation?.Loss;
        if (group is not null)
        {
            var told = group.Sum(Leads ? [loss is null ? 0 : 1, loss ?? 0] : [0, 0]);
            loss = told[0] > 0 ? told[1] : null;
        }
        improvement.Add(Step, loss);
        return validation;
    }

    sealed class Undo(IDisposable? applied, MasterWeights weights) : IDisposable
    {
        public void Dispose()
        {
            applied?.Dispose();
            weights.Publish();
        }
    }
}
