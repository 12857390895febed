using System.Text;

namespace EmojiGen.Training.Data.Pulled;

/// <summary>Rows of comma-separated values; a cell in quotes may hold commas, line ends and doubled quotes.</summary>
/// <remarks>RFC 4180.</remarks>
static class CsvRow
{
    /// <returns>The cells of the next row; null at the end.</returns>
    public static List<string>? Read(TextReader reader)
    {
        if (reader.Peek() < 0) return null;
        List<string> cells = [];
        var (cell, quoted) = (new StringBuilder(), false);
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            var letter = (char)next;
            if (quoted && letter == '"' && reader.Peek() == '"') cell.Append((char)reader.Read());
            else if (letter == '"') quoted = !quoted;
            else if (quoted) cell.Append(letter);
            else if (letter == '\n') break;
            else if (letter == ',')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (letter is not ('\r' or '\uFEFF')) cell.Append(letter);
        }
        cells.Add(cell.ToString());
        return cells;
    }
}
