using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>Something worn that is no emoji: a Santa hat, a red nose.</summary>
/// <param name="Drawing">Its name among our own drawings.</param>
/// <param name="StandIn">The emoji by which a picture's parts list it.</param>
/// <param name="Colour">That the prompt gives it.</param>
/// <param name="Words">As typed.</param>
public sealed record WornThing(string Drawing, WornPlace Place, Emoji StandIn, Recolour? Colour, string Words)

{
    /// <summary>What it is made of: a cape of <em>pizza</em>. Null: of cloth.</summary>
    public Emoji? Filling { get; init; }
}

/// <summary>On top of the head; at its side, behind an ear; over the eyes; on the nose; at the throat; about the body; behind it, from the
/// shoulders; at both sides, in place of arms.</summary>
public enum WornPlace { Head, Side, Eyes, Nose, Neck, Trunk, Back, Arms }
