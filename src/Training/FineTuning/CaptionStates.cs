using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;

namespace EmojiGen.Training.FineTuning;

/// <summary>What the text encoders say of captions; computed once where they are not trained, and kept on the CPU: those of T5 are 5 GB for
/// two thousand captions.</summary>
sealed class CaptionStates(DiffusionModel model, int side, bool cached) : IDisposable
{
    readonly Dictionary<string, DenoisingConditions> states = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> fitting = new(StringComparer.Ordinal);
    DenoisingConditions? none;
    long length;

    /// <summary>Captions that were longer than what a text encoder sees at once, and are cut.</summary>
    public int Cut { get; private set; }

    /// <summary>Makes a caption ready, so that later steps need no encoder.</summary>
    public void Prepare(string caption)
    {
        if (fitting.ContainsKey(caption)) return;
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        none ??= Kept(None());
        length = none.States.Size(1);
        var fits = Fitting(caption);
        fitting.Add(caption, fits);
        if (cached && !states.ContainsKey(fits)) states.Add(fits, Kept(Encode(fits)));
    }

    /// <summary>A row for each caption, where the model computes; null is what guidance guides away from.</summary>
    public DenoisingConditions Of(IEnumerable<string?> captions)
    {
        DenoisingConditions? all = null;
        foreach (var caption in captions)
        {
            var one = caption is null ? cached ? none! : None() : cached ? states[fitting[caption]] : Encode(fitting[caption]);
            all = all is null ? one : DenoisingConditions.Both(all, one);
        }
        return all!.To(model.Device);
    }

    public void Dispose()
    {
        foreach (var said in states.Values) said.Dispose();
        none?.Dispose();
    }

    static DenoisingConditions Kept(DenoisingConditions said) => said.To(Device.Cpu).Unscoped();

    DenoisingConditions Encode(string caption) =>
        model.Encode(new GenerationRequest { Prompt = Plain(caption) }, side, side, guided: false).Positive;

    DenoisingConditions None() => model.Encode(new GenerationRequest { Prompt = "" }, side, side, guided: true).Negative!;

    /// <summary>The caption without its last words, so many that one window holds it.</summary>
    string Fitting(string caption)
    {
        if (Length(caption) == length) return caption;
        Cut++;
        var words = caption.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (fits, tooMany) = (0, words.Length);
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            if (Length(string.Join(' ', words[..middle])) == length) fits = middle;
            else tooMany = middle;
        }
        return string.Join(' ', words[..fits]);

        long Length(string text)
        {
            using var scope = new TensorScope();
            return Encode(text).States.Size(1);
        }
    }

    /// <summary>Brackets of a caption are no weights.</summary>
    static string Plain(string caption) =>
        string.Concat(caption.Select(it => it is '(' or ')' or '[' or ']' or '\\' ? $"\\{it}" : $"{it}"));
}
