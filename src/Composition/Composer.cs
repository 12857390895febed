using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Lays out what a prompt describes as one picture of vector parts.</summary>
/// <remarks>Subjects become figures; what is worn, held, eaten or read joins its figure; figures are then set against one another;
/// what is left stands in a row; and the whole is fitted to the canvas.</remarks>
public sealed class Composer(Catalogue catalogue, ArtLibrary library)
{
    /// <summary>Free space around the picture, canvas units.</summary>
    const double Margin = 3;

    /// <summary>Width of the sticker's edge, canvas units.</summary>
    const double EdgeWidth = 5;

    /// <exception cref="ArtException">The art index is damaged.</exception>
    public Scene Compose(SceneDescription description, ComposeOptions options)
    {
        var variation = new Variation(Alternative.PlainSeed(options.Seed));
        var alternative = new Alternative(options.Seed);
        var parts = new List<Part>();
        var notShown = new List<string>(description.NotShown);
        var casting = new Casting(catalogue, library, options, variation, alternative, parts, notShown);
        var staging = new Staging(description, casting, variation, alternative);
        var figure = staging.Stage();
        var document = figure is null ? new SvgDocument(Canvas.Box, []) : Fit(figure, staging.Frame, options);
        return new Scene(document, [.. parts], [.. notShown.Distinct()]);
    }

    static SvgDocument Fit(Figure figure, double frame, ComposeOptions options)
    {
        var margin = Margin + (options.Outline ? EdgeWidth : 0);
        var room = Canvas.Box.Inflate(-margin);
        if (frame < 1) room = new Box(room.Center.X, room.Bottom, room.Center.X, room.Bottom) with
        {
            Left = room.Center.X - frame * room.Width / 2,
            Right = room.Center.X + frame * room.Width / 2,
            Top = room.Bottom - frame * room.Height,
        };
        figure = figure.FitInto(room);
        Node node = figure.Node;
        if (options.Outline) node = new Group([SvgTree.Outline(node, new Color(255, 255, 255), EdgeWidth), node]);
        return new SvgDocument(Canvas.Box, [node]);
    }
}
