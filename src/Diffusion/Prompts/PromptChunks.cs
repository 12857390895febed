using EmojiGen.Models.Tokenizers;

namespace EmojiGen.Diffusion.Prompts;

/// <summary>A prompt of any length in windows that a CLIP text encoder can read, with a weight for every token.</summary>
/// <remarks>As the web UIs do it: 75 tokens a window between begin and end; a window that would end in the middle of a phrase ends at the
/// comma before it.</remarks>
public sealed class PromptChunks
{
    /// <summary>How many tokens back a comma may lie for a window to end there.</summary>
    const int Backtrack = 20;

    readonly ClipTokenizer tokenizer;
    readonly List<PromptChunk> chunks = [];

    PromptChunks(ClipTokenizer tokenizer) => this.tokenizer = tokenizer;

    /// <summary>Windows; 1 or more.</summary>
    public int Count => chunks.Count;

    public PromptChunk this[int index] => chunks[index];

    /// <summary>Reads a prompt with its weights (<see cref="WeightedPrompt"/>) and cuts it into windows.</summary>
    public static PromptChunks Of(ClipTokenizer tokenizer, string prompt)
    {
        var result = new PromptChunks(tokenizer);
        var room = tokenizer.LongestText - 2;
        int? comma = tokenizer.Ids(",") is [var id] ? id : null;
        List<(int Id, float Weight)> window = [];
        var afterComma = -1; // where the text after the last comma of this window begins
        foreach (var part in WeightedPrompt.Parse(prompt))
        {
            if (part.IsBreak)
            {
                Close();
                continue;
            }
            foreach (var token in tokenizer.Ids(part.Text))
            {
                if (window.Count == room)
                {
                    List<(int, float)> next = [];
                    if (token != comma && afterComma > 0 && room - afterComma < Backtrack)
                    {
                        next = window[afterComma..];
                        window.RemoveRange(afterComma, window.Count - afterComma);
                    }
                    Close();
                    window.AddRange(next);
                }
                window.Add((token, (float)part.Weight));
                if (token == comma) afterComma = window.Count;
            }
        }
        if (window.Count > 0 || result.Count == 0) Close();
        return result;

        void Close()
        {
            result.Add(window);
            window.Clear();
            afterComma = -1;
        }
    }

    /// <summary>Windows of the longest of several prompts, under each of several tokenizers.</summary>
    public static int Windows(IReadOnlyList<ClipTokenizer> tokenizers, params IEnumerable<string?> prompts) =>
        prompts.OfType<string>().SelectMany(prompt => tokenizers.Select(tokenizer => Of(tokenizer, prompt).Count)).Max();

    /// <summary>Fills up with windows of nothing: both encoders, and both prompts of guidance, need as many.</summary>
    /// <returns>The same windows, if they are as many already.</returns>
    public PromptChunks PaddedTo(int count)
    {
        if (count <= Count) return this;
        var padded = new PromptChunks(tokenizer);
        padded.chunks.AddRange(chunks);
        while (padded.Count < count) padded.Add([]);
        return padded;
    }

    void Add(List<(int Id, float Weight)> window)
    {
        var (ids, weights) = (new int[tokenizer.LongestText], new float[tokenizer.LongestText]);
        Array.Fill(ids, tokenizer.PadId);
        Array.Fill(weights, 1f);
        ids[0] = tokenizer.BeginId;
        for (var i = 0; i < window.Count; i++) (ids[i + 1], weights[i + 1]) = window[i];
        ids[window.Count + 1] = tokenizer.EndId;
        chunks.Add(new(ids, weights));
    }
}

/// <summary>One window.</summary>
/// <param name="Ids">As many as the encoder takes (77): begin, text, end, padding.</param>
/// <param name="Weights">One for each; 1 beside the text.</param>
public sealed record PromptChunk(int[] Ids, float[] Weights)
{
    /// <summary>Whether any token has another weight than 1.</summary>
    public bool IsWeighted => Array.Exists(Weights, weight => weight != 1);
}
