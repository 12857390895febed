using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Tests.Reference;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion;

public class SingleFilePipelineTests
{
    /// <remarks>The case single_file_sd15 holds the weights of pipeline_sd15 under original names.</remarks>
    [Fact]
    public void A_single_file_draws_what_its_folder_draws() =>
        ShouldDraw("pipeline_sd15", Repository.File("tests", "Reference", "cases", "single_file_sd15", "model", "checkpoint.safetensors"));

    [Fact]
    public void A_single_file_of_SDXL_draws_what_its_folder_draws()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, (long[] Shape, float[] Values)> Of(string component, string file)
        {
            using var weights = SafetensorsFile.Open(Repository.File("tests", "Reference", "cases", "pipeline_sdxl", "model", component,
                file));
            // transformers 5 leaves this level out where there is no projection beside it.
            return weights.Entries.ToDictionary(it => component == "text_encoder"
                && !it.Name.StartsWith("text_model.", StringComparison.Ordinal) ? $"text_model.{it.Name}" : it.Name, it => (it.Shape, weights.ReadSingles(it.Name)));
        }
        var second = Of("text_encoder_2", "model.safetensors");
        OriginalNames.Write(folder.File("sdxl.safetensors"),
        [
            // Three levels of two layers are the case's, transformers on all but the outermost.
            .. Of("unet", "diffusion_pytorch_model.safetensors")
                .Select(it => ("model.diffusion_model." + OriginalNames.Unet(it.Key, [2, 2, 2], [true, true, false]), it.Value.Shape,
                it.Value.Values)),
            .. Of("vae", "diffusion_pytorch_model.safetensors")
                .Select(it => ("first_stage_model." + OriginalNames.Vae(it.Key, 4), it.Value.Shape, it.Value.Values)),
            .. Of("text_encoder", "model.safetensors")
                .Select(it => ("conditioner.embedders.0.transformer." + it.Key, it.Value.Shape, it.Value.Values)),
            .. OriginalNames.OpenClip("conditioner.embedders.1.model.", second,
                second.Keys.Count(it => it.EndsWith("mlp.fc1.weight", StringComparison.Ordinal))),
        ]);
        ShouldDraw("pipeline_sdxl", folder.File("sdxl.safetensors"));
    }

    /// <summary>The same as the folder of the case but for rounding, and as the published library within its tolerance.</summary>
    static void ShouldDraw(string name, string path)
    {
        using var folder = new TemporaryFolder();
        using var pipeline = ReferenceCase.Open(Repository.File("tests", "Reference", "cases", name));
        // The folder of configurations: all of the published folder but its weights.
        foreach (var file in Directory.EnumerateFiles(pipeline.File("model"), "*.json", SearchOption.AllDirectories))
        {
            var copy = folder.File(Path.GetRelativePath(pipeline.File("model"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        using var scope = new TensorScope();
        Tensor Draw(string path, string? configuration)
        {
            using var model = DiffusionModel.Load(path, new LoadOptions { DType = DType.Float32, Configuration = configuration });
            using var run = model.Begin(Reference.Kinds.PipelineKind.Request(pipeline));
            foreach (var _ in run.Steps()) { }
            return run.Decode().Permute(0, 2, 3, 1).Contiguous().Unscoped();
        }
        using var single = Draw(path, folder.Path);
        using var whole = Draw(pipeline.File("model"), null);
        (single - whole).Abs().Max().ToDouble().ShouldBeLessThan(1e-5); // a matrix that is stored turned is multiplied in another order
        pipeline.Tolerance.Difference(pipeline.Io, pipeline.Io["out.image"], ReferenceOutput.Of("image", single)).ShouldBeNull();
    }
}
