using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Computes as many rows of a batch at once as a device has memory for: half as many after each time that it was full.</summary>
/// <remarks>Rows do not depend on one another, so that the numbers are those of the whole batch but for rounding.</remarks>
sealed class FittingRows
{
    long most = long.MaxValue;

    /// <param name="count">Rows of the batch.</param>
    /// <param name="compute">Given the first row and how many; gives as many.</param>
    /// <exception cref="DeviceMemoryException">There is no room for one row alone.</exception>
    public Tensor Compute(long count, Func<long, long, Tensor> compute)
    {
        while (true)
        {
            var some = Math.Min(most, count);
            try
            {
                return some == count ? compute(0, count) : TensorScope.Run(() => Tensor.Cat([.. Parts(some)]));
            }
            catch (DeviceMemoryException) when (some > 1)
            {
                most = (some + 1) / 2;
            }
        }

        IEnumerable<Tensor> Parts(long some)
        {
            for (var start = 0L; start < count; start += some)
            {
                var (from, rows) = (start, Math.Min(some, count - start));
                yield return TensorScope.Run(() => compute(from, rows));
            }
        }
    }
}
