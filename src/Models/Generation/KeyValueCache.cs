using EmojiGen.Torch;

namespace EmojiGen.Models.Generation;

/// <summary>The keys and values of the tokens that a layer has seen, so that each token goes through the network once.</summary>
sealed class KeyValueCache : IDisposable
{
    const long FirstRoom = 64;

    Tensor? keys, values; // (B, heads, room, d)

    /// <summary>Tokens held.</summary>
    public long Length { get; private set; }

    /// <summary>Takes in the keys and values of new tokens.</summary>
    /// <param name="newKeys">(B, heads, T, d)</param>
    /// <param name="newValues">(B, heads, T, d)</param>
    /// <returns>Views of all, of the current scope.</returns>
    public (Tensor Keys, Tensor Values) Append(Tensor newKeys, Tensor newValues)
    {
        var length = Length + newKeys.Size(2);
        keys = WithRoom(keys, newKeys, length);
        values = WithRoom(values, newValues, length);
        using (new TensorScope())
        {
            keys.Narrow(2, Length, newKeys.Size(2)).Copy_(newKeys);
            values.Narrow(2, Length, newValues.Size(2)).Copy_(newValues);
        }
        Length = length;
        return All;
    }

    /// <summary>Views of what is held, of the current scope.</summary>
    /// <exception cref="InvalidOperationException">Nothing is.</exception>
    public (Tensor Keys, Tensor Values) All =>
        keys is null || values is null ? throw new InvalidOperationException("The cache holds no tokens yet.")
        : (keys.Narrow(2, 0, Length), values.Narrow(2, 0, Length));

    public void Dispose()
    {
        keys?.Dispose();
        values?.Dispose();
    }

    /// <summary>Room grows by doubling: a copy of everything at each token would cost more than the token.</summary>
    Tensor WithRoom(Tensor? held, Tensor like, long length)
    {
        if (held is not null && held.Size(2) >= length) return held;
        using var scope = new TensorScope();
        var room = Math.Max(length, held is null ? FirstRoom : 2 * held.Size(2));
        var larger = Tensor.Empty([like.Size(0), like.Size(1), room, like.Size(3)], like.DType, like.Device).Unscoped();
        if (held is null) return larger;
        larger.Narrow(2, 0, Length).Copy_(held.Narrow(2, 0, Length));
        held.Dispose();
        return larger;
    }
}
