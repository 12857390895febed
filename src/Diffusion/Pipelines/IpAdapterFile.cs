using EmojiGen.Hub;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Clip;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>An IP-Adapter's weights and the image encoder that they were trained with.</summary>
/// <param name="Path">The adapter's <c>.safetensors</c>.</param>
/// <param name="Encoder">The folder of the image encoder.</param>
public sealed record IpAdapterFile(string Path, string Encoder)
{
    /// <summary>The repository of the published adapters.</summary>
    public const string Published = "h94/IP-Adapter";

    /// <summary>The adapter for a model: the one named, the one in the model's folder <c>ip_adapter</c>, or a published one that was
    /// pulled.</summary>
    /// <param name="named">A file; null: none was named.</param>
    /// <returns>Null where none was named and none is here.</returns>
    /// <exception cref="IOException">The adapter named is missing, damaged, or no image encoder fits it.</exception>
    public static IpAdapterFile? Find(DiffusionModel model, string? named, HubEnvironment hub)
    {
        if (model.Unet is null)
            return named is null ? null : throw new InvalidDataException($"{model.Family} takes no IP-Adapter: it has no UNet.");
        var file = named ?? Candidates(model, hub).FirstOrDefault(File.Exists);
        if (file is null) return null;
        var folder = System.IO.Path.GetDirectoryName(file)!;
        string[] encoders =
        [
            System.IO.Path.Combine(folder, "image_encoder"), System.IO.Path.Combine(folder, "..", "models", "image_encoder"),
                System.IO.Path.Combine(model.Location, "image_encoder"),
        ];
        using var weights = SafetensorsFile.Open(file);
        var encoder = encoders.FirstOrDefault(it => File.Exists(System.IO.Path.Combine(it, "config.json"))
            && Fits(weights, ClipVisionConfig.Read(System.IO.Path.Combine(it, "config.json"))));
        return encoder is not null ? new(file, encoder)
            : throw new DirectoryNotFoundException(
                $"IP-Adapter '{file}': no image encoder that fits it is in {string.Join(", ", encoders.Select(it => $"'{it}'"))}; put its folder image_encoder beside it.");
    }

    /// <summary>Encodes pictures for runs of a model to refer to.</summary>
    /// <param name="scale">0 (not at all) to about 1</param>
    /// <param name="layers">What the pictures lend.</param>
    /// <exception cref="IOException">The adapter or its image encoder is missing, damaged, or made for another model.</exception>
    /// <exception cref="InvalidDataException">It is of a kind that is not known here.</exception>
    public ReferencePictures Refer(DiffusionModel model, IReadOnlyList<Raster> pictures, double scale, ReferenceLayers layers)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var weights = SafetensorsFile.Open(Path);
        var adapter = IpAdapter.Load(model.Unet!, weights.AsWeights());
        try
        {
            using var encoder = ClipPictureEncoder.Load(Encoder, model.DType, model.Device);
            var (embeddings, nothing) = Embed(encoder, adapter.Projection.TakesPatches, pictures);
            return new ReferencePictures(adapter, embeddings, nothing, scale, LayerScales.For(layers, model.Unet!.Config.Levels));
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <returns>(N, d), or (N, patches, d), of the pictures and of nothing</returns>
    (Tensor Pictures, Tensor Nothing) Embed(ClipPictureEncoder encoder, bool patches, IReadOnlyList<Raster> pictures)
    {
        var prepared = encoder.Prepare(pictures);
        var states = encoder.Encode(prepared);
        if (patches)
        {
            // Nothing looks the same however many pictures there are: it is encoded once.
            var nothing = encoder.Encode(prepared.Narrow(0, 0, 1).ZerosLike()).HiddenStates[^2];
            return (states.HiddenStates[^2], nothing.Expand(pictures.Count, -1, -1));
        }
        return states.ImageEmbeds is { } embeds ? (embeds, embeds.ZerosLike())
            : throw new InvalidDataException($"Image encoder '{Encoder}' has no projection, which the IP-Adapter '{Path}' needs.");
    }

    static IEnumerable<string> Candidates(DiffusionModel model, HubEnvironment hub)
    {
        var own = System.IO.Path.Combine(model.Location, "ip_adapter");
        if (Directory.Exists(own)) return Directory.EnumerateFiles(own, "*.safetensors").Order(StringComparer.Ordinal);
        if (!HubName.TryParse(Published, out var name) || new HubCache(hub.Cache).Snapshot(name) is not { } snapshot) return [];
        string[] names = model is StableDiffusionXL
            ? ["sdxl_models/ip-adapter-plus_sdxl_vit-h.safetensors", "sdxl_models/ip-adapter_sdxl_vit-h.safetensors",
            "sdxl_models/ip-adapter_sdxl.safetensors"]
            : ["models/ip-adapter-plus_sd15.safetensors", "models/ip-adapter_sd15.safetensors"];
        return names.Select(it => System.IO.Path.Combine(snapshot, it));
    }

    static bool Fits(SafetensorsFile adapter, ClipVisionConfig encoder) =>
        adapter.TryGet("image_proj.proj.weight", out var projection) ? projection.Shape is [_, var inputs]
            && inputs == encoder.ProjectionDim
        : adapter.TryGet("image_proj.proj_in.weight", out var patches) && patches.Shape is [_, var width] && width == encoder.HiddenSize;
}
