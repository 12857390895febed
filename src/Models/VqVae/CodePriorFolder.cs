using EmojiGen.Torch;

namespace EmojiGen.Models.VqVae;

/// <summary>A prior on disk: a folder of <c>config.json</c> and <c>diffusion_pytorch_model.safetensors</c>, beside its VQ-VAE's.</summary>
public static class CodePriorFolder
{
    const string ClassName = "EmojiCodePrior", ConfigName = "config.json", WeightsName = "diffusion_pytorch_model.safetensors";

    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public static CodePriorConfig ReadConfig(string folder)
    {
        var (file, published) = (ModelConfig.Read(Path.Combine(folder, ConfigName)), new CodePriorConfig());
        file.Expect("_class_name", null, ClassName);
        return ConfigSizes.Checked(file.Path, new CodePriorConfig(
            file.Whole("codebook_size", published.CodebookSize),
            file.Whole("code_count", published.CodeCount),
            file.Whole("row_length", published.RowLength),
            file.Whole("hidden_size", published.HiddenSize),
            file.Whole("num_hidden_layers", published.NumHiddenLayers),
            file.Whole("num_attention_heads", published.NumAttentionHeads),
            file.Whole("condition_size", published.ConditionSize),
            file.Whole("style_count", published.StyleCount),
            file.Number("dropout", published.Dropout)), it => it.Validate());
    }

    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <param name="device">What computes; null: the CPU.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public static CodePrior Load(string folder, DType? dtype = null, Device? device = null)
    {
        var model = new CodePrior(ReadConfig(folder));
        try
        {
            using var weights = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
            model.Load(weights.AsWeights().On(device ?? Device.Cpu), dtype: dtype);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Keys of the styles by their numbers; none where the file does not tell them.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">They are no list of texts.</exception>
    public static IReadOnlyList<string> ReadStyles(string folder) => ModelConfig.Read(Path.Combine(folder, ConfigName)).Texts("styles", []);

    /// <summary>Writes both files, each whole or not at all.</summary>
    /// <param name="dtype">Element type in the file; null: as they are.</param>
    /// <param name="styles">Keys of the styles by their numbers.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static void Save(CodePrior model, string folder, DType? dtype = null, IReadOnlyList<string>? styles = null)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsName), model.NamedParameters()
            .Select(it => (dtype is { } wanted ? it.Parameter.Tensor.To(wanted) : it.Parameter.Tensor).ToSource(it.Name)).ToList());
        ConfigFile.Write(Path.Combine(folder, ConfigName), ClassName, json =>
        {
            var config = model.Config;
            json.WriteNumber("codebook_size", config.CodebookSize);
            json.WriteNumber("code_count", config.CodeCount);
            json.WriteNumber("row_length", config.RowLength);
            json.WriteNumber("hidden_size", config.HiddenSize);
            json.WriteNumber("num_hidden_layers", config.NumHiddenLayers);
            json.WriteNumber("num_attention_heads", config.NumAttentionHeads);
            json.WriteNumber("condition_size", config.ConditionSize);
            json.WriteNumber("style_count", config.StyleCount);
            json.WriteNumber("dropout", config.Dropout);
            if (styles is null) return;
            json.WriteStartArray("styles");
            foreach (var style in styles) json.WriteStringValue(style);
            json.WriteEndArray();
        });
    }
}
