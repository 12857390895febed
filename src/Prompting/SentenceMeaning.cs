using EmojiGen.Art;
using EmojiGen.Language;

namespace EmojiGen.Prompting;

/// <summary>Nearness of meaning by a sentence encoder. Nothing is loaded before the first question.</summary>
/// <remarks>An emoji has many captions: its name, its name with its keywords, and each of the lexicon's synonyms and sayings. The nearest
/// of them counts.</remarks>
public sealed class SentenceMeaning : IMeaning, IDisposable
{
    readonly int count;
    readonly Lazy<SentenceEncoder> encoder;
    readonly Lazy<List<Caption>> texts;
    readonly Lazy<CaptionEmbeddings> captions;
    readonly Lazy<WordPieceTokenizer> tokenizer;

    /// <param name="model">The encoder's folder, <c>models/all-MiniLM-L6-v2</c>.</param>
    /// <param name="captionFile">What <see cref="Build"/> wrote; where it is missing, it is built at the first question, some
    /// seconds.</param>
    /// <param name="progress">How far that build is.</param>
    public SentenceMeaning(Catalogue catalogue, string model, string captionFile, IProgress<ArtProgress>? progress = null)
    {
        count = catalogue.Count;
        texts = new(() => Captions(catalogue));
        encoder = new(() => SentenceEncoder.Load(model));
        captions = new(() =>
        {
            if (!File.Exists(captionFile)) Build(catalogue, model, captionFile, progress);
            return CaptionEmbeddings.Open(captionFile, encoder.Value.Identity, Source(catalogue, texts.Value));
        });
        tokenizer = new(() => encoder.IsValueCreated ? encoder.Value.Tokenizer : WordPieceTokenizer.Load(model));
    }

    /// <summary>Encodes the captions of the whole catalogue into a file, once: some seconds.</summary>
    /// <param name="progress">Gets the percentage done, of the set <c>captions</c>.</param>
    /// <exception cref="IOException">The model is missing or damaged, or the file cannot be written.</exception>
    public static void Build(Catalogue catalogue, string model, string captionFile, IProgress<ArtProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var encoder = SentenceEncoder.Load(model);
        var captions = Captions(catalogue);
        var percent = progress is null ? null : new Percent(progress);
        percent?.Report(0);
        CaptionEmbeddings.Build(captionFile, [.. captions.Select(c => c.Text)], encoder, Source(catalogue, captions), percent,
            cancellation);
    }

    sealed class Percent(IProgress<ArtProgress> progress) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new ArtProgress(CaptionsKey, (int)(100 * value), 100));
    }

    /// <summary>What <see cref="ArtProgress.Set"/> calls the captions.</summary>
    public const string CaptionsKey = "captions";

    /// <summary>Whether <see cref="Build"/> has nothing to do: the file is there, of this catalogue and this encoder.</summary>
    public static bool IsBuilt(Catalogue catalogue, string model, string captionFile)
    {
        if (!File.Exists(captionFile)) return false;
        try
        {
            CaptionEmbeddings.Open(captionFile, SentenceFolder.IdentityOf(model), Source(catalogue, Captions(catalogue))).Dispose();
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The model or the captions are missing or damaged.</exception>
    public ReadOnlySpan<float> Likeness(string phrase)
    {
        var vector = encoder.Value.Encode([phrase])[0];
        var rows = new float[texts.Value.Count];
        captions.Value.Score(vector, rows);
        var cosines = new float[count];
        for (var i = 0; i < cosines.Length; i++) cosines[i] = -1;
        var isPieced = !phrase.AsSpan().Trim().Contains(' ') && !IsWord(phrase);
        for (var i = 0; i < rows.Length; i++)
        {
            if (isPieced && SharesBeginning(texts.Value[i].Text, phrase)) continue;
            ref var best = ref cosines[texts.Value[i].Emoji];
            best = Math.Max(best, rows[i]);
        }
        return cosines;
    }

    /// <inheritdoc/>
    public bool IsWord(string word) => tokenizer.Value.Encode(word).Length == 3; // the word between [CLS] and [SEP]

    public void Dispose()
    {
        if (captions.IsValueCreated) captions.Value.Dispose();
        if (encoder.IsValueCreated) encoder.Value.Dispose();
    }

    // A word that the encoder reads in pieces looks like whatever its first piece means: a jetpack is no jet, and a trampoline no tram.
    static bool SharesBeginning(string caption, string word)
    {
        var first = caption.AsSpan(0, caption.AsSpan().IndexOfAny(' ', ':') is >= 0 and var end ? end : caption.Length);
        return first.Length >= 3 && first.Length < word.Length && word.AsSpan().StartsWith(first, StringComparison.OrdinalIgnoreCase);
    }

    // The lexicon is part of the captions: a changed word asks for new ones.
    static string Source(Catalogue catalogue, List<Caption> captions)
    {
        var digest = 14695981039346656037;
        foreach (var caption in captions)
            foreach (var c in caption.Text) digest = (digest ^ c) * 1099511628211; // FNV-1a
        return $"emojibase-data {catalogue.SourceVersion}, {captions.Count} captions, {digest:x16}";
    }

    /// <summary>Something that means an emoji.</summary>
    sealed record Caption(string Text, int Emoji);

    static List<Caption> Captions(Catalogue catalogue)
    {
        var captions = new List<Caption>(catalogue.Count * 4);
        foreach (var emoji in catalogue.All)
        {
            captions.Add(new(emoji.Name, emoji.Index));
            if (!emoji.Keywords.IsEmpty) captions.Add(new($"{emoji.Name}: {string.Join(", ", emoji.Keywords)}", emoji.Index));
        }
        var terms = new TermIndex(catalogue, new EnglishForms());
        for (var place = 0; place < terms.Count; place++)
            if (!terms.IsName(place)) captions.Add(new(terms.Term(place).ToString(), terms.EmojiOf(place)));
        var sayings = new Sayings(catalogue);
        for (var place = 0; place < sayings.Count; place++) captions.Add(new(sayings.Phrase(place).ToString(), sayings.EmojiOf(place)));
        return captions;
    }
}
