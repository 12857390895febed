using EmojiGen.Training.Checkpoints;

namespace EmojiGen.Tests.Training.Loop;

public class KilledTrainingTests
{
    [Theory]
    [InlineData("fp32")]
    [InlineData("bf16")]
    public void A_run_killed_at_many_steps_and_resumed_equals_one_that_never_was_bit_for_bit(string precision)
    {
        using TemporaryFolder whole = new(), killed = new();
        TrainingProcess.Start(whole.Path, precision, null).ExitCode.ShouldBe(0);

        // While computing, while writing, while removing old checkpoints: wherever the signal falls.
        foreach (var (step, delay) in new[] { (1, 0.0), (2, 0.7), (3, 4.0), (4, 1.9), (5, 1.3), (6, 0.2), (7, 3.1), (8, 0.4), (9, 2.5),
            (11, 0.0) })
            TrainingProcess.Start(killed.Path, precision, step, TimeSpan.FromMilliseconds(delay));
        TrainingProcess.Start(killed.Path, precision, null).ExitCode.ShouldBe(0);

        Bytes(killed.Path).ShouldBe(Bytes(whole.Path));
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_the_former_checkpoint_and_says_so()
    {
        using var folder = new TemporaryFolder();
        TrainingProcess.Start(folder.Path, "fp32", 4);
        var before = new CheckpointFolder(folder.Path).Steps[^1];
        var bytes = File.ReadAllBytes(Path.Combine(new CheckpointFolder(folder.Path).PathOf(before), CheckpointFolder.TensorFile));

        // Files of more than 4 KB cannot be written: what a full disk does, in the middle of a file.
        var (code, error) = TrainingProcess.Start(folder.Path, "fp32", null, shell: "trap '' XFSZ; ulimit -f 8; ");

        code.ShouldNotBe(0);
        error.ShouldContain($"The checkpoint of step {before + 1} could not be written");
        error.ShouldContain($"the one of step {before} is as it was");
        new CheckpointFolder(folder.Path).Steps[^1].ShouldBe(before);
        File.ReadAllBytes(Path.Combine(new CheckpointFolder(folder.Path).PathOf(before), CheckpointFolder.TensorFile)).ShouldBe(bytes);
        Directory.EnumerateFileSystemEntries(folder.Path).Count(it => Path.GetFileName(it).StartsWith('.')).ShouldBe(0);
        TrainingProcess.Start(folder.Path, "fp32", null).ExitCode.ShouldBe(0);
    }

    /// <summary>All that the last checkpoint holds: weights, averages, moments, random stream, the task's own.</summary>
    static byte[] Bytes(string folder)
    {
        var last = new CheckpointFolder(folder).PathOf(TrainingProcess.Steps);
        return [.. File.ReadAllBytes(Path.Combine(last, CheckpointFolder.TensorFile)),
            .. File.ReadAllBytes(Path.Combine(last, CheckpointFolder.SettingsFile))];
    }
}
