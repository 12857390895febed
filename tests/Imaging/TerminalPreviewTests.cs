using System.Globalization;
using System.Text.RegularExpressions;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

/// <summary>What a terminal would paint, read back from the text by small terminals of the tests' own.</summary>
public partial class TerminalPreviewTests
{
    [Fact]
    public void Half_blocks_paint_every_pixel_and_leave_the_ground_where_nothing_is()
    {
        // 28 x 28 with content up to every edge: shown one to one.
        var picture = Pictures.Noise(seed: 8, 28, 28);
        for (var i = 0; i < 28; i++) picture[i, i] = new((byte)(i * 9), 1, 2);

        var painted = HalfBlockTerminal(TerminalPreview.Encode(picture, TerminalKind.Blocks));

        for (var y = 0; y < 28; y++)
            for (var x = 0; x < 28; x++)
                painted.GetValueOrDefault((x, y), "ground")
                    .ShouldBe(picture[x, y] is { A: >= 128 } p ? $"2;{p.R};{p.G};{p.B}" : "ground", $"at {x},{y}");
    }

    [Fact]
    public void An_odd_number_of_rows_ends_on_the_ground()
    {
        var painted = HalfBlockTerminal(TerminalPreview.Encode(Raster.Filled(4, 3, new(9, 8, 7)), TerminalKind.Blocks, columns: 4));

        painted.Count.ShouldBe(12);
        painted.Keys.ShouldAllBe(static at => at.Y < 3);
    }

    [Fact]
    public void Every_line_of_blocks_ends_with_the_colours_put_back()
    {
        var lines = TerminalPreview.Encode(Pictures.Disc(64), TerminalKind.Blocks).TrimEnd('\n').Split('\n');

        lines.Length.ShouldBe(14);
        lines.ShouldAllBe(static line => line.EndsWith("\e[0m", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(255, 0, 0, 196)]
    [InlineData(255, 255, 255, 231)]
    [InlineData(0, 0, 0, 16)]
    [InlineData(128, 128, 128, 244)]
    [InlineData(95, 135, 175, 67)]
    [InlineData(9, 7, 8, 232)]
    public void In_256_colours_the_nearest_of_xterms_is_named(byte r, byte g, byte b, int number) // numbers: xterm's 256colres.h
    {
        var painted = HalfBlockTerminal(TerminalPreview.Encode(Raster.Filled(2, 2, new(r, g, b)), TerminalKind.Blocks256, columns: 2));

        painted.Values.Distinct(StringComparer.Ordinal).ShouldBe([$"5;{number}"]);
    }

    [Fact]
    public void Kitty_is_given_the_whole_png_in_chunks_it_takes()
    {
        var picture = Pictures.Noise(seed: 2, 90, 60);

        var text = TerminalPreview.Encode(picture, TerminalKind.Kitty, columns: 24);

        var chunks = KittyChunk().Matches(text);
        string.Concat(chunks.Select(static c => c.Value)).ShouldBe(text[..^1], "nothing else but the line break");
        chunks[0].Groups["keys"].Value.ShouldBe("a=T,f=100,q=2,c=24,m=1");
        chunks.Skip(1).SkipLast(1).ShouldAllBe(static c => c.Groups["keys"].Value == "m=1");
        chunks[^1].Groups["keys"].Value.ShouldBe("m=0");
        chunks.ShouldAllBe(static c => c.Groups["data"].Length <= 4096);
        chunks.SkipLast(1).ShouldAllBe(static c => c.Groups["data"].Length % 4 == 0);
        var shown = PlainPng.Decode(Convert.FromBase64String(string.Concat(chunks.Select(static c => c.Groups["data"].Value))));
        shown.Pixels.AsSpan().SequenceEqual(picture.Span).ShouldBeTrue();
    }

    [Fact]
    public void ITerm2_is_given_the_png_and_its_width_in_cells()
    {
        var picture = Pictures.Noise(seed: 2, 40, 80);

        var match = ITermImage().Match(TerminalPreview.Encode(picture, TerminalKind.ITerm2, columns: 24));

        match.Success.ShouldBeTrue();
        match.Groups["width"].Value.ShouldBe("12", "it is half as wide as high");
        var file = Convert.FromBase64String(match.Groups["data"].Value);
        match.Groups["size"].Value.ShouldBe(file.Length.ToString(CultureInfo.InvariantCulture));
        PlainPng.Decode(file).Pixels.AsSpan().SequenceEqual(picture.Span).ShouldBeTrue();
    }

    [Fact]
    public void Sixels_paint_few_colours_exactly_and_leave_the_ground_where_nothing_is()
    {
        // 13 rows: two bands of six and one of a single row. 80 x 8 = 10 columns, so it is shown one to one.
        var picture = new Raster(80, 13);
        for (var y = 0; y < 13; y++)
            for (var x = 0; x < 80; x++)
                // exact in percent
                if ((x * 7 + y * 3) % 5 > 1)
                    picture[x, y] = ((x / 9 + y) % 3) switch { 0 => new(255, 0, 0), 1 => new(0, 255, 0), _ => new(51, 102, 255) };
        picture[0, 0] = picture[79, 12] = new(255, 0, 0);

        var painted = SixelTerminal(TerminalPreview.Encode(picture, TerminalKind.Sixel, columns: 10), out var size);

        size.ShouldBe((80, 13));
        for (var y = 0; y < 13; y++)
            for (var x = 0; x < 80; x++)
                painted.TryGetValue((x, y), out var color).ShouldBe(picture[x, y].A > 0, $"at {x},{y}");
        foreach (var (at, color) in painted) color.ShouldBe((picture[at.X, at.Y].R, picture[at.X, at.Y].G, picture[at.X, at.Y].B));
    }

    [Fact]
    public void Sixels_of_many_colours_stay_near_them()
    {
        var picture = new Raster(160, 160);
        for (var y = 0; y < 160; y++)
            for (var x = 0; x < 160; x++)
                picture[x, y] = new((byte)(x * 255 / 159), (byte)(y * 255 / 159), (byte)(255 - (x + y) * 255 / 318));

        var painted = SixelTerminal(TerminalPreview.Encode(picture, TerminalKind.Sixel, columns: 20), out _);

        painted.Count.ShouldBe(160 * 160);
        painted.Average(p => Math.Abs(p.Value.R - picture[p.Key.X, p.Key.Y].R) + Math.Abs(p.Value.G - picture[p.Key.X, p.Key.Y].G)
            + Math.Abs(p.Value.B - picture[p.Key.X, p.Key.Y].B))
            .ShouldBeLessThan(3 * 6);
        painted.Values.Distinct().Count().ShouldBeInRange(100, 255);
    }

    [Fact]
    public void Plain_characters_have_no_escapes_and_show_even_white()
    {
        var text = TerminalPreview.Encode(Raster.Filled(40, 40, Rgba.White), TerminalKind.Plain, columns: 20);

        text.ShouldNotContain('\e');
        text.TrimEnd('\n').Split('\n').ShouldAllBe(static line => line.Length == 20 && line.Trim().Length == 20);
    }

    [Fact]
    public void The_transparent_margin_is_not_shown()
    {
        var framed = Raster.Filled(30, 30, new(200, 10, 10)).CompositeOver(new Raster(100, 100), 50, 20);

        foreach (var kind in Enum.GetValues<TerminalKind>())
            TerminalPreview.Encode(framed, kind).ShouldBe(TerminalPreview.Encode(Raster.Filled(30, 30, new(200, 10, 10)), kind));
    }

    [Fact]
    public void Nothing_is_shown_of_nothing_or_on_nothing()
    {
        TerminalPreview.Encode(new Raster(10, 10), TerminalKind.Kitty).ShouldBeEmpty();
        TerminalPreview.Encode(Pictures.Disc(10), TerminalKind.None).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("TERM=xterm-kitty KITTY_WINDOW_ID=1 COLORTERM=truecolor", TerminalKind.Kitty)]
    [InlineData("TERM=xterm-ghostty TERM_PROGRAM=ghostty", TerminalKind.Kitty)]
    [InlineData("TERM=xterm-256color TERM_PROGRAM=iTerm.app COLORTERM=truecolor", TerminalKind.ITerm2)]
    [InlineData("TERM=xterm-256color TERM_PROGRAM=WezTerm", TerminalKind.ITerm2)]
    [InlineData("TERM=foot COLORTERM=truecolor", TerminalKind.Sixel)]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor", TerminalKind.Blocks)]
    [InlineData("TERM=xterm-256color WT_SESSION=abc", TerminalKind.Blocks)]
    [InlineData("TERM=xterm-256color TERM_PROGRAM=Apple_Terminal", TerminalKind.Blocks256)]
    [InlineData("TERM=xterm", TerminalKind.Blocks256)]
    [InlineData("TERM=vt100", TerminalKind.Plain)]
    [InlineData("TERM=dumb COLORTERM=truecolor", TerminalKind.None)]
    [InlineData("COLORTERM=truecolor", TerminalKind.None)]
    [InlineData("TERM=tmux-256color TMUX=/tmp/x KITTY_WINDOW_ID=1 COLORTERM=truecolor", TerminalKind.Blocks)]
    [InlineData("TERM=screen-256color KITTY_WINDOW_ID=1", TerminalKind.Blocks256)]
    [InlineData("TERM=xterm-kitty KITTY_WINDOW_ID=1 NO_COLOR=1", TerminalKind.Plain)]
    [InlineData("TERM=xterm-256color NO_COLOR= COLORTERM=24bit", TerminalKind.Blocks)]
    [InlineData("TERM=xterm-kitty EMOJIGEN_PREVIEW=blocks256", TerminalKind.Blocks256)]
    [InlineData("TERM=xterm-256color EMOJIGEN_PREVIEW=nonsense", TerminalKind.Blocks256)]
    public void The_environment_tells_what_the_terminal_can_show(string environment, TerminalKind kind)
    {
        var variables = environment.Split(' ').Select(static pair => pair.Split('='))
            .ToDictionary(static pair => pair[0], static pair => pair[1]);

        TerminalKind.Detect(variables.GetValueOrDefault, isTerminal: true).ShouldBe(kind);
    }

    [Fact]
    public void A_pipe_or_a_file_is_no_terminal() =>
        TerminalKind.Detect(static name => name == "TERM" ? "xterm-kitty" : null, isTerminal: false).ShouldBe(TerminalKind.None);

    /// <summary>Cells of two pixels, painted by select-graphic-rendition sequences (ECMA-48, 8.3.117) and half blocks.</summary>
    static Dictionary<(int X, int Y), string> HalfBlockTerminal(string text)
    {
        var painted = new Dictionary<(int, int), string>();
        string? foreground = null, background = null;
        var (x, y) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\e':
                    var sequence = SelectGraphics().Match(text, at);
                    (sequence.Success && sequence.Index == at).ShouldBeTrue();
                    at += sequence.Length - 1;
                    var parameters = sequence.Groups[1].Value;
                    if (parameters == "0") (foreground, background) = (null, null);
                    else if (parameters == "49") background = null;
                    else if (parameters.StartsWith("38;", StringComparison.Ordinal)) foreground = parameters[3..];
                    else if (parameters.StartsWith("48;", StringComparison.Ordinal)) background = parameters[3..];
                    else throw new InvalidDataException(parameters);
                    continue;
                case '\n':
                    (x, y) = (0, y + 2);
                    background.ShouldBeNull("a coloured background would run to the edge of the window");
                    continue;
                case ' ':
                    Paint(background, background);
                    continue;
                case '▀':
                    Paint(foreground, background);
                    continue;
                case '▄':
                    Paint(background, foreground);
                    continue;
                default:
                    throw new InvalidDataException($"character {text[at]}");
            }
        }
        return painted;

        void Paint(string? upper, string? lower)
        {
            if (upper is not null) painted[(x, y)] = upper;
            if (lower is not null) painted[(x, y + 1)] = lower;
            x++;
        }
    }

    static Dictionary<(int X, int Y), (byte R, byte G, byte B)> SixelTerminal(string text, out (int, int) size)
    {
        var header = SixelHeader().Match(text);
        header.Success.ShouldBeTrue();
        size = (int.Parse(header.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(header.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        text.EndsWith("\e\\\n", StringComparison.Ordinal).ShouldBeTrue();

        var painted = new Dictionary<(int, int), (byte, byte, byte)>();
        var palette = new Dictionary<int, (byte, byte, byte)>();
        var (x, top, color) = (0, 0, (byte.MinValue, byte.MinValue, byte.MinValue));
        foreach (Match token in SixelToken().Matches(text[header.Length..^3]))
        {
            if (token.Groups["color"] is { Success: true } number)
            {
                var n = int.Parse(number.ValueSpan, CultureInfo.InvariantCulture);
                if (token.Groups["r"].Success) palette[n] = (Channel("r"), Channel("g"), Channel("b"));
                color = palette[n];
            }
            else if (token.Value == "$") x = 0;
            else if (token.Value == "-") (x, top) = (0, top + 6);
            else
            {
                var times = token.Groups["times"] is { Success: true } t ? int.Parse(t.ValueSpan, CultureInfo.InvariantCulture) : 1;
                var bits = token.Groups["bits"].Value[0] - '?';
                for (; times > 0; times--, x++)
                    for (var row = 0; row < 6; row++)
                        if ((bits >> row & 1) != 0) painted[(x, top + row)] = color;
            }

            byte Channel(string name) => (byte)Math.Round(int.Parse(token.Groups[name].ValueSpan, CultureInfo.InvariantCulture) * 2.55);
        }
        return painted;
    }

    [GeneratedRegex(@"\e_G(?<keys>[^;]*);(?<data>[A-Za-z0-9+/=]*)\e\\")]
    private static partial Regex KittyChunk();

    [GeneratedRegex(
        @"^\e\]1337;File=inline=1;size=(?<size>\d+);width=(?<width>\d+);height=auto;preserveAspectRatio=1:(?<data>[A-Za-z0-9+/=]+)\a\n$")]
    private static partial Regex ITermImage();

    [GeneratedRegex(@"\e\[([0-9;]*)m")]
    private static partial Regex SelectGraphics();

    [GeneratedRegex(@"^\eP0;1;0q""1;1;(\d+);(\d+)")]
    private static partial Regex SixelHeader();

    [GeneratedRegex(@"#(?<color>\d+)(;2;(?<r>\d+);(?<g>\d+);(?<b>\d+))?|(!(?<times>\d+))?(?<bits>[?-~])|[$-]")]
    private static partial Regex SixelToken();
}
