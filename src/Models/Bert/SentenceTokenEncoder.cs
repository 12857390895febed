using EmojiGen.Language;
using EmojiGen.Torch;

namespace EmojiGen.Models.Bert;

/// <summary>Token states of texts, for cross-attention.</summary>
/// <param name="States">(B, T, d) float32, padded to the longest text</param>
/// <param name="Mask">(B, T) float32, 1 at tokens and 0 at padding</param>
public sealed record SentenceTokens(Tensor States, Tensor Mask);

/// <summary>A published sentence encoder's token states as tensors, for networks that attend to them. Whole sentences are <see
/// cref="SentenceEncoder"/>'s, without tensors.</summary>
/// <remarks>Reimers and Gurevych 2019. Threads may encode at once.</remarks>
public sealed class SentenceTokenEncoder : IDisposable
{
    readonly SentenceFolder folder;
    readonly Bert bert;

    SentenceTokenEncoder(SentenceFolder folder, Bert bert) => (this.folder, this.bert) = (folder, bert);

    /// <summary>Numbers of a token's state.</summary>
    public int Dimension => bert.Config.HiddenSize;

    /// <summary>Reads what <see cref="SentenceFolder"/> says, and <c>model.safetensors</c>.</summary>
    /// <param name="dtype">What is computed in; results are float32.</param>
    /// <param name="device">What computes, and where results are; null: the CPU.</param>
    /// <exception cref="IOException">A file is missing, damaged (<see cref="SafetensorsException"/>) or does not fit (<see
    /// cref="WeightsException"/>).</exception>
    /// <exception cref="InvalidDataException">A configuration cannot be read or asks for what is not known here.</exception>
    public static SentenceTokenEncoder Load(string folder, DType dtype = DType.Float32, Device? device = null)
    {
        var settings = SentenceFolder.Read(folder);
        var bert = new Bert(settings.Config);
        try
        {
            using var weights = SentenceFolder.OpenWeights(folder);
            bert.LoadPublished(weights.AsWeights().On(device ?? Device.Cpu, dtype), dtype);
            return new SentenceTokenEncoder(settings, bert);
        }
        catch
        {
            bert.Dispose();
            throw;
        }
    }

    /// <summary>Another encoder with the same weights, of which there is one copy in memory.</summary>
    public SentenceTokenEncoder Share()
    {
        var shared = new Bert(bert.Config);
        shared.Share(bert);
        return new SentenceTokenEncoder(folder, shared);
    }

    /// <summary>The states token by token, of the current scope.</summary>
    public SentenceTokens Encode(IReadOnlyList<string> texts)
    {
        using var scope = new TensorScope();
        var (ids, mask) = Pad([.. texts.Select(text => folder.Tokenizer.Encode(text, folder.MaximumLength))]);
        return new SentenceTokens(scope.MoveOut(States(ids, mask)), scope.MoveOut(mask));
    }

    /// <summary>Tokens of a text, the first and the last that stand for its ends included.</summary>
    /// <param name="most">As many are left of a longer one.</param>
    public int TokenCount(string text, int most) => folder.Tokenizer.Encode(text, Math.Min(most, folder.MaximumLength)).Length;

    /// <summary>The states of texts, cut or padded with zeros to one length: what a network attends to without a mask.</summary>
    /// <returns>(B, length, d) float32, of the current scope</returns>
    public Tensor EncodePadded(IReadOnlyList<string> texts, int length) => TensorScope.Run(() =>
    {
        var (ids, mask) = Pad([.. texts.Select(text => folder.Tokenizer.Encode(text, Math.Min(length, folder.MaximumLength)))]);
        var states = States(ids, mask) * mask.Unsqueeze(-1); // (B, T, d)
        return states.Pad([0, 0, 0, length - states.Size(1)]);
    });

    /// <param name="ids">(B, T) int64</param>
    /// <param name="mask">(B, T) float32, 1 at tokens and 0 at padding</param>
    /// <param name="types">(B, T) the kinds of segments; null: all of kind 0</param>
    internal Tensor States(Tensor ids, Tensor mask, Tensor? types = null)
    {
        using var noGrad = Autograd.NoGrad();
        return bert.Forward(ids.To(bert.Device), mask.To(bert.Device), types?.To(bert.Device)).To(DType.Float32);
    }

    (Tensor Ids, Tensor Mask) Pad(int[][] ids)
    {
        var length = ids.Max(row => row.Length);
        var padded = new long[ids.Length * length];
        var mask = new float[padded.Length];
        Array.Fill(padded, folder.Tokenizer.PadId);
        for (var row = 0; row < ids.Length; row++)
        {
            for (var column = 0; column < ids[row].Length; column++)
                (padded[(row * length) + column], mask[(row * length) + column]) = (ids[row][column], 1);
        }
        return (Tensor.From<long>(padded, ids.Length, length).To(bert.Device),
            Tensor.From<float>(mask, ids.Length, length).To(bert.Device));
    }

    public void Dispose() => bert.Dispose();
}
