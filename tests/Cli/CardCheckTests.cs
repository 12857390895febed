using EmojiGen.Cli.Doctor;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Cli;

public class CardCheckTests
{
    static readonly CudaCard l4 = new(0, "NVIDIA L4", 23_600_000_000, 23_100_000_000, new Version(8, 9)),
        t4 = new(1, "Tesla T4", 15_800_000_000, 15_600_000_000, new Version(7, 5)),
        small = new(0, "GeForce | 1650", 4_100_000_000, 3_900_000_000, new Version(7, 5));

    [Fact]
    public void A_card_is_named_with_its_memory_and_what_it_computes_in()
    {
        Finding[] found = [.. CardCheck.Of([l4, t4], 2)];
        found[0].Found.ShouldBe("NVIDIA L4, 23.6 GB (23.1 free), 8.9: bf16");
        found.Single(it => it.Name == "cuda:1").Found.ShouldBe("Tesla T4, 15.8 GB (15.6 free), 7.5: no bf16, so fp16");
        found.ShouldAllBe(it => it.Health == Health.Good);
    }

    [Fact]
    public void What_fits_is_counted_from_the_weights_and_said_to_be_not_measured()
    {
        string Draws(CudaCard card) => CardCheck.Of([card], 2).Single(it => it.Name.Contains("draws")).Found;
        Draws(l4).ShouldContain("Stable Diffusion 3.5 medium");
        Draws(t4).ShouldContain("Stable Diffusion XL");
        Draws(t4).ShouldNotContain("3.5 large");
        Draws(small).ShouldStartWith("Stable Diffusion 1.5");
        Draws(small).ShouldNotContain("XL");
        Draws(small).ShouldEndWith("not measured)");
        CardCheck.Of([small], 1).Single(it => it.Name.Contains("whole")).Found.ShouldStartWith("none of the published models");
    }

    [Fact]
    public void A_card_that_this_libtorch_cannot_use_is_a_remark_with_a_remedy()
    {
        var found = CardCheck.Of([l4], 0).ShouldHaveSingleItem();
        found.Health.ShouldBe(Health.Remark);
        found.Remedy.ShouldNotBeNull().ShouldContain("LIBTORCH");
        CardCheck.Of([], 0).Single().Found.ShouldContain("everything runs without one");
    }

    [Fact]
    public void What_the_probe_tells_is_read_again_whatever_the_card_is_called()
    {
        foreach (var card in new[] { l4, t4, small }) CardCheck.Read(CardCheck.Line(card)).ShouldBe(card);
    }
}
