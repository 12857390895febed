using EmojiGen.Cli;

namespace EmojiGen.Tests.Cli;

public class ProgressLineTests
{
    sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;

        public override long TimestampFrequency => 1;
    }

    [Fact]
    public void What_is_said_while_a_bar_stands_has_a_line_of_its_own()
    {
        using var error = new StringWriter();
        var clock = new Clock();
        var terminal = new Terminal(TextWriter.Null, error, IsInteractive: true, _ => null, "/", default);
        using (var line = new ProgressLine(terminal, "training", clock))
        {
            clock.Now = 10;
            line.Report(1, 4, "step 1");
            line.Say("step 1: loss on validation 0.5");
            clock.Now = 20;
            line.Report(2, 4, "step 2");
        }
        // As a terminal shows it: what stands before a return and an erasure is gone.
        var shown = error.ToString().Split('\n').Select(it => it[(it.LastIndexOf("\r\e[K", StringComparison.Ordinal) is >= 0 and var at ? at + 4 : 0)..]).ToArray();
        shown.ShouldBe(["step 1: loss on validation 0.5", ""]);
        error.ToString().ShouldContain("30 s left"); // a quarter took 10 s
    }
}
