using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Lettering;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>Lays out what a prompt describes as one picture of vector parts.</summary>
/// <remarks>Subjects become figures; what is worn, held, eaten or read joins its figure; figures are then set against one another;
/// what is left stands in a row; and the whole is fitted to the canvas.
/// Then it is looked at (<see cref="Inspection"/>): what is cut, covered or too small is placed otherwise, and if that does not help it is
/// reported instead of drawn.</remarks>
public sealed class Composer(Catalogue catalogue, ArtLibrary library)
{
    /// <summary>Outlines of letters that are not Latin; null: they are named as not shown.</summary>
    public Func<string, LetterLine?>? OtherScripts { get; init; }

    /// <summary>Free space around the picture, canvas units.</summary>
    const double Margin = 3;

    /// <summary>Width of the sticker's edge, canvas units.</summary>
    const double EdgeWidth = 5;

    /// <exception cref="ArtException">The art index is damaged.</exception>
    public Scene Compose(SceneDescription description, ComposeOptions options)
    {
        var trials = new Trials();
        description = Budget.Apply(description, Budget.PlacesOf(description, options));
        while (true)
        {
            var (scene, faults) = Compose(description, options, trials);
            if (faults.Count == 0) return scene;
            foreach (var part in faults) trials.Failed(part);
        }
    }

    /// <summary>One try, and the parts that did not come out well in it. What has failed as often as there are ways to draw it is left out,
    /// so that tries end.</summary>
    (Scene Scene, IReadOnlyList<Part> Faults) Compose(SceneDescription description, ComposeOptions options, Trials trials)
    {
        var variation = new Variation(Alternative.PlainSeed(options.Seed));
        var alternative = new Alternative(options.Seed);
        var parts = new List<Part>();
        var account = new Account(description);
        var casting = new Casting(catalogue, library, new Inscriber(options.Style, OtherScripts), options, variation, alternative, trials, parts, account);
        var staging = new Staging(catalogue, description, casting, variation, alternative, trials, account, options);
        var figure = staging.Stage();
        if (figure is null && staging.Scenery is null) return (account.Settle(new Scene(new SvgDocument(Canvas.Box, []), [.. parts], [])), []);

        figure = Fit(figure, staging, options);
        var scene = new Scene(Draw(figure, options), [.. parts.Select(account.Of)], [])
        {
            Drawings = [.. figure.Solids.Where(static it => !it.IsTrim).Select(it => new PartDrawing(account.Of(it.Part), it.Drawing))],
        };
        return (account.Settle(scene), staging.CanChange(Inspection.Faults(figure)));
    }

    static Figure Fit(Figure? figure, Staging staging, ComposeOptions options)
    {
        var frame = staging.Frame;
        var margin = Margin + (options.Outline ? EdgeWidth : 0);
        if (staging.Scenery is { } scenery) return figure is null ? scenery.Alone(margin - Margin) : scenery.Behind(figure, frame, margin - Margin);
        var room = Canvas.Box.Inflate(-margin);
        if (frame < 1) room = new Box(room.Center.X, room.Bottom, room.Center.X, room.Bottom) with
        {
            Left = room.Center.X - frame * room.Width / 2,
            Right = room.Center.X + frame * room.Width / 2,
            Top = room.Bottom - frame * room.Height,
        };
        return figure!.FitInto(room);
    }

    static SvgDocument Draw(Figure figure, ComposeOptions options)
    {
        Node node = figure.Node;
        if (options.Outline) node = new Group([SvgTree.Outline(node, new Color(255, 255, 255), EdgeWidth), node]);
        return new SvgDocument(Canvas.Box, [node]);
    }
}
