using EmojiGen.Composition.Grammar;
using FsCheck;
using FsCheck.Fluent;

namespace EmojiGen.Tests.Composition.Grammar;

public class BadPromptTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   \t ")]
    [InlineData("...")]
    [InlineData("a\u0000cat")]
    [InlineData("cat\u001b[31m")]
    [InlineData("qwxzzk vbnmq")]
    public void A_prompt_that_cannot_be_read_is_refused_in_one_sentence(string prompt)
    {
        var refusal = Should.Throw<PromptException>(() => Reading.Of(prompt));
        refusal.Message.ShouldNotContain("\n");
        refusal.Message.ShouldEndWith(".");
    }

    [Fact]
    public void Ten_thousand_characters_are_too_many()
    {
        var refusal = Should.Throw<PromptException>(() => Reading.Of(new string('a', 10_000)));
        refusal.Message.ShouldContain("10000");
    }

    [Fact]
    public void The_longest_prompt_is_read() =>
        Reading.Of(string.Concat(Enumerable.Repeat("a cat and ", 100))).Subjects.Length.ShouldBeGreaterThan(50);

    [Fact]
    public void An_unknown_language_is_refused() => Should.Throw<ArgumentException>(() => Reading.Of("cat", "xx"));

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        var texts = ArbMap.Default.GeneratorFor<string>().Or(FromPieces);
        Prop.ForAll(texts.ToArbitrary(), text => ReadsOrRefuses(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    // Words that the grammar knows, in any order: where its branches meet.
    static Gen<string> FromPieces => Gen.Elements(
        "a", "the", "two", "cat", "dogs", "red", "angry", "tiny", "riding", "rides", "on", "in", "with", "without", "and", ",", "+", ".",
        "of", "giving", "to", "its", "head", "is", "very", "wearing",
        "chef hat", "heart eyes", "as", "who is", "Finnish", "flag", "🐱", "😍", "👑", "🇫🇮", "dressed as", "king", "in love", "with wings", "upside down", "xyzzy", "reading", "slices of", "12", "not", "'s", "-")
        .ListOf().Select(words => string.Join(" ", words));

    static bool ReadsOrRefuses(string text)
    {
        try
        {
            var scene = Reading.Of(text);
            return scene.Subjects.Length > 0
                && scene.Subjects.All(s => s.Count is >= 1 and <= Subject.MaxCount)
                && scene.Relations.All(r => IsSubject(scene, r.Subject) && IsSubject(scene, r.Object) && r.Subject != r.Object
                    && (r.Recipient is not { } other || IsSubject(scene, other)));
        }
        catch (PromptException)
        {
            return true;
        }
    }

    static bool IsSubject(SceneDescription scene, int index) => index >= 0 && index < scene.Subjects.Length;
}
