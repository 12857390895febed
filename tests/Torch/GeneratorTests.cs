using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class GeneratorTests
{
    /// <summary>Expected values: torch 2.13.0, the case's <c>io.safetensors</c>. Bit for bit, though the case would allow 1e-6.</summary>
    [Fact]
    public void Streams_are_those_of_PyTorch()
    {
        using var file = SafetensorsFile.Open(Repository.File("tests", "Reference", "cases", "random_streams", "io.safetensors"));
        file.Entries.Length.ShouldBeGreaterThan(0);
        foreach (var entry in file.Entries)
        {
            using var scope = new TensorScope();
            var drawn = RandomStreams.Draw(entry.Name["out.".Length..], entry.Shape.AsSpan());
            drawn.Shape.ShouldBe(entry.Shape.ToArray());
            if (drawn.DType == DType.Int64) drawn.ToArray<long>().ShouldBe(file.ReadIntegers(entry.Name), entry.Name);
            else drawn.ToArray<float>().ShouldBe(file.ReadSingles(entry.Name), entry.Name);
        }
    }

    /// <summary>MT19937 seeded with 5489: Matsumoto and Nishimura 1998; the C++ standard demands 4123659995 as the 10,000th
    /// number.</summary>
    [Fact]
    public void The_raw_stream_is_Mersenne_Twister()
    {
        using var generator = new Generator(5489);
        var numbers = new uint[10_000];
        generator.Draw(numbers);
        numbers[0].ShouldBe(3499211612u);
        numbers[^1].ShouldBe(4123659995u);
    }

    [Fact]
    public void Seed_zero_is_a_seed()
    {
        using var scope = new TensorScope();
        using var zero = new Generator(0);
        using var again = new Generator(0);
        using var one = new Generator(1);
        var first = zero.Normal([8]);
        first.EqualTo(again.Normal([8])).ShouldBeTrue();
        first.EqualTo(one.Normal([8])).ShouldBeFalse();
    }

    /// <summary>torch 2.7 and newer: from a range of 2^28 on each integer takes two numbers, the first one above the second.</summary>
    [Theory]
    [InlineData(0, (1L << 28) - 1, 1)]
    [InlineData(-5, (1L << 28) - 5, 2)]
    [InlineData(0, 1L << 40, 2)]
    [InlineData(long.MinValue, long.MaxValue, 2)]
    public void Wide_ranges_take_two_numbers_each(long low, long high, int each)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(7);
        using var raw = new Generator(7);
        var numbers = new uint[3 * each];
        raw.Draw(numbers);
        var range = (UInt128)((Int128)high - low);
        long[] expected = [.. Enumerable.Range(0, 3).Select(i =>
            (long)((Int128)((each == 1 ? numbers[i] : ((UInt128)numbers[2 * i] << 32) | numbers[(2 * i) + 1]) % range) + low))];
        generator.Integers(low, high, [3]).ToArray<long>().ShouldBe(expected);
    }

    [Fact]
    public void A_restored_state_continues_the_stream()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(3);
        _ = generator.Normal([5]); // an odd number of small draws leaves half a pair inside the state
        var state = generator.SaveState();
        var expected = generator.Normal([7]);
        using var other = new Generator(99);
        other.RestoreState(state);
        other.Normal([7]).EqualTo(expected).ShouldBeTrue();
    }

    [Fact]
    public void An_empty_range_is_refused()
    {
        using var generator = new Generator(1);
        Should.Throw<ArgumentException>(() => generator.Integers(3, 3, [1])).Message.ShouldContain("3");
    }

    [Fact]
    public void A_disposed_generator_says_so()
    {
        var generator = new Generator(1);
        generator.Dispose();
        generator.Dispose();
        Should.Throw<ObjectDisposedException>(() => generator.Normal([1]));
    }
}
