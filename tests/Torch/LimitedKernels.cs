using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Uses kernels up to a level until disposed; the processor may have less. What runs meanwhile is limited too, and gives other bits.</summary>
sealed class LimitedKernels : IDisposable
{
    readonly KernelLevel before = Kernels.Limit;

    public LimitedKernels(string level) => Kernels.Limit = Enum.Parse<KernelLevel>(level);

    public void Dispose() => Kernels.Limit = before;
}

/// <summary>Tests that set the kernels' level, one after the other and beside no others.</summary>
[CollectionDefinition(nameof(LimitedKernels), DisableParallelization = true)]
public class LimitedKernelsCollection;
