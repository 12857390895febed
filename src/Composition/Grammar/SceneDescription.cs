using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Prompting;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Grammar;

/// <summary>What a prompt asks to be shown: subjects, and how they stand to one another. The parser's output, the layout's input.</summary>
/// <param name="Prompt">The words as typed.</param>
/// <param name="Subjects">In the order of the prompt.</param>
/// <param name="Relations">By index into <paramref name="Subjects"/>; subjects in no relation stand side by side.</param>
/// <param name="NotShown">Words that were understood nowhere, as typed.</param>
public sealed record SceneDescription(
    string Prompt, ImmutableArray<Subject> Subjects, ImmutableArray<Relation> Relations, ImmutableArray<string> NotShown)
{
    /// <summary>Words that are meant for other programs and show nothing, as typed: <c>best quality</c>.</summary>
    public ImmutableArray<string> Ignored { get; init; } = [];

    /// <summary>Words that something else of the same kind stands for.</summary>
    public ImmutableArray<Substitute> Substituted { get; init; } = [];

    /// <summary>Words that were taken for something by their spelling, or by what they may mean.</summary>
    public ImmutableArray<Substitute> Guessed { get; init; } = [];

    /// <summary>How sure parse and retrieval are, 0 to 1: the least of the subjects' scores.</summary>
    public double Certainty => Subjects.IsDefaultOrEmpty ? 0 : Subjects.Min(s => s.Found.Score);
}

/// <summary>What stands for words that no emoji shows.</summary>
/// <param name="Words">As they stand in the prompt.</param>
/// <param name="Name">Of what is seen: <c>beaver</c>.</param>
public sealed record Substitute(string Words, string Name);

/// <summary>An emoji, and the words of the prompt that asked for it.</summary>
/// <param name="Words">As they stand in the prompt.</param>
/// <param name="Score">0 to 1.</param>
public sealed record Found(Emoji Emoji, string Words, double Score)
{
    /// <summary>What it was found by: whether it is what the words say, stands for it, or is a guess.</summary>
    public MatchKind Kind { get; init; } = MatchKind.Name;

    /// <summary>The name of the drawing of ours that shows it, where its words alone do not say so; null: they do, or there is none.</summary>
    public string? Drawing { get; init; }
}

/// <summary>One thing to show, with everything said of it.</summary>
public sealed record Subject(Found Found)
{
    /// <summary>1 for one; a crowd is drawn as <see cref="MaxCount"/> at most.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The words of a number that is larger than <see cref="MaxCount"/>; null: all are drawn.</summary>
    public string? CountWords { get; init; }

    /// <summary>Whether they lie on one another: <em>a stack of pancakes</em>.</summary>
    public bool IsStack { get; init; }

    /// <summary>What several do with each other; null: nothing.</summary>
    public Mutual? Mutual { get; init; }

    public SizeWord Size { get; init; } = SizeWord.Normal;

    /// <summary>Of its skin, where the prompt says one; else what was asked for of all.</summary>
    public SkinTone SkinTone { get; init; } = SkinTone.None;

    public Recolour? Colour { get; init; }

    /// <summary>Hair, beard, age and the like.</summary>
    public Looks Looks { get; init; } = Looks.None;

    public Posture? Posture { get; init; }

    /// <summary>What is worn that is no emoji: a Santa hat, a red nose.</summary>
    public ImmutableArray<WornThing> Worn { get; init; } = [];

    /// <summary>An expression to lay on it: the face it comes from (<c>angry face</c>), and the adjective that named it.</summary>
    public Found? Expression { get; init; }

    /// <summary>A hat of which there is no emoji but a face that wears it (a cowboy hat, a party hat): the face. The subject keeps its own
    /// expression.</summary>
    public Found? Hat { get; init; }

    /// <summary>A person with a trade (astronaut, cook, prince): the subject's head goes where the person's is.</summary>
    public Found? Role { get; init; }

    /// <summary>A flag that fills its shape: a heart with the Finnish flag.</summary>
    public Found? Flag { get; init; }

    /// <summary>A pattern, with its colours.</summary>
    public Ornament? Ornament { get; init; }

    /// <summary>What it is made of, or tastes of.</summary>
    public Material? Material { get; init; }

    public Recolour? EyeColour { get; init; }

    /// <summary>What the prompt names beside it and its own drawing shows already.</summary>
    public ImmutableArray<Found> Contained { get; init; } = [];

    /// <summary>What it has not, or is not.</summary>
    public ImmutableArray<Denial> Denied { get; init; } = [];

    /// <summary>What is to be read on it.</summary>
    public Inscription? Inscription { get; init; }

    public bool UpsideDown { get; init; }
    public bool Ghostly { get; init; }
    public bool Silhouette { get; init; }
    public bool Winged { get; init; }

    public const int MaxCount = 12;
}

public enum SizeWord { Tiny, Small, Normal, Large, Giant }

/// <summary>A new colour for a whole subject.</summary>
/// <param name="Words">The colour as typed: <c>golden</c>.</param>
/// <param name="Color">The target; for <see cref="RecolourKind.Hue"/> its hue and chroma are taken, lightness stays the art's own.</param>
public sealed record Recolour(string Words, RecolourKind Kind, Color Color);

/// <summary><see cref="Hue"/>: one colour. <see cref="Grey"/>: black and white. <see cref="Rainbow"/>: hue runs over the picture.
/// <see cref="Dark"/>/<see cref="Light"/>: as it is, but near black (a black rabbit) or near white. <see cref="Pastel"/>/<see cref="Neon"/>: its own
/// colours, pale or glowing.</summary>
public enum RecolourKind { Hue, Grey, Rainbow, Dark, Light, Gold, Silver, Pastel, Neon }

/// <param name="Subject">Index of who does it.</param>
/// <param name="Object">Index of what it is done to.</param>
/// <param name="Recipient">Index of whom it is given to (<see cref="RelationKind.Giving"/> only).</param>
/// <param name="Words">The words that said so: <c>riding</c>.</param>
public sealed record Relation(RelationKind Kind, int Subject, int Object, string Words, int? Recipient = null)
{
    /// <summary>Whether the words tell of a deed of which <see cref="Kind"/> shows only how the two stand: <c>fighting</c>, side by side.</summary>
    public bool IsDeed { get; init; }

    /// <summary>What the two do with each other; null: nothing.</summary>
    public Mutual? Mutual { get; init; }
}

public enum RelationKind
{
    /// <summary>Side by side, equals: <em>and</em>, two emoji beside each other.</summary>
    And,
    NextTo,
    On,
    Riding,
    /// <summary>In the vehicle: behind its window or above its body.</summary>
    Driving,
    In,
    Under,
    Behind,
    Holding,
    /// <summary>Only "with": held when it can be, worn when it is clothing, beside otherwise; the layout decides.</summary>
    With,
    Eating,
    Drinking,
    /// <summary>An instrument, a ball, a game.</summary>
    Playing,
    Reading,
    Wearing,
    /// <summary>Object to recipient.</summary>
    Giving,
    PlayingWith,
    WavingAt,
    Hugging,
    /// <summary>Two emoji with nothing said: one new thing of both, as people expect of Emoji Kitchen.</summary>
    Mix,
    /// <summary>A thing in flight: at an animal's mouth, in a person's hands.</summary>
    Catching,
}
