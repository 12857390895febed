using EmojiGen.Torch;

namespace EmojiGen.Models.VqVae;

/// <summary>A VQ-VAE on disk: a folder of <c>config.json</c> and <c>diffusion_pytorch_model.safetensors</c>, as diffusers lays models
/// out.</summary>
public static class VqVaeFolder
{
    const string ClassName = "EmojiVqVae", ConfigName = "config.json", WeightsName = "diffusion_pytorch_model.safetensors";

    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public static VqVaeConfig ReadConfig(string folder)
    {
        var (file, published) = (ModelConfig.Read(Path.Combine(folder, ConfigName)), new VqVaeConfig());
        file.Expect("_class_name", null, ClassName);
        return ConfigSizes.Checked(file.Path, new VqVaeConfig(
            file.Whole("sample_size", published.SampleSize),
            file.Whole("channels", published.Channels),
            file.Whole("patch_size", published.PatchSize),
            file.Wholes("block_out_channels", published.Widths),
            file.Whole("layers_per_block", published.LayersPerBlock),
            file.Whole("latent_channels", published.LatentChannels),
            file.Whole("codebook_size", published.CodebookSize),
            file.Number("decay", published.Decay),
            file.Number("epsilon", published.Epsilon),
            file.Number("commitment_cost", published.CommitmentCost),
            file.Whole("norm_num_groups", published.NormGroups)), it => it.Validate());
    }

    /// <param name="dtype">Converts encoder and decoder to this element type; the codebook is always float32. Null: float32.</param>
    /// <param name="device">What computes; null: the CPU.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public static VqVaeModel Load(string folder, DType? dtype = null, Device? device = null)
    {
        var model = new VqVaeModel(ReadConfig(folder));
        try
        {
            using var weights = SafetensorsFile.Open(Path.Combine(folder, WeightsName));
            model.Load(weights.AsWeights().On(device ?? Device.Cpu), dtype: DType.Float32);
            if (dtype is not { } wanted) return model;
            model.Encoder.To(wanted);
            model.Decoder.To(wanted);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes both files, each whole or not at all.</summary>
    /// <param name="dtype">Element type of encoder and decoder in the file; the codebook stays float32. Null: as they are.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static void Save(VqVaeModel model, string folder, DType? dtype = null)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Directory.CreateDirectory(folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsName), model.NamedParameters().Select(it =>
            (dtype is { } wanted && !it.Parameter.IsBuffer ? it.Parameter.Tensor.To(wanted) : it.Parameter.Tensor).ToSource(it.Name)).ToList());
        ConfigFile.Write(Path.Combine(folder, ConfigName), ClassName, json =>
        {
            var config = model.Config;
            json.WriteNumber("sample_size", config.SampleSize);
            json.WriteNumber("channels", config.Channels);
            json.WriteNumber("patch_size", config.PatchSize);
            json.WriteStartArray("block_out_channels");
            foreach (var width in config.Widths) json.WriteNumberValue(width);
            json.WriteEndArray();
            json.WriteNumber("layers_per_block", config.LayersPerBlock);
            json.WriteNumber("latent_channels", config.LatentChannels);
            json.WriteNumber("codebook_size", config.CodebookSize);
            json.WriteNumber("decay", config.Decay);
            json.WriteNumber("epsilon", config.Epsilon);
            json.WriteNumber("commitment_cost", config.CommitmentCost);
            json.WriteNumber("norm_num_groups", config.NormGroups);
        });
    }
}
