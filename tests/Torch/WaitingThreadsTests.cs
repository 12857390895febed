using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>What OpenMP itself says of its waiting threads, and of how many there are, when it is loaded: <c>dotnet EmojiGen.Tests.dll
/// --threads</c>.</summary>
public class WaitingThreadsTests
{
    internal static int Run()
    {
        Console.WriteLine(TorchThreads.Count);
        return 0;
    }

    [Fact]
    public void They_sleep() => Told().ShouldContain("GOMP_SPINCOUNT = '0'");

    [Fact]
    public void What_the_user_has_set_stays()
    {
        Told(("GOMP_SPINCOUNT", "77")).ShouldContain("GOMP_SPINCOUNT = '77'");
        Told(("OMP_WAIT_POLICY", "active")).ShouldContain("OMP_WAIT_POLICY = 'ACTIVE'");
        MeasuredProcess.Run(["--threads"], [("OMP_NUM_THREADS", "3")]).Out.Trim().ShouldBe("3");
    }

    static string Told(params (string, string?)[] environment) =>
        MeasuredProcess.Run(["--threads"],
            [("OMP_WAIT_POLICY", null), ("GOMP_SPINCOUNT", null), ("OMP_DISPLAY_ENV", "VERBOSE"), .. environment]).Error;
}
