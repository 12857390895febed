using EmojiGen.Composition.Grammar;
using EmojiGen.Prompting;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Composition.Grammar;

/// <summary>One parser for all tests, without a sentence encoder: what names and words alone understand.</summary>
static class Reading
{
    public static PromptParser Parser { get; } = new(new EmojiSearch(BuiltArt.Catalogue));

    public static SceneDescription Of(string prompt, string language = "en") => Parser.Parse(prompt, language);

    /// <summary>Everything that a scene is to show, as the parts will be named.</summary>
    public static IReadOnlyCollection<string> Names(SceneDescription scene) =>
        [.. scene.Subjects.SelectMany(s => new[] { s.Found, s.Expression, s.Hat, s.Role, s.Flag }.Concat(s.Contained)).OfType<Found>()
            .Select(f => f.Emoji.Name)];

    /// <summary>Subjects by name, in order.</summary>
    public static string[] Subjects(SceneDescription scene) => [.. scene.Subjects.Select(s => s.Found.Emoji.Name)];

    /// <summary>"Riding 0 1" for each relation.</summary>
    public static string[] Relations(SceneDescription scene) =>
        [.. scene.Relations.Select(r => r.Recipient is { } recipient ? $"{r.Kind} {r.Subject} {r.Object} {recipient}"
            : $"{r.Kind} {r.Subject} {r.Object}")];
}
