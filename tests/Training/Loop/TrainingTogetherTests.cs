using System.Diagnostics;
using System.Globalization;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;

namespace EmojiGen.Tests.Training.Loop;

/// <summary>Training in two real processes.</summary>
public class TrainingTogetherTests
{
    /// <summary>What adding up in another order costs, over the whole run.</summary>
    const double Rounding = 2e-5;

    /// <summary>On a device gradients are told of by a thread of autograd's own, as CUDA's are.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_processes_train_as_one_with_twice_the_batch(bool onDevice)
    {
        using TemporaryFolder alone = new(), together = new();
        var expected = Losses(TrainingProcess.Join(alone.Path, 4, 15, 100, 0, 1, 0));
        var port = TrainingProcess.FreePort();
        using var second = TrainingProcess.Join(together.Path, 2, 15, 100, 1, 2, port, onDevice: onDevice);
        var losses = Losses(TrainingProcess.Join(together.Path, 2, 15, 100, 0, 2, port, onDevice: onDevice));
        second.StandardOutput.ReadToEnd();
        second.WaitForExit();
        second.ExitCode.ShouldBe(0, second.StandardError.ReadToEnd());

        losses.Count.ShouldBe(15);
        for (var i = 0; i < losses.Count; i++)
            for (var column = 0; column < losses[i].Length; column++)
                losses[i][column].ShouldBe(expected[i][column], Rounding * Math.Max(1, Math.Abs(expected[i][column])),
                $"step {i + 1}, number {column}");
        // Loss and norm of gradients are of the whole batch: a process's own share has others.
        losses.Select(it => it[1]).Distinct().Count().ShouldBe(15);
        using SafetensorsFile a = Saved(alone), b = Saved(together);
        foreach (var entry in a.Entries.Where(it => it.Name.StartsWith("weights.", StringComparison.Ordinal)))
        {
            float[] one = a.Read(entry.Name).ToArray<float>(), two = b.Read(entry.Name).ToArray<float>();
            for (var i = 0; i < one.Length; i++) two[i].ShouldBe(one[i], 2e-4f, entry.Name); // Adam divides by what may be small
        }

        static SafetensorsFile Saved(TemporaryFolder folder) =>
            SafetensorsFile.Open(Path.Combine(new CheckpointFolder(folder.Path).PathOf(15), CheckpointFolder.TensorFile));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_killed_process_ends_the_other_with_a_clear_error_and_the_run_resumes(int killed)
    {
        using TemporaryFolder whole = new(), broken = new();
        Pair(whole.Path);

        var port = TrainingProcess.FreePort();
        Process[] processes = [.. Enumerable.Range(0, 2)
            .Select(rank => TrainingProcess.Join(broken.Path, 2, 12, 1, rank, 2, port, pause: 30))];
        while (processes[killed].StandardOutput.ReadLine() is { } line && !line.StartsWith('5')) { }
        processes[killed].Kill();
        var other = processes[1 - killed];
        var clock = Stopwatch.StartNew();
        other.StandardOutput.ReadToEnd();
        other.WaitForExit(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        clock.Elapsed.TotalSeconds.ShouldBeLessThan(30); // promised
        other.ExitCode.ShouldNotBe(0);
        other.StandardError.ReadToEnd().ShouldContain($"Process {1 - killed} of 2 lost the others");
        foreach (var process in processes) process.Dispose();

        Pair(broken.Path);
        string Last(TemporaryFolder folder) =>
            Convert.ToHexString(File.ReadAllBytes(Path.Combine(new CheckpointFolder(folder.Path).PathOf(12), CheckpointFolder.TensorFile)));
        Last(broken).ShouldBe(Last(whole));

        static void Pair(string folder)
        {
            var port = TrainingProcess.FreePort();
            using var second = TrainingProcess.Join(folder, 2, 12, 1, 1, 2, port);
            Losses(TrainingProcess.Join(folder, 2, 12, 1, 0, 2, port));
            second.StandardOutput.ReadToEnd();
            second.WaitForExit();
            second.ExitCode.ShouldBe(0, second.StandardError.ReadToEnd());
        }
    }

    [Fact]
    public void Processes_with_other_arguments_are_told_what_differs()
    {
        using TemporaryFolder folder = new(), other = new();
        var port = TrainingProcess.FreePort();
        using var second = TrainingProcess.Join(other.Path, 2, 12, 1, 1, 2, port);
        using var first = TrainingProcess.Join(folder.Path, 3, 12, 1, 0, 2, port);
        foreach (var process in new[] { first, second })
        {
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd().ShouldContain("differ in their batch size");
            process.WaitForExit();
            process.ExitCode.ShouldNotBe(0);
        }
    }

    [Fact]
    public void Shares_of_a_stream_are_together_what_one_process_draws()
    {
        using var scope = new TensorScope();
        float[] Drawn(BatchShare? share, long rows)
        {
            using var generator = new Generator(3) { Share = share };
            Generator.OfLayers = generator;
            try
            {
                return [.. generator.Normal([rows, 5]).ToArray<float>(), .. generator.Uniform([rows]).ToArray<float>(),
                    .. generator.Integers(0, 1000, [rows]).To(DType.Float32).ToArray<float>(),
                    .. Tensor.Ones([rows, 7]).Dropout(0.5, training: true).ToArray<float>(),
                        .. Tensor.Ones([rows, 3]).To(DType.BFloat16).Dropout(0.5, training: true).To(DType.Float32).ToArray<float>(),
                    .. generator.Normal([rows]).ToArray<float>()];
            }
            finally
            {
                Generator.OfLayers = null;
            }
        }

        var whole = Drawn(null, 6);
        var parts = Enumerable.Range(0, 3).Select(it => Drawn(new(it, 3), 2)).ToArray();
        var place = 0;
        foreach (var width in new[] { 5, 1, 1, 7, 3, 1 })
        {
            var (all, own) = (6 * width, 2 * width);
            parts.SelectMany(it => it.Skip(place / 3).Take(own)).ShouldBe(whole.Skip(place).Take(all));
            place += all;
        }
    }

    [Theory]
    [InlineData("RANK is '2'; it must be a whole number from 0 to 1.", "2", "2", "localhost", "29500")]
    [InlineData("RANK is not set", "2", null, "localhost", "29500")]
    [InlineData("MASTER_ADDR is not set", "2", "0", null, "29500")]
    [InlineData("MASTER_PORT is 'x'", "2", "0", "localhost", "x")]
    [InlineData("WORLD_SIZE is 'many'", "many", "0", "localhost", "29500")]
    public void A_wrong_variable_is_told_by_its_name(string message, string? size, string? rank, string? address, string? port) =>
        Should.Throw<ArgumentException>(() => Place(size, rank, address, port)).Message.ShouldContain(message);

    [Fact]
    public void One_process_is_no_group()
    {
        Place(null, "0", null, null).ShouldBeNull();
        Place("1", null, null, null).ShouldBeNull();
        Place("4", "3", "host", "1234").ShouldBe(new GroupPlace(3, 4, 0, "host", 1234));
    }

    static GroupPlace? Place(string? size, string? rank, string? address, string? port) =>
        GroupPlace.Read(name => name switch
        {
            "WORLD_SIZE" => size,
            "RANK" => rank,
            "MASTER_ADDR" => address,
            "MASTER_PORT" => port,
            _ => null
        });

    /// <summary>Waits for a process's end. Of each step: loss, norm of gradients, what the task reported.</summary>
    static List<double[]> Losses(Process started)
    {
        using var process = started;
        var error = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error.Result);
        return [.. lines.Select(it => it.Split(' ').Skip(1).Select(that => double.Parse(that, CultureInfo.InvariantCulture)).ToArray())];
    }
}
