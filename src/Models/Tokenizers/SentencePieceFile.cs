namespace EmojiGen.Models.Tokenizers;

/// <summary>Kinds of pieces, under the numbers that SentencePiece gives them.</summary>
enum PieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A model file of SentencePiece (<c>spiece.model</c>, <c>tokenizer.model</c>): pieces with scores, and how texts are
/// normalised.</summary>
/// <remarks>A protocol buffer (sentencepiece_model.proto); what is not named here is skipped.</remarks>
sealed class SentencePieceFile
{
    const int Unigram = 1, BytePairs = 2;

    readonly string path;
    int kind = Unigram;

    SentencePieceFile(string path) => this.path = path;

    public List<(string Text, double Score, PieceType Type)> Pieces { get; } = [];

    public bool IsBytePairs => kind == BytePairs;

    /// <summary>Whether unknown characters are spelled in bytes.</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>What characters are replaced by, as <see cref="PrecompiledCharacters"/> reads it; empty: they are not.</summary>
    public byte[] Characters { get; private set; } = [];

    /// <summary>Whether a text begins with a space that is not written.</summary>
    public bool AddsPrefix { get; private set; } = true;

    /// <summary>Whether spaces at the ends go, and several become one.</summary>
    public bool RemovesExtraSpaces { get; private set; } = true;

    /// <exception cref="IOException">The file is missing or unreadable.</exception>
    /// <exception cref="InvalidDataException">The file is no model of SentencePiece, or of a kind that is not known here.</exception>
    public static SentencePieceFile Read(string path)
    {
        var file = new SentencePieceFile(path);
        var fields = new ProtocolBuffer(File.ReadAllBytes(path), $"Tokenizer '{path}' is no model of SentencePiece");
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: file.Pieces.Add(ReadPiece(fields.Message())); break;
                case 2: file.ReadTrainer(fields.Message()); break;
                case 3: file.ReadNormalizer(fields.Message()); break;
            }
        }
        if (file.Pieces.Count == 0)
            throw new InvalidDataException(
            $"Tokenizer '{path}' holds no pieces: it is no model of SentencePiece; fetch the model folder again.");
        if (file.kind is not (Unigram or BytePairs))
            throw new InvalidDataException(
            $"Tokenizer '{path}' is a SentencePiece model of kind {file.kind}; only unigram (1) and byte pairs (2) are known here.");
        return file;
    }

    /// <summary>The piece of a type; null where there is none.</summary>
    public int? Find(PieceType type) => Pieces.FindIndex(piece => piece.Type == type) is >= 0 and var id ? id : null;

    /// <summary>What happens to a text before it is split.</summary>
    public Func<string, string> Normaliser()
    {
        List<Func<string, string>> steps = [];
        if (Characters.Length > 0) steps.Add(new PrecompiledCharacters(Characters, path).Normalise);
        if (RemovesExtraSpaces) steps.Add(text => text.Trim(' '));
        if (RemovesExtraSpaces) steps.Add(Normalizers.Replace(new RunePattern(" {2,}"), " "));
        return Normalizers.InOrder([.. steps]);
    }

    /// <summary>Pieces that stand for themselves wherever they are written.</summary>
    public IEnumerable<AddedToken> UserDefined() => Pieces.Index().Where(it => it.Item.Type == PieceType.UserDefined)
        .Select(it => new AddedToken(it.Item.Text, it.Index, Special: false));

    static (string, double, PieceType) ReadPiece(ProtocolBuffer fields)
    {
        var (text, score, type) = ("", 0f, PieceType.Normal);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: text = fields.Text(); break;
                case 2: score = fields.Single(); break;
                case 3: type = (PieceType)fields.Number(); break;
            }
        }
        return (text, score, type);
    }

    void ReadTrainer(ProtocolBuffer fields)
    {
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 3: kind = (int)fields.Number(); break;
                case 35: ByteFallback = fields.Number() != 0; break;
            }
        }
    }

    void ReadNormalizer(ProtocolBuffer fields)
    {
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 2: Characters = fields.Bytes().ToArray(); break;
                case 3: AddsPrefix = fields.Number() != 0; break;
                case 4: RemovesExtraSpaces = fields.Number() != 0; break;
            }
        }
    }
}
