using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace EmojiGen.Evaluation.Reports;

/// <summary>How the points of a series are drawn.</summary>
public enum SeriesStyle
{
    Line,

    /// <summary>What another line is the mean of.</summary>
    Faint,

    /// <summary>A line with its points on it, which tell their values.</summary>
    Dots,

    /// <summary>From 0 up, each telling its value.</summary>
    Bars,
}

/// <summary>Points that belong together.</summary>
/// <param name="Color">Which of the page's colours for series, from 0.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points, int Color, SeriesStyle Style = SeriesStyle.Line);

/// <summary>Numbers over steps or epochs, as inline SVG whose colours are the page's.</summary>
/// <param name="Title">Said above, and to who cannot see it.</param>
/// <param name="Series">Points that are no numbers, or not positive where <paramref name="LogY"/> is, are left out.</param>
/// <param name="LogY">Whether equal ratios of y are equally far apart.</param>
public sealed record LineChart(string Title, string XLabel, string YLabel, ImmutableArray<ChartSeries> Series, bool LogY = false)
{
    const double Width = 720, Height = 270, Left = 64, Right = 12, Top = 12, Bottom = 44;

    /// <summary>A line has at most so many points; more are averaged.</summary>
    const int MostPoints = 400;

    /// <summary>The lowest and highest y where they are known beforehand, as of shares; null: as the points are.</summary>
    public (double Low, double High)? RangeY { get; init; }

    /// <summary>Places on the x axis, each a line from top to bottom, with what is to be said of them.</summary>
    public ImmutableArray<(double X, string Words)> Marks { get; init; } = [];

    /// <summary>The chart with its title and the names of its series: a figure of HTML; empty where there is nothing to draw.</summary>
    public string ToHtml()
    {
        var shown = Series.Select(it => it with { Points = Thinned(Sound(it.Points)) }).Where(it => it.Points.Count > 0).ToArray();
        if (shown.Length == 0) return "";
        var axes = new Axes(shown, RangeY, LogY);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture,
            $"<figure class=\"chart\"><figcaption>{Text(Title)}</figcaption>\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(Title)}\">\n");
        Grid(html, axes);
        foreach (var (x, words) in Marks.Where(it => it.X >= axes.MinX && it.X <= axes.MaxX))
            html.Append(CultureInfo.InvariantCulture,
                $"<line class=\"mark\" x1=\"{axes.X(x):f1}\" x2=\"{axes.X(x):f1}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"><title>{Text(words)}</title></line>\n");
        foreach (var series in shown) Draw(html, series, axes);
        html.Append("</svg>\n");
        if (shown.Length > 1) html.Append("<p class=\"legend\">").AppendJoin(' ', shown.Select(it =>
            $"<span class=\"c{it.Color}{(it.Style == SeriesStyle.Faint ? " faint" : "")}\">{Text(it.Name)}</span>")).Append("</p>\n");
        return html.Append("</figure>\n").ToString();
    }

    static void Draw(StringBuilder html, ChartSeries series, Axes axes)
    {
        if (series.Style == SeriesStyle.Bars)
        {
            foreach (var (x, y) in series.Points)
                html.Append(CultureInfo.InvariantCulture,
                    $"<line class=\"bar c{series.Color}\" x1=\"{axes.X(x):f1}\" x2=\"{axes.X(x):f1}\" y1=\"{Height - Bottom}\" y2=\"{axes.Y(y):f1}\"><title>{Text(series.Name)}, {x:0.###}: {y:0.######}</title></line>\n");
            return;
        }
        html.Append(CultureInfo.InvariantCulture,
            $"<polyline class=\"c{series.Color}{(series.Style == SeriesStyle.Faint ? " faint" : "")}\" points=\"");
        html.AppendJoin(' ', series.Points.Select(it => string.Create(CultureInfo.InvariantCulture,
            $"{axes.X(it.X):f1},{axes.Y(it.Y):f1}"))).Append("\"/>\n");
        if (series.Style != SeriesStyle.Dots) return;
        foreach (var (x, y) in series.Points)
            html.Append(CultureInfo.InvariantCulture,
                $"<circle class=\"c{series.Color}\" cx=\"{axes.X(x):f1}\" cy=\"{axes.Y(y):f1}\" r=\"2.5\"><title>{Text(series.Name)}, {x:0.###}: {y:0.######}</title></circle>\n");
    }

    void Grid(StringBuilder html, Axes axes)
    {
        foreach (var y in axes.TicksY)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{axes.Y(y):f1}\" y2=\"{axes.Y(y):f1}\"/>");
            html.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 6}\" y=\"{axes.Y(y) + 4:f1}\" text-anchor=\"end\">{Number(y)}</text>\n");
        }
        foreach (var x in axes.TicksX)
            html.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{axes.X(x):f1}\" y=\"{Height - Bottom + 17}\" text-anchor=\"middle\">{Number(x)}</text>\n");
        html.Append(CultureInfo.InvariantCulture,
            $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom}\"/>\n");
        html.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Text(XLabel)}</text>");
        html.Append(CultureInfo.InvariantCulture,
            $"<text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Text(YLabel)}</text>\n");
    }

    List<(double X, double Y)> Sound(IReadOnlyList<(double X, double Y)> points) =>
        [.. points.Where(it => double.IsFinite(it.X) && double.IsFinite(it.Y) && (!LogY || it.Y > 0))];

    static IReadOnlyList<(double X, double Y)> Thinned(List<(double X, double Y)> points) => points.Count <= MostPoints ? points
        : [.. points.Chunk((points.Count + MostPoints - 1) / MostPoints)
            .Select(it => (it.Average(that => that.X), it.Average(that => that.Y)))];

    static string Text(string text) => WebUtility.HtmlEncode(text);

    static string Number(double value) => value == 0 ? "0"
        : Math.Abs(value) is < 1e-3 or >= 1e6 ? value.ToString("0.##e+0", CultureInfo.InvariantCulture)
            : value.ToString("#,0.####", CultureInfo.InvariantCulture);

    /// <summary>From numbers to places.</summary>
    sealed class Axes
    {
        readonly bool logarithmic;
        readonly double low, high; // of y, or of its logarithm

        public Axes(IReadOnlyList<ChartSeries> series, (double Low, double High)? range, bool logarithmic)
        {
            this.logarithmic = logarithmic;
            var all = series.SelectMany(it => it.Points).ToArray();
            (MinX, MaxX) = (all.Min(it => it.X), all.Max(it => it.X));
            if (MaxX <= MinX) MaxX = MinX + 1;
            if (range is null && !logarithmic && series.Any(it => it.Style == SeriesStyle.Bars))
                range = (0, Math.Max(1, all.Max(it => it.Y)));
            (low, high) = range is { } known ? (Scaled(known.Low), Scaled(known.High))
                : (Scaled(all.Min(it => it.Y)), Scaled(all.Max(it => it.Y)));
            if (high - low < 1e-9) (low, high) = (low - 0.5, high + 0.5);
            else if (range is null) (low, high) = (low - ((high - low) * 0.04), high + ((high - low) * 0.04));
            TicksX = Round(MinX, MaxX, 8);
            TicksY = logarithmic && high - low > 0.5 ? Decades(low, high) : [.. Round(Unscaled(low), Unscaled(high), 5)];
        }

        public double MinX { get; }

        public double MaxX { get; }

        public IReadOnlyList<double> TicksX { get; }

        public IReadOnlyList<double> TicksY { get; }

        public double X(double x) => Left + ((x - MinX) / (MaxX - MinX) * (Width - Left - Right));

        public double Y(double y) => Height - Bottom - (Math.Clamp((Scaled(y) - low) / (high - low), 0, 1) * (Height - Top - Bottom));

        double Scaled(double y) => logarithmic ? Math.Log10(y) : y;

        double Unscaled(double y) => logarithmic ? Math.Pow(10, y) : y;

        /// <summary>Round numbers of a range, about so many.</summary>
        static List<double> Round(double from, double to, int about)
        {
            var rough = (to - from) / about;
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            var step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
            var ticks = new List<double>();
            for (var i = (long)Math.Ceiling(from / step); i * step <= to + (step * 1e-9); i++) ticks.Add(i * step);
            return ticks;
        }

        static List<double> Decades(double low, double high)
        {
            var ticks = new List<double>();
            for (var power = (int)Math.Floor(low); power <= high; power++)
                foreach (var digit in (ReadOnlySpan<int>)(high - low > 3 ? [1] : [1, 2, 5]))
                    if (digit * Math.Pow(10, power) is var tick && Math.Log10(tick) is var place && place >= low && place <= high)
                        ticks.Add(tick);
            return ticks;
        }
    }
}
