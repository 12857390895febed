using System.Globalization;
using EmojiGen.Composition;
using EmojiGen.Composition.Grammar;
using EmojiGen.Imaging;

namespace EmojiGen.Generation;

/// <summary>What an engine made of a request.</summary>
/// <param name="Pictures">At least one; each with a seed of its own, that makes it again alone.</param>
/// <param name="Attribution">Of all pictures together.</param>
public abstract record Drawing(IReadOnlyList<Picture> Pictures, Attribution Attribution)
{
    /// <summary>Pixels a picture has on a contact sheet, at most.</summary>
    const int SheetCell = 256;

    /// <summary>Up to so many pictures stand in one row.</summary>
    const int SheetRow = 4;

    /// <summary>The scene of each picture, or of the draft that all began from; none without one.</summary>
    public IReadOnlyList<Scene> Scenes { get; init; } = [];

    /// <summary>Words of the prompt that no picture shows, as far as the engine can tell.</summary>
    public IReadOnlyList<string> NotShown { get; init; } = [];

    /// <summary>Words that something else of the same kind stands for, with its name.</summary>
    public IReadOnlyList<Substitute> Substituted { get; init; } = [];

    /// <summary>Words of which nothing says what they mean, with what they were taken for.</summary>
    public IReadOnlyList<Substitute> Guessed { get; init; } = [];

    /// <summary>Whether all that the prompt says is seen as it says it, as far as the engine can tell.</summary>
    public bool ShowsAll => NotShown.Count + Substituted.Count + Guessed.Count == 0;

    /// <summary>What a person should know: adapters that did not fit, what was assumed, what was done otherwise than asked.</summary>
    public IReadOnlyList<Sentence> Notices { get; init; } = [];

    /// <summary>All pictures side by side, each with its seed.</summary>
    public Raster Sheet() => ContactSheet.Compose(
        [.. Pictures.Select(it =>
            (it.Draw(Math.Min(it.Size, SheetCell)), (string?)string.Create(CultureInfo.InvariantCulture, $"seed {it.Seed}")))],
        columns: Pictures.Count <= SheetRow ? Pictures.Count : (int)Math.Ceiling(Math.Sqrt(Pictures.Count)),
        cell: Math.Min(Pictures[0].Size, SheetCell));

    /// <summary>What a file says that shows all pictures: licences and authors of each, and what made the first.</summary>
    /// <param name="withParameters">Whether it says what made it; licence and authors always stay.</param>
    public ImageText SheetText(bool withParameters = true) =>
        new PictureText(Attribution, withParameters ? Pictures[0].Text.Parameters : null).Image;
}

/// <summary>What the composer laid out.</summary>
/// <param name="Description">How the prompt was read.</param>
public sealed record ComposedDrawing(ComposeRequest Request, SceneDescription Description, IReadOnlyList<Picture> Pictures,
    Attribution Attribution) : Drawing(Pictures, Attribution);
