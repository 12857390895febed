using EmojiGen.Torch;

namespace EmojiGen.Models.Clip;

/// <summary>Both halves of a CLIP, which say how well texts and pictures go together.</summary>
/// <remarks>Radford et al. 2021; parameter names are those of transformers' CLIPModel.</remarks>
public sealed class ClipModel : Module
{
    readonly ClipTextModel text;
    readonly ClipVisionModel vision;
    readonly Parameter scale;

    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public ClipModel(ClipTextConfig textConfig, ClipVisionConfig visionConfig)
    {
        if (textConfig.ProjectionDim != visionConfig.ProjectionDim)
            throw new InvalidDataException(
                $"CLIP's halves must project to one width, not {textConfig.ProjectionDim} of the text and {visionConfig.ProjectionDim} of the vision encoder.");
        text = Child("", new ClipTextModel(textConfig, withProjection: true));
        vision = Child("", new ClipVisionModel(visionConfig, withProjection: true));
        scale = AddParameter("logit_scale", [], (tensor, _) => tensor.Fill_(Math.Log(1 / 0.07)));
    }

    public ClipTextModel Text => text;

    public ClipVisionModel Vision => vision;

    /// <param name="pixels">(B, channels, size, size), normalised by CLIP's mean and deviation</param>
    /// <returns>(B, width) of length 1</returns>
    public Tensor EncodePictures(Tensor pixels) => TensorScope.Run(() => vision.Forward(pixels).ImageEmbeds!.To(DType.Float32).Normalize());

    /// <param name="ids">(B, T) whole numbers</param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding; null: all are seen</param>
    /// <returns>(B, width) of length 1</returns>
    public Tensor EncodeTexts(Tensor ids, Tensor? mask = null) =>
        TensorScope.Run(() => text.Forward(ids, mask).TextEmbeds!.To(DType.Float32).Normalize());

    /// <summary>How well each picture goes with each text: cosines, times the learned scale.</summary>
    /// <param name="pictures">(P, width) of <see cref="EncodePictures"/></param>
    /// <param name="texts">(T, width) of <see cref="EncodeTexts"/></param>
    /// <returns>(P, T)</returns>
    public Tensor Logits(Tensor pictures, Tensor texts) =>
        TensorScope.Run(() => pictures.Matmul(texts.Transpose(0, 1)) * scale.Tensor.To(DType.Float32).Exp());

    /// <summary>Reads published weights of a whole CLIP.</summary>
    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType? dtype = null) =>
        Load(new RenamedWeights(weights, name => name.EndsWith(".embeddings.position_ids", StringComparison.Ordinal) ? null : name),
            dtype: dtype);
}
