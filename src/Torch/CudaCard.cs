using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>A CUDA card as its driver describes it.</summary>
/// <param name="Index">As <c>cuda:N</c> counts: CUDA_VISIBLE_DEVICES is heeded.</param>
/// <param name="Name"><c>NVIDIA L4</c></param>
/// <param name="Bytes">Of its memory.</param>
/// <param name="FreeBytes">Of its memory, at the time of asking; what libtorch keeps for later counts as taken.</param>
/// <param name="Capability">Major and minor number of what it can compute: 8.9 of an L4, 7.5 of a T4.</param>
public sealed record CudaCard(int Index, string Name, long Bytes, long FreeBytes, Version Capability)
{
    /// <summary>Whether its matrix units multiply bfloat16: those of Ampere (8.0) and later do.</summary>
    public bool HasBFloat16 => Capability.Major >= 8;

    /// <summary>All cards, in their order; none where there is no driver.</summary>
    public static IReadOnlyList<CudaCard> All() => CudaDriver.Cards();

    /// <summary>One card; null where there is none of that number.</summary>
    public static CudaCard? Of(int index) => CudaDriver.Card(Math.Max(index, 0));
}
