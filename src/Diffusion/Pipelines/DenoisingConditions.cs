using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>What a denoising network is told beside sample and timestep, a row for each sample of a batch.</summary>
/// <param name="States">(B, S, d) the prompt's token states</param>
/// <param name="Pooled">(B, p) the pooled prompt, of SDXL and SD 3</param>
/// <param name="Sizes">(B, 6) original size, crop and target size, of SDXL</param>
/// <param name="Pictures">(B, N, d) tokens of the reference pictures, one tensor for each IP-Adapter</param>
/// <param name="Classes">(B) class numbers, of a network that takes them</param>
public sealed record DenoisingConditions(Tensor States, Tensor? Pooled = null, Tensor? Sizes = null, IReadOnlyList<Tensor>? Pictures = null,
    Tensor? Classes = null) : IDisposable
{
    IEnumerable<Tensor> Tensors =>
        [States, .. Pooled is null ? [] : new[] { Pooled }, .. Sizes is null ? [] : new[] { Sizes }, .. Pictures ?? [], .. Classes is null
        ? [] : new[] { Classes }];

    /// <summary>The rows of one after those of the other.</summary>
    public static DenoisingConditions Both(DenoisingConditions first, DenoisingConditions second) =>
        Join(first, second, (a, b) => Tensor.Cat([a, b]));

    /// <summary>Each row so many times.</summary>
    public DenoisingConditions Repeat(int times) => times == 1 ? this : Join(this, this, (a, _) => a.RepeatInterleave(times, 0));

    /// <summary>Some of the samples' rows; this one where they are all.</summary>
    public DenoisingConditions Rows(long start, long count) =>
        count == States.Size(0) ? this : Join(this, this, (rows, _) => rows.Narrow(0, start, count));

    /// <summary>The same on a device; this one where it is there.</summary>
    public DenoisingConditions To(Device device) =>
        States.Device == device ? this : Join(this, this, (tensor, _) => tensor.To(device));

    /// <summary>Takes the tensors out of their scope: they live until this is disposed.</summary>
    public DenoisingConditions Unscoped()
    {
        foreach (var tensor in Tensors) tensor.Unscoped();
        return this;
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
    }

    static DenoisingConditions Join(DenoisingConditions a, DenoisingConditions b, Func<Tensor, Tensor, Tensor> join) =>
        new(join(a.States, b.States),
        a.Pooled is { } pooled ? join(pooled, b.Pooled!) : null,
        a.Sizes is { } sizes ? join(sizes, b.Sizes!) : null,
        a.Pictures is { } pictures ? [.. pictures.Zip(b.Pictures!, join)] : null,
        a.Classes is { } classes ? join(classes, b.Classes!) : null);
}
