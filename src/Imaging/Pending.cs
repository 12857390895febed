namespace EmojiGen.Imaging;
public sealed record CutoutResult(Raster Picture, string? Refusal);
public static class Cutout { public static CutoutResult Cut(Raster p) => new(p, "pending"); }
