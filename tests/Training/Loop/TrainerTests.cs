using System.Text.Json.Nodes;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Tests.Training.Loop;

public class TrainerTests
{
    [Fact]
    public void Every_example_comes_once_an_epoch_in_an_order_that_the_seed_decides()
    {
        int[] Order(ulong seed, int epoch) =>
            [.. Run(new TrainerOptions { Steps = 10, BatchSize = 2, Seed = seed }).SelectMany(it => it.Indices).Skip(epoch * 10).Take(10)];

        Order(1, 0).Order().ShouldBe(Enumerable.Range(0, 10));
        Order(1, 1).Order().ShouldBe(Enumerable.Range(0, 10));
        Order(1, 0).ShouldBe(Order(1, 0));
        Order(1, 0).ShouldNotBe(Order(1, 1));
        Order(1, 0).ShouldNotBe(Order(2, 0));
    }

    [Fact]
    public void Batches_of_an_epoch_are_told_apart_and_its_end_is_told()
    {
        var batches = Run(new TrainerOptions { Steps = 4, BatchSize = 5 });
        batches.Select(it => it.Epoch).ShouldBe([0, 0, 1, 1]);
        batches.Select(it => it.EndsEpoch).ShouldBe([false, true, false, true]);
    }

    /// <summary>The mean of gradients over micro-batches is the gradient of the mean over the batch; one example is the only one, so that
    /// the order does not matter.</summary>
    [Fact]
    public void Accumulated_steps_equal_those_of_the_larger_batch()
    {
        float[] Weights(int batch, int accumulation)
        {
            using var task = new Line();
            using var trainer = new Trainer(task, new()
            {
                Steps = 5,
                BatchSize = batch,
                AccumulationSteps = accumulation,
                LearningRate = 0.1
            });
            foreach (var _ in trainer.Run()) { }
            return trainer.TrainedWeights.Single().Weight.ToArray<float>();
        }

        var (whole, parts) = (Weights(4, 1), Weights(1, 4));
        for (var i = 0; i < whole.Length; i++) parts[i].ShouldBe(whole[i], 1e-6f);
    }

    [Fact]
    public void Learning_rates_are_those_of_the_schedule_named()
    {
        var rates = Steps(new() { Steps = 4, LearningRate = 0.8, Schedule = new("linear", WarmUpSteps: 2) }).Select(it => it.LearningRate);
        rates.ShouldBe([0, 0.4, 0.8, 0.4]); // rises by 1/2 a step, then falls by 1/(4 - 2): transformers' get_linear_schedule_with_warmup
        Should.Throw<ArgumentException>(() => Steps(new() { Schedule = new("wavy") })).Message.ShouldContain("known: constant, ");
    }

    [Fact]
    public void In_bfloat16_changes_too_small_for_it_are_kept_in_the_master_weights()
    {
        using var task = new Line(DType.BFloat16);
        using var trainer = new Trainer(task, new()
        {
            Steps = 20,
            LearningRate = 1e-5,
            WeightDecay = 0,
            Precision = MixedPrecision.BFloat16
        });
        var before = trainer.TrainedWeights.Single().Weight.ToArray<float>();
        foreach (var _ in trainer.Run()) task.Weight.DType.ShouldBe(DType.BFloat16);
        var after = trainer.TrainedWeights.Single().Weight.ToArray<float>();
        // Adam moves by the learning rate a step; bfloat16 next to 1 has steps of 1/128.
        for (var i = 0; i < after.Length; i++) Math.Abs(after[i] - before[i]).ShouldBe(20e-5f, 2e-5f);
        task.Weight.ToArray<float>().ShouldBe(trainer.TrainedWeights.Single().Weight.To(DType.BFloat16).ToArray<float>());
    }

    [Fact]
    public void A_step_whose_gradients_are_not_finite_changes_nothing_and_many_end_the_run()
    {
        using var task = new SmallTask { Overflows = step => step == 1 };
        using var trainer = new Trainer(task, new() { Steps = 3 });
        List<float[]> weights = [];
        List<bool> skipped = [];
        foreach (var step in trainer.Run())
        {
            weights.Add([.. trainer.TrainedWeights.SelectMany(it => it.Weight.ToArray<float>())]);
            skipped.Add(step.Skipped);
        }
        skipped.ShouldBe([false, true, false]);
        weights[1].ShouldBe(weights[0]);
        weights[2].ShouldNotBe(weights[1]);

        using var spoiled = new SmallTask { Overflows = _ => true };
        using var hopeless = new Trainer(spoiled, new() { Steps = 1000 });
        Should.Throw<InvalidDataException>(() => hopeless.Run().Count()).Message.ShouldContain("not finite");
    }

    [Fact]
    public void The_scale_of_a_loss_halves_on_overflow_and_doubles_after_long()
    {
        var scaler = new LossScaler(enabled: true);
        scaler.Scale.ShouldBe(65_536); // torch.cuda.amp.GradScaler's first
        scaler.After(finite: false);
        scaler.Scale.ShouldBe(32_768);
        for (var i = 0; i < 2000; i++) scaler.After(finite: true);
        scaler.Scale.ShouldBe(65_536);
        new LossScaler(enabled: false).Scale.ShouldBe(1);
    }

    [Fact]
    public void Of_as_many_checkpoints_as_may_be_kept_one_is_the_best()
    {
        using var folder = new TemporaryFolder();
        using var task = new SmallTask { ValidationLoss = step => Math.Abs(step - 4) };
        using var trainer = new Trainer(task, new()
        {
            Steps = 12,
            Folder = folder.Path,
            CheckpointEvery = 2,
            CheckpointLimit = 2,
            ValidateEvery = 2
        });
        foreach (var _ in trainer.Run()) { }
        trainer.BestStep.ShouldBe(4);
        new CheckpointFolder(folder.Path).Steps.ShouldBe([4, 12]);
    }

    [Fact]
    public void Training_ends_when_validation_no_longer_improves()
    {
        using var task = new SmallTask { ValidationLoss = step => step < 4 ? 1.0 / step : 9 };
        using var trainer = new Trainer(task, new() { Steps = 100, ValidateEvery = 1, Patience = 3 });
        var steps = trainer.Run().ToList();
        steps.Count.ShouldBe(6); // best at 3, worse at 4, 5 and 6
        steps[^1].Stopped.ShouldBeTrue();
    }

    [Fact]
    public void A_validation_that_an_interrupted_run_owed_is_made_up_for()
    {
        using var folder = new TemporaryFolder();
        var options = new TrainerOptions { Steps = 10, Folder = folder.Path, CheckpointEvery = 1, ValidateEvery = 2, Patience = 2 };
        using (var task = new SmallTask { ValidationLoss = step => step == 4 ? throw new OperationCanceledException() : step })
        using (var trainer = new Trainer(task, options))
            Should.Throw<OperationCanceledException>(() => trainer.Run().Count()); // step 4 is saved, its validation is not done
        using var resumed = new SmallTask { ValidationLoss = step => step };
        using var rest = new Trainer(resumed, options);
        rest.Resume("latest").ShouldBeTrue();
        rest.Step.ShouldBe(4);
        rest.Run().Last().Number.ShouldBe(6); // worse at 4 and 6
    }

    [Fact]
    public void A_stopped_run_saves_its_last_step()
    {
        using var folder = new TemporaryFolder();
        using var task = new SmallTask();
        using var trainer = new Trainer(task, new() { Steps = 10, Folder = folder.Path, CheckpointEvery = 100 });
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
        {
            foreach (var step in trainer.Run(stop.Token))
                if (step.Number == 3) stop.Cancel();
        });
        new CheckpointFolder(folder.Path).Steps.ShouldBe([3]);
    }

    [Fact]
    public void Where_a_tracker_cannot_write_the_step_is_saved_and_the_run_ends_with_a_sentence()
    {
        using var folder = new TemporaryFolder();
        using var task = new SmallTask();
        using var trainer = new Trainer(task, new() { Steps = 10, Folder = folder.Path, CheckpointEvery = 100 }, [new Full()]);
        Should.Throw<IOException>(() => trainer.Run()
            .Count()).Message.ShouldBe("What step 3 reports could not be written (No space left on device : 'x'); the checkpoint of step 3 is there: make room and resume from it.");
        new CheckpointFolder(folder.Path).Steps.ShouldBe([3]);

        using var other = new SmallTask();
        using var unkept = new Trainer(other, new() { Steps = 10 }, [new Full()]);
        Should.Throw<IOException>(() => unkept.Run().Count()).Message.ShouldEndWith("there is no checkpoint yet.");
    }

    /// <summary>Has room for two steps.</summary>
    sealed class Full : ITracker
    {
        public void Begin(IReadOnlyDictionary<string, JsonNode?> settings) { }

        public void ResumedAt(long step) { }

        public void Step(TrainingStep step)
        {
            if (step.Number > 2) throw new IOException("No space left on device : 'x'");
        }

        public void Dispose() { }
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused_by_what_differs()
    {
        using var folder = new TemporaryFolder();
        var options = new TrainerOptions { Steps = 1, Folder = folder.Path };
        using (var task = new SmallTask())
        using (var trainer = new Trainer(task, options)) trainer.Run().Count().ShouldBe(1);

        Refusal(new SmallTask(), options with { Seed = 3 }).ShouldContain("seed 0, not 10 with seed 3");
        Refusal(new SmallTask(examples: 11), options).ShouldContain("10 examples");
        Refusal(new Line(), options).ShouldContain("10 examples");
        Refusal(new Line(examples: 10), options).ShouldContain("weights.w");
        Refusal(new SmallTask(), options with { EmaDecay = 0.9 }).ShouldContain("averaged");
        File.WriteAllText(Path.Combine(folder.Path, "checkpoint-1", "state.json"), """{"version": 1, "step": "x"}""");
        Refusal(new SmallTask(), options).ShouldContain("state.json");
        Should.Throw<DirectoryNotFoundException>(() => Resumed(new SmallTask(), options, "7")).Message.ShouldContain("step 1");

        static string Refusal(TrainingTask task, TrainerOptions options) =>
            Should.Throw<InvalidDataException>(() => Resumed(task, options, "latest")).Message;
        static void Resumed(TrainingTask task, TrainerOptions options, string name)
        {
            using (task)
            using (var trainer = new Trainer(task, options)) trainer.Resume(name);
        }
    }

    [Fact]
    public void A_checkpoint_that_was_being_replaced_when_the_run_was_killed_comes_back()
    {
        using var folder = new TemporaryFolder();
        var checkpoints = new CheckpointFolder(folder.Path);
        checkpoints.Write(1, it => File.WriteAllText(Path.Combine(it, CheckpointFolder.SettingsFile), "{}"));
        Directory.Move(checkpoints.PathOf(1), folder.File(".former-1"));
        Directory.CreateDirectory(folder.File(".unfinished-2"));
        checkpoints.Steps.ShouldBe([1]);
    }

    [Fact]
    public void Averaged_weights_are_in_the_network_for_as_long_as_asked()
    {
        using var task = new Line();
        using var trainer = new Trainer(task, new() { Steps = 3, LearningRate = 0.1, EmaDecay = 0.99 });
        foreach (var _ in trainer.Run()) { }
        var trained = task.Weight.ToArray<float>();
        using (trainer.WithAverages()) task.Weight.ToArray<float>().ShouldNotBe(trained);
        task.Weight.ToArray<float>().ShouldBe(trained);
    }

    [Theory]
    [InlineData(0, 1, 1e-4)]
    [InlineData(1, 0, 1e-4)]
    [InlineData(1, 1, 0)]
    public void Options_out_of_range_are_refused(long steps, int batch, double rate)
    {
        using var task = new SmallTask();
        Should.Throw<ArgumentException>(() =>
            new Trainer(task, new() { Steps = steps, BatchSize = batch, LearningRate = rate })).Message.ShouldContain(", not 0.");
    }

    static List<TrainingBatch> Run(TrainerOptions options)
    {
        using var task = new SmallTask();
        using var trainer = new Trainer(task, options);
        foreach (var _ in trainer.Run()) { }
        return task.Batches;
    }

    static List<TrainingStep> Steps(TrainerOptions options)
    {
        using var task = new SmallTask();
        using var trainer = new Trainer(task, options);
        return [.. trainer.Run()];
    }

    /// <summary>A straight line through points, all of them the same.</summary>
    sealed class Line : TrainingTask
    {
        readonly Single net = new();
        readonly DType compute;

        public Line(DType compute = DType.Float32, int examples = 1)
        {
            this.compute = compute;
            ExampleCount = examples;
            net.W.Tensor = Tensor.From<float>([1, -1, 1]);
        }

        public override int ExampleCount { get; }

        public override IReadOnlyList<TrainedGroup> Groups => [TrainedGroup.Of(net)];

        public Tensor Weight => net.W.Tensor;

        public override Tensor Loss(TrainingBatch batch) => (net.W.Tensor * Tensor.From<float>([1, 2, 3]).To(compute)).Sum()
            .To(DType.Float32).Square() * batch.Indices.Count / batch.Indices.Count;

        protected override void Dispose(bool disposing) => net.Dispose();

        sealed class Single : Module
        {
            public Single() => W = AddParameter("w", [3]);

            public Parameter W { get; }
        }
    }
}
