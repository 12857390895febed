using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Uses kernels of one level until disposed. What runs meanwhile is limited too, and gives other bits.</summary>
sealed class LimitedKernels : IDisposable
{
    readonly KernelLevel before = Kernels.Level;

    public LimitedKernels(KernelLevel level) => Kernels.Level = level;

    public void Dispose() => Kernels.Level = before;
}

/// <summary>Tests that set the kernels' level, one after the other and beside no others.</summary>
[CollectionDefinition(nameof(LimitedKernels), DisableParallelization = true)]
public class LimitedKernelsCollection;
