using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public sealed class ImageFileTests : IDisposable
{
    readonly string temporary = Directory.CreateTempSubdirectory("emojigen-imaging-").FullName;

    public void Dispose() => Directory.Delete(temporary, recursive: true);

    string InFolder(string name) => Path.Combine(temporary, name);

    static readonly ImageText sampleText = new()
    {
        Parameters = "a cat riding a skateboard\nSteps: 20, Seed: 0",
        Title = "猫と🛹 – größer",
        Author = "Noto Emoji authors",
        License = "Apache-2.0 <https://www.apache.org/licenses/LICENSE-2.0>",
        Software = "EmojiGen 0.1.0",
        More = ImmutableSortedDictionary<string, string>.Empty.Add("Parts", "🐱 & 🛹"),
    };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(128, 96)]
    public void A_png_holds_every_pixel_as_a_decoder_by_the_specification_reads_it(int width, int height)
    {
        var picture = Pictures.Noise(seed: 5, width, height);

        var decoded = PlainPng.Decode(ImageFile.Encode(ImageFormat.Png, picture));

        decoded.ShouldSatisfyAllConditions(
            d => (d.Width, d.Height).ShouldBe((width, height)),
            d => d.Pixels.AsSpan().SequenceEqual(picture.Span).ShouldBeTrue());
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public void A_lossless_file_is_read_back_with_every_pixel(ImageFormat format)
    {
        var picture = Pictures.Noise(seed: 6, 61, 47);

        var loaded = ImageFile.Load(ImageFile.Encode(format, picture, sampleText));

        (loaded.Width, loaded.Height).ShouldBe((61, 47));
        loaded.Span.SequenceEqual(picture.Span).ShouldBeTrue();
    }

    [Fact]
    public void Text_in_a_png_is_found_under_its_keys_and_survives_in_every_script()
    {
        var found = PlainPng.Text(ImageFile.Encode(ImageFormat.Png, Pictures.Disc(8), sampleText));

        found["parameters"].ShouldBe(sampleText.Parameters);
        found["Title"].ShouldBe("猫と🛹 – größer");
        found["License"].ShouldBe(sampleText.License);
        found["Parts"].ShouldBe("🐱 & 🛹");
        found.ShouldNotContainKey("Source");
    }

    [Fact]
    public void Ascii_text_is_in_the_chunk_that_every_reader_knows_and_stands_before_the_pixels()
    {
        var types = PlainPng.Chunks(ImageFile.Encode(ImageFormat.Png, Pictures.Disc(8), new() { Parameters = "a cat" }))
            .Select(static c => c.Type);

        types.ShouldBe(["IHDR", "sRGB", "tEXt", "IDAT", "IEND"]);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public void Text_is_read_back_as_it_was_written(ImageFormat format)
    {
        var read = ImageFile.ReadText(ImageFile.Encode(format, Pictures.Disc(8), sampleText));

        (read with { More = sampleText.More }).ShouldBe(sampleText);
        read.More.ShouldBe(sampleText.More);
    }

    [Fact]
    public void A_webp_carries_the_parameters_where_the_web_uis_look_for_them()
    {
        var file = ImageFile.Encode(ImageFormat.WebP, Pictures.Disc(8), sampleText);

        // EXIF's UserComment as piexif writes it: the code UNICODE, then UTF-16, big-endian.
        file.AsSpan().IndexOf((byte[])[.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(sampleText.Parameters!)]).ShouldBePositive();
    }

    [Fact]
    public void A_gif_carries_its_text_as_a_comment_and_stays_readable()
    {
        var file = ImageFile.Encode(ImageFormat.Gif, Pictures.Disc(32), sampleText with { Source = new string('x', 700) });

        Encoding.UTF8.GetString(GifComment(file)).ShouldContain("License: Apache-2.0");
        Encoding.UTF8.GetString(GifComment(file)).ShouldContain("Source: " + new string('x', 700));
        ImageFile.Load(file).Width.ShouldBe(32);
    }

    [Fact]
    public void A_gif_keeps_opaque_colours_and_cuts_alpha_at_one_half()
    {
        var disc = Pictures.Disc(32);

        var loaded = ImageFile.Load(ImageFile.Encode(ImageFormat.Gif, disc));

        for (var y = 0; y < 32; y++)
            for (var x = 0; x < 32; x++)
            {
                if (disc[x, y].A == 255)
                    (Math.Abs(loaded[x, y].R - 255) + Math.Abs(loaded[x, y].G - 200) + Math.Abs(loaded[x, y].B - 40)).ShouldBeLessThan(12);
                if (disc[x, y].A is < 120 or > 136) loaded[x, y].A.ShouldBe(disc[x, y].A < 128 ? (byte)0 : (byte)255);
            }
    }

    [Theory]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Gif)]
    public void An_animation_is_read_back_frame_by_frame_with_its_timing(ImageFormat format)
    {
        Raster[] frames = [Moving(0), Moving(9), Moving(18)];

        var (read, animation) = ImageFile.LoadAnimation(ImageFile.EncodeAnimation(format, frames, new([40, 100, 250], Loops: 3)));

        read.Length.ShouldBe(3);
        animation.ShouldNotBeNull().Delays.ShouldBe([40, 100, 250]);
        animation.Loops.ShouldBe(3);
        for (var i = 0; i < 3; i++)
            for (var y = 0; y < 32; y++)
                for (var x = 0; x < 32; x++)
                    (read[i][x, y].A == 255).ShouldBe(frames[i][x, y].A == 255, $"frame {i} at {x},{y}");

        // Whatever moves away must be cleared behind it.
        static Raster Moving(int x)
        {
            var frame = new Raster(32, 32);
            for (var i = 0; i < 100; i++) frame[x + i % 10, 5 + i / 10] = new(200, 30, 60);
            return frame;
        }
    }

    [Fact]
    public void An_animated_png_has_every_frame_whole_its_delays_in_milliseconds_and_a_running_sequence()
    {
        Raster[] frames = [Pictures.Disc(16, 10), Pictures.Disc(16, 90), Pictures.Noise(1, 16, 16)];

        var file = ImageFile.EncodeAnimation(ImageFormat.Png, frames, new([40, 100, 250], Loops: 2));

        var chunks = PlainPng.Chunks(file);
        chunks.Single(static c => c.Type == "acTL").Data.ShouldBe([0, 0, 0, 3, 0, 0, 0, 2]);
        chunks.Where(static c => c.Type is "fcTL" or "fdAT").Select(static c => BinaryPrimitives.ReadInt32BigEndian(c.Data))
            .ShouldBe([0, 1, 2, 3, 4]);
        chunks.Where(static c => c.Type == "fcTL")
            .Select(static c => BinaryPrimitives.ReadUInt16BigEndian(c.Data.AsSpan(20)) * 1000 / BinaryPrimitives.ReadUInt16BigEndian(
                c.Data.AsSpan(22))).ShouldBe([40, 100, 250]);
        var decoded = PlainPng.Frames(file);
        for (var i = 0; i < 3; i++) decoded[i].AsSpan().SequenceEqual(frames[i].Span).ShouldBeTrue();
    }

    [Fact]
    public void A_file_cut_off_anywhere_or_damaged_is_refused_in_one_sentence()
    {
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif })
        {
            var whole = ImageFile.Encode(format, Pictures.Noise(3, 40, 40));
            foreach (var length in new[] { 13, 40, whole.Length / 2, whole.Length - 20 })
            {
                var message = Should.Throw<InvalidDataException>(() => ImageFile.Load(whole.AsSpan(0, length)),
                    $"{format} cut at {length}").Message;
                message.ShouldStartWith("Cannot read the picture");
                message.ShouldNotContain('\n');
            }
        }
    }

    [Theory]
    [InlineData("zTXt", "Comment\0\0")]
    [InlineData("iTXt", "Comment\0\u0001\0\0\0")]
    public void A_text_whose_compression_is_damaged_is_refused_in_a_sentence(string type, string head)
    {
        var whole = ImageFile.Encode(ImageFormat.Png, Pictures.Disc(8));
        byte[] damaged = [.. whole[..33], .. PictureFiles.PngChunk(type, [.. head.Select(it => (byte)it), 0x78, 0x9C, 0xFF, 0xFF, 0xFF]),
            .. whole[33..]];
        Should.Throw<InvalidDataException>(() => ImageFile.ReadText(damaged)).Message
            .ShouldBe("Cannot read the PNG: the compression of a text in it is damaged.");
    }

    [Fact]
    public void Bytes_of_no_picture_are_refused()
    {
        foreach (var bytes in new byte[][] { [], [1, 2, 3], [.. "II*\0"u8, .. new byte[64]], [.. "<svg"u8] })
            Should.Throw<InvalidDataException>(() =>
                ImageFile.Load(bytes)).Message.ShouldBe("Cannot read the picture: it is no PNG, WebP, JPEG or GIF.");
    }

    [Fact]
    public void Random_damage_never_brings_the_process_down()
    {
        var random = new Random(11);
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif })
        {
            var whole = ImageFile.EncodeAnimation(format, [Pictures.Noise(3, 24, 24), Pictures.Disc(24)], Animation.Even(2, 50));
            for (var trial = 0; trial < 60; trial++)
            {
                var broken = (byte[])whole.Clone();
                for (var i = 0; i < 4; i++) broken[random.Next(broken.Length)] = (byte)random.Next(256);
                try
                {
                    ImageFile.LoadAnimation(broken).Frames.ShouldNotBeEmpty();
                }
                catch (InvalidDataException)
                {
                    // refused, as it may be
                }
            }
        }
    }

    [Fact]
    public void A_picture_larger_than_asked_for_is_refused_before_its_pixels_are_decoded()
    {
        var file = ImageFile.Encode(ImageFormat.Png, new Raster(300, 300));

        Should.Throw<InvalidDataException>(() => ImageFile.Load(file, maxPixels: 89_999)).Message.ShouldContain("300x300");
        ImageFile.Load(file, maxPixels: 90_000).Width.ShouldBe(300);
    }

    [Theory]
    [InlineData("x.bmp", "Cannot write x.bmp: pictures are written as .png, .webp or .gif, not as .bmp.")]
    [InlineData("x", "Cannot write x: without an extension the format is unknown; name a .png, .webp or .gif.")]
    [InlineData("x.JPG", "Cannot write x.JPG: JPEG has no transparency; name a .png, .webp or .gif.")]
    public void An_extension_of_no_format_is_named_with_those_that_are(string path, string sentence) =>
        Should.Throw<ArgumentException>(() => ImageFile.Save(path, Pictures.Disc(8))).Message.ShouldBe(sentence);

    [Fact]
    public void A_file_in_no_folder_is_refused_in_one_sentence()
    {
        var path = InFolder("nowhere/x.png");

        Should.Throw<IOException>(() => ImageFile.Save(path, Pictures.Disc(8))).Message.ShouldBe(
            $"Cannot write {path}: the folder {InFolder("nowhere")} does not exist.");
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        Directory.CreateDirectory(InFolder("x.png"));

        Should.Throw<IOException>(() => ImageFile.Save(InFolder("x.png"), Pictures.Disc(8))).Message.ShouldContain("it is a folder");
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(InFolder("old.png"), "old");

        // The system refuses: a name of 300 characters is too long for any of Linux' file systems.
        Should.Throw<IOException>(() =>
            ImageFile.Save(InFolder(new string('n', 300) + ".png"), Pictures.Disc(8))).Message.ShouldStartWith("Cannot write");

        Directory.GetFiles(temporary).ShouldBe([InFolder("old.png")]);
        File.ReadAllText(InFolder("old.png")).ShouldBe("old");
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_no_other_behind()
    {
        File.WriteAllText(InFolder("x.png"), "old");

        ImageFile.Save(InFolder("x.png"), Pictures.Disc(8));

        Directory.GetFiles(temporary).ShouldBe([InFolder("x.png")]);
        ImageFile.Load(InFolder("x.png")).Span.SequenceEqual(Pictures.Disc(8).Span).ShouldBeTrue();
    }

    [Fact]
    public void A_new_file_is_written_and_a_link_is_written_through()
    {
        File.CreateSymbolicLink(InFolder("link.png"), InFolder("target.png"));

        ImageFile.Save(InFolder("new.png"), Pictures.Disc(8));
        ImageFile.Save(InFolder("link.png"), Pictures.Disc(8));

        Directory.GetFiles(temporary).Order().ShouldBe([InFolder("link.png"), InFolder("new.png"), InFolder("target.png")]);
        new FileInfo(InFolder("link.png")).LinkTarget.ShouldBe(InFolder("target.png"));
    }

    [Fact]
    public void A_file_that_is_missing_is_named() =>
        Should.Throw<IOException>(() =>
            ImageFile.Load(InFolder("none.png"))).Message.ShouldBe($"Cannot read {InFolder("none.png")}: there is no such file.");

    static byte[] GifComment(byte[] file)
    {
        var at = 13 + ((file[10] & 0x80) == 0 ? 0 : 3 << ((file[10] & 7) + 1));
        file[at..(at + 2)].ShouldBe([0x21, 0xFE]);
        var text = new List<byte>();
        for (at += 2; file[at] != 0; at += 1 + file[at]) text.AddRange(file.AsSpan(at + 1, file[at]));
        return [.. text];
    }
}
