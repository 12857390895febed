using EmojiGen.Imaging; using EmojiGen.Models.IpAdapter;
namespace EmojiGen.Diffusion.Pipelines;
public sealed class IpAdapterFile { public static IpAdapterFile? Find(DiffusionModel m, string? p) => null; public void Refer(DiffusionModel m, IReadOnlyList<Raster> r, double s, ReferenceLayers l) {} }
