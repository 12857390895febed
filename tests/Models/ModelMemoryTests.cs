using EmojiGen.Models.Clip;
using EmojiGen.Models.Dino;
using EmojiGen.Models.Generation;
using EmojiGen.Models.Llama;
using EmojiGen.Models.T5;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models;

/// <summary>Tensors are counted for the whole process: nothing else may run meanwhile.</summary>
[Collection(nameof(MemoryTests))]
public class ModelMemoryTests
{
    static void StaysFlat(Action use)
    {
        using (new TensorScope()) use();
        var before = Tensor.LiveCount;
        for (var i = 0; i < 5; i++)
        {
            using (new TensorScope()) use();
            Tensor.LiveCount.ShouldBe(before);
        }
    }

    static T Made<T>(T model) where T : Module
    {
        using var generator = new Generator(0);
        model.Initialise(generator);
        return model;
    }

    [Fact]
    public void Encoders_leave_only_what_they_give()
    {
        using var text = Made(new ClipTextModel(new ClipTextConfig(VocabSize: 20, HiddenSize: 16, IntermediateSize: 16, NumHiddenLayers: 3,
            NumAttentionHeads: 2), withProjection: true));
        StaysFlat(() =>
        {
            var before = Tensor.LiveCount;
            text.Forward(Tensor.Ones([1, 9], DType.Int64));
            Tensor.LiveCount.ShouldBe(before + 1 + 3 + 4); // the ids; last, pooled, projected; the embeddings and three layers
        });
        using var vision = Made(
            new ClipVisionModel(new ClipVisionConfig(HiddenSize: 16, IntermediateSize: 16, NumHiddenLayers: 2, NumAttentionHeads: 2, ImageSize: 8, PatchSize: 4)));
        StaysFlat(() => vision.Forward(Tensor.Ones([1, 3, 8, 8])));
        using var dino = Made(new DinoV2(new DinoV2Config(HiddenSize: 16, NumHiddenLayers: 2, NumAttentionHeads: 2, ImageSize: 8,
            PatchSize: 4)));
        StaysFlat(() => dino.Forward(Tensor.Ones([1, 3, 12, 8])));
    }

    [Fact]
    public void Generation_leaves_nothing_even_when_it_is_broken_off()
    {
        using var t5 = Made(new T5ForConditionalGeneration(new T5Config(VocabSize: 20, DModel: 16, DKv: 8, DFf: 16, NumLayers: 2,
            NumDecoderLayers: 2, NumHeads: 2)));
        using var llama = Made(new LlamaForCausalLM(new LlamaConfig(VocabSize: 20, HiddenSize: 16, IntermediateSize: 16, NumHiddenLayers: 2,
            NumAttentionHeads: 2)));
        using var generator = new Generator(0);
        var options = new GenerationOptions(80, Temperature: 1, TopK: 5, TopP: 0.9, Generator: generator);
        foreach (var count in new[] { 3, 1000 })
        {
            StaysFlat(() => _ = t5.Generate([5, 6, 7], options).Take(count).Sum());
            StaysFlat(() => _ = llama.Generate([5, 6, 7], options).Take(count).Sum());
            StaysFlat(() => _ = llama.GenerateBatch(Tensor.Ones([2, 3], DType.Int64), options, Tensor.Ones([2, 3], DType.Int64)).Take(count)
                .Count());
        }
    }

    [Fact]
    public void Generation_needs_no_scope_around_it()
    {
        using var llama = Made(new LlamaForCausalLM(new LlamaConfig(VocabSize: 20, HiddenSize: 16, IntermediateSize: 16, NumHiddenLayers: 2,
            NumAttentionHeads: 2)));
        _ = llama.Generate([5, 6, 7], new GenerationOptions(5)).Count();
        var before = Tensor.LiveCount;
        _ = llama.Generate([5, 6, 7], new GenerationOptions(5)).Count();
        Tensor.LiveCount.ShouldBe(before);
    }
}
