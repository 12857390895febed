using System.Globalization;
using System.Net;
using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Evaluation.Reports;

/// <summary>A picture of a report and what is said below it.</summary>
public sealed record ReportPicture(Raster Picture, string Caption);

/// <summary>One HTML file with everything in it: charts as SVG, pictures as WebP; nothing is fetched, and it follows the reader's light or
/// dark.</summary>
public sealed class HtmlReport(string title)
{
    /// <summary>Colours that series can have.</summary>
    public const int Colors = 6;

    readonly StringBuilder body = new();

    public HtmlReport Section(string heading, string? words = null)
    {
        body.Append(CultureInfo.InvariantCulture, $"<h2>{Text(heading)}</h2>\n");
        return words is null ? this : Paragraph(words);
    }

    public HtmlReport Paragraph(string words)
    {
        body.Append(CultureInfo.InvariantCulture, $"<p>{Text(words)}</p>\n");
        return this;
    }

    public HtmlReport Chart(LineChart chart)
    {
        body.Append(chart.ToHtml());
        return this;
    }

    /// <param name="rows">Each with as many cells as there are headings; the first is the row's name.</param>
    public HtmlReport Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        body.Append("<div class=\"wide\"><table>\n<thead><tr>").AppendJoin("", headings.Select(it => $"<th scope=\"col\">{Text(it)}</th>"))
            .Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
            body.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(row[0])}</th>")
                .AppendJoin("", row.Skip(1).Select(it => $"<td>{Text(it)}</td>")).Append("</tr>\n");
        body.Append("</tbody></table></div>\n");
        return this;
    }

    /// <summary>Pictures side by side, as many as fit.</summary>
    /// <param name="side">Pixels that a picture is shown at.</param>
    public HtmlReport Pictures(IEnumerable<ReportPicture> pictures, int side)
    {
        body.Append("<div class=\"pictures\">\n");
        foreach (var (picture, caption) in pictures)
        {
            var height = (int)Math.Round(side * picture.Height / (double)picture.Width);
            body.Append(CultureInfo.InvariantCulture,
                $"<figure style=\"width:{side}px\"><img width=\"{side}\" height=\"{height}\" alt=\"{Text(caption)}\" src=\"data:image/webp;base64,{Convert.ToBase64String(ImageFile.Encode(ImageFormat.WebP, picture))}\">");
            body.Append(caption.Length > 0 ? $"<figcaption>{Text(caption)}</figcaption></figure>\n" : "</figure>\n");
        }
        body.Append("</div>\n");
        return this;
    }

    /// <summary>The whole file.</summary>
    public string ToHtml() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Text(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        <h1>{Text(title)}</h1>
        {body}</main>
        </body>
        </html>

        """;

    // Series' colours are of Okabe and Ito, which most colour-blind people tell apart; the ink's contrast is above 7:1 on either ground.
    const string Style = """
        :root { --ground: #fff; --ink: #24292f; --soft: #57606a; --line: #d8dee4; --tile: #f6f8fa; --checker: #e4e7ea; --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b7548a; --c4: #8a6d00; --c5: #6a51a3; }
        @media (prefers-color-scheme: dark) { :root { --ground: #16181c; --ink: #e6e8eb; --soft: #a2abb5; --line: #343a42; --tile: #1f2329; --checker: #2b3038; --c0: #56b4e9; --c1: #e69f00; --c2: #2fc79b; --c3: #d98bb8; --c4: #f0e442; --c5: #b3a2e0; } }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.8rem; line-height: 1.2; margin: 0.5rem 0; }
        h2 { font-size: 1.25rem; margin: 2.4rem 0 0.4rem; }
        p { margin: 0.3rem 0 0.8rem; max-width: 46rem; color: var(--soft); }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.3rem 1.2rem 0.3rem 0; text-align: left; border-bottom: 1px solid var(--line); }
        tbody th { font-weight: normal; }
        td { text-align: right; }
        thead th:not(:first-child) { text-align: right; }
        figure { margin: 0; }
        .chart { margin: 1rem 0 1.6rem; }
        .chart figcaption { font-weight: 600; }
        .chart svg { display: block; width: 100%; height: auto; }
        .chart text { font-size: 12px; fill: var(--soft); }
        .grid, .axis { stroke: var(--line); }
        .axis { stroke: var(--soft); }
        .mark { stroke: var(--soft); stroke-dasharray: 2 3; opacity: 0.7; }
        .c0 { --mine: var(--c0); } .c1 { --mine: var(--c1); } .c2 { --mine: var(--c2); } .c3 { --mine: var(--c3); } .c4 { --mine: var(--c4); } .c5 { --mine: var(--c5); }
        .bar { stroke-width: 7; stroke: var(--mine); }
        polyline { fill: none; stroke: var(--mine); stroke-width: 1.8; stroke-linejoin: round; }
        circle { fill: var(--mine); }
        polyline.faint { stroke-width: 1; opacity: 0.35; }
        .legend { margin: 0.2rem 0 0 4rem; font-size: 0.85rem; }
        .legend span { margin-right: 1.4rem; }
        .legend span::before { content: ""; display: inline-block; width: 1.4em; height: 0.2em; margin-right: 0.4em; vertical-align: middle; background: var(--mine); }
        .legend .faint::before { opacity: 0.35; }
        .pictures { display: flex; flex-wrap: wrap; gap: 0.8rem; margin: 0.6rem 0 1.2rem; }
        .pictures img { display: block; border-radius: 4px; background: repeating-conic-gradient(var(--checker) 0 25%, var(--tile) 0 50%) 0 0 / 12px 12px; }
        .pictures figcaption { font-size: 0.72rem; line-height: 1.25; margin-top: 0.25rem; color: var(--soft); overflow-wrap: anywhere; }
        """;

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
