using System.Buffers.Binary;
using System.Security.Cryptography;
using EmojiGen.Torch;

namespace EmojiGen.Models.Lora;

/// <summary>What a LoRA adds to one layer.</summary>
/// <param name="Key">The layer as the file spells it, for messages.</param>
/// <param name="Component"><c>unet</c> (which also stands for <c>transformer</c>), <c>text_encoder</c>, <c>text_encoder_2</c>,
/// <c>text_encoder_3</c></param>
/// <param name="Path">The layer within the network, its levels joined by <c>_</c>: the spelling that all formats can be brought to.</param>
/// <param name="A">(rank, inputs) or (rank, inputs, kernel, kernel)</param>
/// <param name="B">(outputs, rank) or (outputs, rank, 1, 1)</param>
/// <param name="Alpha">B A is multiplied by this over the rank.</param>
public sealed record LoraLayer(string Key, string Component, string Path, Tensor A, Tensor B, double Alpha)
{
    public long Rank => A.Size(0);

    /// <summary>Of a DoRA, the lengths that the sum of weight and B A is brought to: (outputs, 1, ...) or (1, inputs, ...); null: the sum
    /// stays as it is.</summary>
    public Tensor? Magnitude { get; init; }
}

/// <summary>A LoRA as it was read, whatever its format.</summary>
public sealed class LoraWeights : IDisposable
{
    internal LoraWeights(string source, IReadOnlyList<LoraLayer> layers, IReadOnlyList<string> unknown, int keys,
        IReadOnlyDictionary<string, string> metadata) =>
        (Source, Layers, Unknown, KeyCount, Metadata) = (source, layers, unknown, keys, metadata);

    /// <summary>The file, for messages.</summary>
    public string Source { get; }

    public IReadOnlyList<LoraLayer> Layers { get; }

    /// <summary>Keys of the file that are no part of a low-rank layer, and are left out.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>All keys of the file.</summary>
    public int KeyCount { get; }

    /// <summary>Free strings of the file's header.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The words that call up what was learned; null: the file names none.</summary>
    public string? TriggerPhrase =>
        Metadata.GetValueOrDefault(LoraFile.TriggerPhraseKey) is { } phrase && !string.IsNullOrWhiteSpace(phrase) ? phrase : null;

    /// <summary>By which the web UIs tell LoRAs apart whatever their files are called: SHA-256 of the tensors, without the header, as
    /// kohya's trainer writes it into that; 64 digits.</summary>
    /// <exception cref="IOException">The file is gone.</exception>
    public string Hash => Metadata.GetValueOrDefault("sshs_model_hash") is { Length: 64 } written && written.All(char.IsAsciiHexDigit)
        ? written : HashOfTensors();

    string HashOfTensors()
    {
        using var file = File.OpenRead(Source);
        Span<byte> length = stackalloc byte[8];
        file.ReadExactly(length);
        file.Position += (long)BinaryPrimitives.ReadUInt64LittleEndian(length);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The model that it was made for, as the file's settings call it; null: they do not.</summary>
    public string? BaseModel => LoraAlphas.BaseModel(Source, Metadata);

    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.A.Dispose();
            layer.B.Dispose();
            layer.Magnitude?.Dispose();
        }
    }
}
