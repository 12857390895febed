namespace EmojiGen.Prompting.Enhancement;

/// <summary>A prompt and what was added to it, to learn from.</summary>
/// <param name="Details">As a model is to write them: by comma.</param>
public sealed record EnhancementExample(string Prompt, string Details);

/// <summary>What a language model is told to do, with examples: a Markdown file of ours in <c>prompts/enhance</c>, or a user's.</summary>
/// <remarks>Under the heading <c># Instruction</c> text, under <c># Examples</c> lines of the form <c>- a prompt => detail, detail</c>; several
/// examples of one prompt show how it can be said in several ways (Style Tailoring, Sinha et al. 2023, section 3.3).</remarks>
/// <param name="Name">The file's, without ending.</param>
public sealed record InstructionFile(string Name, string Instruction, IReadOnlyList<EnhancementExample> Examples)
{
    /// <summary>The file that is used where none is named.</summary>
    public const string Default = "details";

    const int LargestFile = 1 << 16, MostExamples = 200;
    const string Arrow = " => ";

    /// <param name="name">A name in <paramref name="folder"/>, or a path.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not of the form above; says the line.</exception>
    public static InstructionFile Read(string name, string folder)
    {
        var path = Path.Combine(folder, name + ".md");
        if (!File.Exists(path)) path = name;
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"There is no instruction file '{name}'; those that come along are {string.Join(", ", Names(folder))}, others are named by their path.", path);
        if (new FileInfo(path).Length > LargestFile)
            throw new InvalidDataException($"The instruction file '{path}' is larger than {LargestFile} bytes: it is no instruction.");
        return Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path), path);
    }

    /// <summary>The names of the files that come along.</summary>
    public static IReadOnlyList<string> Names(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*.md").Select(it => Path.GetFileNameWithoutExtension(it)).Order(StringComparer.Ordinal)];

    /// <param name="path">For messages.</param>
    internal static InstructionFile Parse(string name, string text, string path)
    {
        var (instruction, examples, heading) = (new List<string>(), new List<EnhancementExample>(), "");
        foreach (var (index, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                heading = line[2..].Trim();
                if (heading is not ("Instruction" or "Examples")) throw Wrong($"the heading '{heading}' is neither Instruction nor Examples");
            }
            else if (heading == "Instruction")
            {
                instruction.Add(line);
            }
            else if (heading == "Examples" && line.Trim().Length > 0)
            {
                examples.Add(line.StartsWith("- ", StringComparison.Ordinal) && line[2..].Split(Arrow) is [{ Length: > 0 } prompt, { Length: > 0 } details]
                    ? new(prompt.Trim(), details.Trim()) : throw Wrong("an example is a line '- a prompt => detail, detail'"));
                if (examples.Count > MostExamples) throw Wrong($"it has over {MostExamples} examples");
            }
            else if (heading.Length == 0 && line.Trim().Length > 0)
            {
                throw Wrong("text stands before the heading '# Instruction'");
            }

            InvalidDataException Wrong(string problem) => new($"The instruction file '{path}', line {index + 1}: {problem}.");
        }
        var told = string.Join('\n', instruction).Trim();
        return told.Length > 0 ? new(name, told, examples)
            : throw new InvalidDataException($"The instruction file '{path}' has no text under '# Instruction'.");
    }

    /// <summary>The same with fewer examples: what is shortened where a model takes less than it is told. The instruction stays.</summary>
    public InstructionFile Shortened() => this with { Examples = [.. Examples.Take(Examples.Count / 2)] };
}
