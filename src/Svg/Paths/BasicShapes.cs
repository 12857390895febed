using System.Text;
using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg.Paths;

/// <summary>The basic shapes as path text, begun and turned as SVG 2 (section 10) says, so that dashes fall alike.</summary>
static class BasicShapes
{
    /// <summary>A rectangle; radii are cut to half the sides.</summary>
    public static string Rectangle(double x, double y, double width, double height, double radiusX, double radiusY)
    {
        radiusX = Math.Min(radiusX, width / 2);
        radiusY = Math.Min(radiusY, height / 2);
        var path = new PathText();
        if (radiusX <= 0 || radiusY <= 0)
            return path.Add('M', x, y).Add('h', width).Add('v', height).Add('h', -width).Close();
        path.Add('M', x + radiusX, y);
        if (width > 2 * radiusX) path.Add('H', x + width - radiusX);
        path.Arc(radiusX, radiusY, x + width, y + radiusY);
        if (height > 2 * radiusY) path.Add('V', y + height - radiusY);
        path.Arc(radiusX, radiusY, x + width - radiusX, y + height);
        if (width > 2 * radiusX) path.Add('H', x + radiusX);
        path.Arc(radiusX, radiusY, x, y + height - radiusY);
        if (height > 2 * radiusY) path.Add('V', y + radiusY);
        return path.Arc(radiusX, radiusY, x + radiusX, y).Close();
    }

    public static string Ellipse(double x, double y, double radiusX, double radiusY) => new PathText()
        .Add('M', x + radiusX, y)
        .Arc(radiusX, radiusY, x, y + radiusY).Arc(radiusX, radiusY, x - radiusX, y)
        .Arc(radiusX, radiusY, x, y - radiusY).Arc(radiusX, radiusY, x + radiusX, y).Close();

    public static string Line(double x1, double y1, double x2, double y2) => new PathText().Add('M', x1, y1).Add('L', x2, y2).ToString();

    /// <summary>A polyline or polygon up to the first error in its points; empty where there are fewer than two.</summary>
    public static string Polyline(ReadOnlySpan<char> points, bool close)
    {
        var reader = new NumberReader(points);
        var path = new PathText();
        var count = 0;
        while (reader.TryRead(out var x) && reader.TryRead(out var y))
            path.Add(count++ == 0 ? 'M' : 'L', x, y);
        if (count < 2) return "";
        return close ? path.Close() : path.ToString();
    }
}

/// <summary>Writes commands of a path one after another, numbers parted only where they must be.</summary>
sealed class PathText
{
    readonly StringBuilder text = new(64);
    readonly int decimals;
    readonly bool isFixed;
    char previous;
    bool hasPoint;

    public PathText() { }

    /// <param name="decimals">0..12: digits kept behind the point.</param>
    public PathText(int decimals) => (this.decimals, isFixed) = (decimals, true);

    public PathText Add(char command, double x)
    {
        Command(command);
        Number(x);
        return this;
    }

    public PathText Add(char command, double x, double y)
    {
        Command(command);
        Number(x);
        Number(y);
        return this;
    }

    public PathText Add(char command, Point a, Point b)
    {
        Add(command, a.X, a.Y);
        Number(b.X);
        Number(b.Y);
        return this;
    }

    public PathText Add(char command, Point a, Point b, Point c)
    {
        Add(command, a, b);
        Number(c.X);
        Number(c.Y);
        return this;
    }

    public PathText Arc(double radiusX, double radiusY, double x, double y)
    {
        Add('A', radiusX, radiusY);
        text.Append(" 0 0 1");
        hasPoint = false;
        Number(x);
        Number(y);
        return this;
    }

    public string Close()
    {
        AppendClose();
        return text.ToString();
    }

    public void AppendClose() => Command('z');

    void Command(char command)
    {
        // A repeated command may be left out, and a line may follow a move without its letter.
        if (command == previous && command is not ('M' or 'z')) return;
        if (!(previous == 'M' && command == 'L')) text.Append(command);
        previous = command;
    }

    void Number(double value)
    {
        Span<byte> digits = stackalloc byte[NumberFormat.Longest];
        var length = NumberFormat.Write(value, isFixed ? decimals : NumberFormat.DecimalsFor(value), digits);
        var last = text[^1];
        var isAfterNumber = char.IsAsciiDigit(last) || last == '.';
        if (isAfterNumber && digits[0] != '-' && !(digits[0] == '.' && hasPoint)) text.Append(' ');
        hasPoint = false;
        foreach (var digit in digits[..length])
        {
            hasPoint |= digit == '.';
            text.Append((char)digit);
        }
    }

    public override string ToString() => text.ToString();
}
