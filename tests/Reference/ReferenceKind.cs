using EmojiGen.Tests.Reference.Kinds;

namespace EmojiGen.Tests.Reference;

/// <summary>How the cases of one kind are run. A kind is one file in <c>Kinds/</c> and one line in <see cref="ReferenceKinds"/>.</summary>
interface IReferenceKind
{
    /// <summary>Computes at least every <c>out.*</c> of the case, under the name that follows <c>out.</c>; they are compared by the
    /// runner.</summary>
    IEnumerable<ReferenceOutput> Run(ReferenceCase reference);
}

static class ReferenceKinds
{
    public static IReadOnlyDictionary<string, IReferenceKind> Known { get; } = new Dictionary<string,
        IReferenceKind>(StringComparer.Ordinal)
    {
        ["autoencoder_kl"] = new AutoencoderKLKind(),
        ["bert_sentence"] = new BertSentenceKind(),
        ["clip_score"] = new ClipScoreKind(),
        ["clip_text"] = new ClipTextKind(),
        ["clip_vision"] = new ClipVisionKind(),
        ["dinov2"] = new DinoV2Kind(),
        ["gguf_dequantize"] = new GgufDequantizeKind(),
        ["ip_adapter"] = new IpAdapterKind(),
        ["llama_generate"] = new LlamaGenerateKind(),
        ["llama_gguf_generate"] = new LlamaGgufGenerateKind(),
        ["lora"] = new LoraKind(),
        ["lora_pipeline"] = new LoraPipelineKind(),
        ["metric_frechet"] = new FrechetKind(),
        ["metric_lpips"] = new LpipsKind(),
        ["metric_ssim_psnr"] = new PictureDifferenceKind(),
        ["minilm_sentence"] = new MiniLmSentenceKind(),
        ["pipeline"] = new PipelineKind(),
        ["pipeline_img2img"] = new PipelineKind(),
        ["pipeline_inpaint"] = new PipelineKind(),
        ["pipeline_samplers"] = new PipelineSamplersKind(),
        ["random_streams"] = new RandomStreamsKind(),
        ["safetensors"] = new SafetensorsKind(),
        ["scheduler"] = new SchedulerKind(),
        ["sd3_transformer"] = new SD3TransformerKind(),
        ["single_file"] = new SingleFileKind(),
        ["t5_encoder"] = new T5EncoderKind(),
        ["t5_generate"] = new T5GenerateKind(),
        ["tokenizer_clip"] = new ClipTokenizerKind(),
        ["tokenizer_gguf"] = new GgufTokenizerKind(),
        ["tokenizer_unigram"] = new UnigramTokenizerKind(),
        ["train_lora"] = new TrainLoraKind(),
        ["unet2d_condition"] = new UNet2DConditionKind(),
        ["vq_ema"] = new VqEmaKind(),
    };
}
