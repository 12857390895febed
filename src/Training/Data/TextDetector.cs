using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>Finds words in pictures by tesseract, where it is installed. Safe to share between threads.</summary>
public sealed class TextDetector
{
    /// <summary>What tesseract is less sure of is texture, not text; percent.</summary>
    const double Confidence = 60;

    /// <summary>Tesseract reads letters of 20 pixels and more.</summary>
    const int LeastSide = 512;

    readonly string program;

    /// <param name="program">The program's name or path.</param>
    /// <exception cref="InvalidOperationException">It cannot be run.</exception>
    public TextDetector(string program = "tesseract")
    {
        this.program = program;
        try
        {
            Run(["--version"], []);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new InvalidOperationException(
                $"Text in pictures is found by {program}, which cannot be run here: install it (apt install tesseract-ocr), or leave this filter out.", e);
        }
    }

    /// <summary>Whether tesseract is there.</summary>
    public static bool IsInstalled
    {
        get
        {
            try
            {
                _ = new TextDetector();
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    /// <summary>The share of a picture that the boxes of its words take, 0 to 1; boxes that overlap count once each, up to the
    /// whole.</summary>
    /// <exception cref="IOException">Tesseract failed.</exception>
    public double Area(Raster picture)
    {
        var opaque = picture.CompositeOver(new Rgba(255, 255, 255, 255));
        var scale = Math.Max(1, (LeastSide + Math.Max(opaque.Width, opaque.Height) - 1) / Math.Max(opaque.Width, opaque.Height));
        if (scale > 1) opaque = opaque.Resize(opaque.Width * scale, opaque.Height * scale);
        var table = Run(["stdin", "stdout", "--psm", "11", "tsv"], ImageFile.Encode(ImageFormat.Png, opaque));
        return Math.Min(1, WordArea(table) / ((double)opaque.Width * opaque.Height));
    }

    /// <summary>Sum of width x height of the words in tesseract's table: level, page, block, paragraph, line, word, left, top, width,
    /// height, confidence, text.</summary>
    internal static double WordArea(string table)
    {
        var area = 0.0;
        foreach (var line in table.Split('\n').Skip(1))
        {
            var cells = line.Split('\t');
            if (cells.Length < 12 || cells[0] != "5" || string.IsNullOrWhiteSpace(cells[11])) continue; // 5: a word
            if (double.TryParse(cells[10], CultureInfo.InvariantCulture, out var sure) && sure >= Confidence
                && double.TryParse(cells[8], CultureInfo.InvariantCulture, out var width) && double.TryParse(cells[9], CultureInfo.InvariantCulture, out var height)) area += width * height;
        }
        return area;
    }

    string Run(string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["OMP_THREAD_LIMIT"] = "1"; // pictures go side by side already
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code tells.
        }
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new IOException(
            $"{program} failed ({process.ExitCode}): {error.GetAwaiter().GetResult().ReplaceLineEndings(" ").Trim()}");
        return output.GetAwaiter().GetResult();
    }
}
