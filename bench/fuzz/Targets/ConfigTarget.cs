using System.Text.Json;
using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Language;
using EmojiGen.Models.Bert;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Dino;
using EmojiGen.Models.Llama;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.T5;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Tests.Diffusion;
using EmojiGen.Tests.Models.Tokenizers;
using EmojiGen.Torch;

namespace EmojiGen.Fuzz.Targets;

/// <summary>The files of a published model beside its weights: configurations, schedulers, vocabularies, indexes. An input's first byte says
/// which it is.</summary>
sealed class ConfigTarget : FuzzTarget
{
    const int Steps = 7;

    static readonly string[] texts = ["a cat riding a skateboard", "Ünï日本 🐱 x̂\u200d !!  12", "<|endoftext|></s>\t x", ""];

    readonly record struct Kind(string Name, string File, Func<byte[]> Seed, Action<string> Read);

    static readonly Kind[] kinds =
    [
        Network("unet", path => new UNet2DConditionModel(UNet2DConditionConfig.Read(path)), "unet_sd15", "model", "config.json"),
        Network("unet xl", path => new UNet2DConditionModel(UNet2DConditionConfig.Read(path)), "pipeline_sdxl", "model", "unet", "config.json"),
        Network("vae", path => new AutoencoderKL(AutoencoderKLConfig.Read(path)), "vae_sd3", "model", "config.json"),
        Network("transformer", path => new SD3Transformer2DModel(SD3TransformerConfig.Read(path)), "mmdit_sd35", "model", "config.json"),
        Network("clip text", path => new ClipTextModel(ClipTextConfig.Read(path)), "clip_text_gelu_proj", "model", "config.json"),
        Network("clip vision", path => new ClipVisionModel(ClipVisionConfig.Read(path)), "clip_vision", "model", "config.json"),
        Network("t5", path => new T5Encoder(T5Config.Read(path)), "t5_v1_1_encoder", "model", "config.json"),
        Network("dino", path => new DinoV2(DinoV2Config.Read(path)), "dinov2", "model", "config.json"),
        Network("bert", path => new Bert(BertConfig.Read(path)), "bert_sentence", "model", "config.json"),
        Network("llama", path => new LlamaForCausalLM(LlamaConfig.Read(path)), "llama_generate", "model", "config.json"),
        Of("ddim", "scheduler_config.json", Schedule, "scheduler_ddim_sd15_20", "model", "scheduler_config.json"),
        Of("flow", "scheduler_config.json", Schedule, "scheduler_flow_euler_shift3_20", "model", "scheduler_config.json"),
        Of("unipc", "scheduler_config.json", Schedule, "scheduler_unipc_20", "model", "scheduler_config.json"),
        Of("vocabulary", "vocab.json", Clip, "tokenizer_clip", "model", "vocab.json"),
        Of("merges", "merges.txt", Clip, "tokenizer_clip", "model", "merges.txt"),
        Of("tokenizer", "tokenizer.json", Unigram, "tokenizer_t5", "model", "tokenizer.json"),
        new("sentencepiece", "spiece.model", () => SentencePiece.File(
            [("<pad>", 0, 3), ("</s>", 0, 3), ("<unk>", 0, 2), ("▁a", -1, 1), ("▁", -2, 1), ("at", -3, 1), ("c", -3, 1)]), Unigram),
        new("model index", "model_index.json", () => System.Text.Encoding.UTF8.GetBytes(SmallModel.Index), Index),
    ];

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. kinds.Select((it, i) => (byte[])[(byte)i, .. it.Seed()])];

    static string Case(params string[] parts) => Tests.Repository.File(["tests", "Reference", "cases", .. parts]);

    static Kind Of(string name, string file, Action<string> read, params string[] seed) => new(name, file, () => File.ReadAllBytes(Case(seed)), read);

    static Kind Network(string name, Func<string, Module> make, params string[] seed) =>
        Of(name, "config.json", path => make(path).Dispose(), seed);

    static void Schedule(string path)
    {
        using var scope = new TensorScope();
        using var scheduler = Scheduler.Create(SchedulerConfig.Read(path));
        scheduler.SetTimesteps(Steps);
    }

    static void Clip(string path)
    {
        Beside(path, Case("tokenizer_clip", "model"));
        var tokenizer = ClipTokenizer.Load(Path.GetDirectoryName(path)!);
        foreach (var text in texts) tokenizer.Encode(text);
    }

    static void Unigram(string path)
    {
        if (Path.GetExtension(path) == ".json") Beside(path, Case("tokenizer_t5", "model"));
        var tokenizer = UnigramTokenizer.Load(Path.GetDirectoryName(path)!);
        foreach (var text in texts) tokenizer.Decode(tokenizer.Encode(text, 20, pad: true));
    }

    static void Index(string path)
    {
        var model = ModelFolder.Open(Path.GetDirectoryName(path)!);
        foreach (var component in model.Components.Keys) Refused.Check(() => model.Weights(component).Dispose());
    }

    static void Beside(string path, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var to = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(file));
            if (!File.Exists(to)) File.Copy(file, to);
        }
    }

    public override byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        var content = input[1..];
        if (other[0] != input[0]) other = content;
        try
        {
            content = random.Next(5) == 0 || kinds[input[0]].File is "spiece.model" or "merges.txt" ? ByteEdits.Spoil(content, other, random)
                : Mutations.Json(content, random);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            content = ByteEdits.Spoil(content, other, random); // spoiled already
        }
        return [input[0], .. content];
    }

    public override void Read(byte[] input, string folder)
    {
        var kind = kinds[input[0]];
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "input")).FullName, kind.File);
        File.WriteAllBytes(path, input[1..]);
        kind.Read(path);
    }
}
