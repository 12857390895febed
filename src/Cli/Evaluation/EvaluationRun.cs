using System.CommandLine;
using EmojiGen.Composition.Grammar;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Evaluation;

/// <summary>One evaluation at work: draws picture after picture.</summary>
/// <param name="Each">Pictures a prompt.</param>
/// <param name="Seed">Of the first picture: the same prompt and number have the same of every engine, so that two can be compared.</param>
/// <param name="Side">Pixels.</param>
/// <param name="Template">With <c>{}</c> for the prompt.</param>
sealed record EvaluationRun(ParseResult Parsed, Terminal Terminal, Installation Installation, EvaluatedEngine Engine,
    IReadOnlyList<GeneratedPrompt> Prompts, int Each, long Seed, int Side, string Template)
{
    /// <summary>Told of each picture; they are not kept.</summary>
    public Action<DrawnPicture>? Show { get; init; }

    /// <summary>Pictures so far.</summary>
    public int Drawn { get; private set; }

    /// <summary>Prompts in which there was nothing to draw.</summary>
    public int Undrawn { get; private set; }

    /// <summary>Draws them, with a line that tells how far it is.</summary>
    /// <param name="change">The request as it is drawn; null: as it was asked for.</param>
    public IEnumerable<DrawnPicture> Draw(Func<EmojiRequest, EmojiRequest>? change = null)
    {
        using var progress = new ProgressLine(Terminal, "drawing");
        var (done, total) = (0, Prompts.Count * Each);
        foreach (var (prompt, index) in Prompts.Select((it, i) => (it, i)))
        {
            var told = Template.Replace("{}", prompt.Prompt, StringComparison.Ordinal);
            for (var k = 0; k < Each; k++, done++)
            {
                Terminal.Stop.ThrowIfCancellationRequested();
                progress.Report(done, total, $"{done} of {total}");
                var seed = Seed + ((long)index * Each) + k;
                var request = Engine.Basis with { Prompt = told, Seed = seed };
                if (Engine.Draw(change?.Invoke(request) ?? request, Side) is not { } made)
                {
                    Undrawn++;
                    break;
                }
                var drawn = new DrawnPicture(prompt, told, k, seed, made.Picture, made.Seconds);
                Drawn++;
                Show?.Invoke(drawn);
                yield return drawn;
            }
        }
    }
}
