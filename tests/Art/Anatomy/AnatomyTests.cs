using EmojiGen.Art;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Art.Anatomies;

public class AnatomyTests
{
    static Anatomy Of(string name, string style) =>
        BuiltArt.Library.Find(BuiltArt.Catalogue.ByName(name).ShouldNotBeNull(), style).ShouldNotBeNull().Anatomy;

    // Twemoji's cat face draws its eyes as circles about (12, 20) and (24, 20) in a view box of 36.
    [Fact]
    public void The_eyes_of_a_cat_are_where_the_art_draws_them()
    {
        var cat = Of("cat face", "twemoji");
        cat.EyeDistance.ShouldBe(12 * 128 / 36.0, 1);
        cat.Eyes.X.ShouldBe(18 * 128 / 36.0, 1);
        cat.Eyes.Y.ShouldBe(20 * 128 / 36.0, 1);
    }

    [Fact]
    public void A_hat_sits_between_the_ears_and_below_their_tips()
    {
        foreach (var style in (string[])["noto", "fluent", "flat", "twemoji", "openmoji"])
        {
            var rabbit = Of("rabbit face", style);
            rabbit.Crown.Y.ShouldBeGreaterThan(rabbit.Bounds.Top + 20, style);
            rabbit.Crown.Y.ShouldBeLessThan(rabbit.Eyes.Y, style);
        }
    }

    // Twemoji's faces are one circle of radius 18 in a view box of 36: the whole canvas.
    [Fact]
    public void Of_a_yellow_face_the_disc_is_base_and_the_rest_is_expression()
    {
        var face = Of("angry face", "twemoji");
        face.Face.Width.ShouldBe(128, 2);
        face.Features.Contains(0).ShouldBeFalse();
        face.Features.Indices.ShouldNotBeEmpty();
    }

    [Theory, EveryStyle]
    public void No_face_keeps_a_disc_among_its_features(string style)
    {
        var faces = BuiltArt.Catalogue.All.Where(e => e.Subgroup is "face-smiling" or "face-affection" or "face-concerned"
            or "face-negative" && e.Name is not ("skull" or "skull and crossbones" or "pile of poo")).ToList();
        faces.Count.ShouldBeGreaterThan(40);
        var discs = new List<string>();
        foreach (var emoji in faces)
        {
            var icon = BuiltArt.Library.Find(emoji, style).ShouldNotBeNull();
            if (icon.Set.Key != style) continue;
            var features = SvgTree.Keep(icon.Document, icon.Anatomy.Features.Contains);
            var image = SvgRenderer.Render(SvgWriter.WriteUtf8(features), 64, 64);
            var covered = Enumerable.Range(0, 64 * 64).Count(i => image[i % 64, i / 64].A > 128);
            if (covered > 0.8 * 64 * 64 * icon.Anatomy.Face.Area / Canvas.Box.Area * Math.PI / 4) discs.Add(emoji.Name);
        }

        discs.ShouldBeEmpty();
    }

    [Fact]
    public void An_anatomy_survives_being_written_and_read()
    {
        var before = Of("astronaut", "noto");
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        before.Write(writer);
        var after = Anatomy.Read(stream.ToArray());
        after.Bounds.ShouldBe(before.Bounds);
        after.PersonHead.Indices.ShouldBe(before.PersonHead.Indices);
        after.Features.Indices.ShouldBe(before.Features.Indices);
        after.Silhouette.Rows.ToArray().ShouldBe(before.Silhouette.Rows.ToArray());
        Should.Throw<InvalidDataException>(() => Anatomy.Read(stream.ToArray().AsSpan(..^1)));
    }
}
