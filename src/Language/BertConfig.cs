using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>The fields of a published <c>config.json</c> of BERT, with their published defaults.</summary>
/// <param name="HiddenSize">d</param>
/// <param name="NumAttentionHeads">Divides d.</param>
/// <param name="MaxPositionEmbeddings">Tokens of the longest text.</param>
/// <param name="TypeVocabSize">Kinds of segments; sentences are of kind 0.</param>
/// <param name="PositionEmbeddingType">Only <c>absolute</c> is known.</param>
public sealed record BertConfig(
    int VocabSize = 30522,
    int HiddenSize = 768,
    int NumHiddenLayers = 12,
    int NumAttentionHeads = 12,
    int IntermediateSize = 3072,
    string HiddenAct = "gelu",
    int MaxPositionEmbeddings = 512,
    int TypeVocabSize = 2,
    double LayerNormEps = 1e-12,
    string PositionEmbeddingType = "absolute")
{
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static BertConfig Read(string path)
    {
        var (file, published) = (ModelConfig.Read(path), new BertConfig());
        return ConfigSizes.Checked(path, new BertConfig(
            file.Whole("vocab_size", published.VocabSize),
            file.Whole("hidden_size", published.HiddenSize),
            file.Whole("num_hidden_layers", published.NumHiddenLayers),
            file.Whole("num_attention_heads", published.NumAttentionHeads),
            file.Whole("intermediate_size", published.IntermediateSize),
            file.Text("hidden_act", published.HiddenAct),
            file.Whole("max_position_embeddings", published.MaxPositionEmbeddings),
            file.Whole("type_vocab_size", published.TypeVocabSize),
            file.Number("layer_norm_eps", published.LayerNormEps),
            file.Text("position_embedding_type", published.PositionEmbeddingType)), it => it.Validate());
    }

    /// <exception cref="InvalidDataException">A size is out of its range, or a feature is not known here.</exception>
    public void Validate()
    {
        ConfigSizes.Check("BERT", ("vocab_size", VocabSize), ("hidden_size", HiddenSize), ("num_attention_heads", NumAttentionHeads),
            ("intermediate_size", IntermediateSize), ("max_position_embeddings", MaxPositionEmbeddings), ("type_vocab_size", TypeVocabSize));
        if (NumHiddenLayers is < 0 or > 1000)
            throw new InvalidDataException($"BERT's num_hidden_layers must be 0 to 1000, not {NumHiddenLayers}.");
        if (HiddenSize % NumAttentionHeads != 0)
            throw new InvalidDataException(
            $"BERT's hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).");
        if (PositionEmbeddingType != "absolute")
            throw new InvalidDataException(
            $"BERT's position_embedding_type '{PositionEmbeddingType}' is not known here; only absolute is.");
        ActivationNames.Parse(HiddenAct);
    }
}

