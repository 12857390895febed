using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>Uses kernels up to a level until disposed; the processor may have less. Others that run meanwhile are limited too, which changes their speed only.</summary>
sealed class LimitedKernels : IDisposable
{
    readonly KernelLevel before = Kernels.Limit;

    public LimitedKernels(string level) => Kernels.Limit = Enum.Parse<KernelLevel>(level);

    public void Dispose() => Kernels.Limit = before;
}

/// <summary>Tests that set the kernels' level, one after the other.</summary>
[CollectionDefinition(nameof(LimitedKernels))]
public class LimitedKernelsCollection;
