using EmojiGen.Torch;

namespace EmojiGen.Models.Blocks;

/// <summary>Two convolutions with normalised, activated inputs around a shortcut (He et al. 2016; Ho et al. 2020).</summary>
public sealed class ResnetBlock : Module
{
    readonly GroupNorm norm1, norm2;
    readonly Conv2d conv1, conv2;
    readonly Conv2d? shortcut;
    readonly Linear? timeProjection;
    readonly Dropout dropout;
    readonly Func<Tensor, Tensor>? activation; // null: silu, in one pass with the norm before it
    readonly bool scaleShift;
    readonly double outputScale;

    /// <param name="timeWidth">Width of the time embedding; null in an autoencoder.</param>
    /// <param name="scaleShift">Whether time scales and shifts what the second norm gives, rather than being added before it.</param>
    /// <param name="outputScale">What the sum is divided by.</param>
    public ResnetBlock(int inputs, int outputs, int? timeWidth, int groups, double epsilon, string activation = "silu",
        bool scaleShift = false, double outputScale = 1, double dropout = 0)
    {
        (this.scaleShift, this.outputScale) = (scaleShift, outputScale);
        this.activation = activation is "silu" or "swish" ? null : Activation.Named(activation);
        norm1 = Child("norm1", new GroupNorm(groups, inputs, epsilon));
        conv1 = Child("conv1", new Conv2d(inputs, outputs, 3, padding: 1));
        if (timeWidth is { } width) timeProjection = Child("time_emb_proj", new Linear(width, scaleShift ? 2 * outputs : outputs));
        norm2 = Child("norm2", new GroupNorm(groups, outputs, epsilon));
        this.dropout = Child("dropout", new Dropout(dropout));
        conv2 = Child("conv2", new Conv2d(outputs, outputs, 3, padding: 1));
        if (inputs != outputs) shortcut = Child("conv_shortcut", new Conv2d(inputs, outputs, 1));
    }

    /// <param name="x">(B, inputs, H, W)</param>
    /// <param name="time">(B, timeWidth), activated</param>
    /// <param name="skip">What is taken beside x, as further channels of the inputs.</param>
    /// <returns>(B, outputs, H, W)</returns>
    public Tensor Forward(Tensor x, Tensor? time = null, Tensor? skip = null) =>
        GradientCheckpoint.Run(this, it => Compute(it[2] is { } beside ? Tensor.Cat([it[0]!, beside], 1) : it[0]!, it[1]), x, time, skip);

    Tensor Compute(Tensor x, Tensor? time)
    {
        using var scope = new TensorScope();
        // What is normed goes as soon as it was used: at an autoencoder's full size it is the largest of all.
        var shift = time is null ? null : timeProjection?.Forward(time); // (B, outputs or twice that)
        var hidden = TensorScope.Run(() => conv1.Forward(Activate(norm1, x), scaleShift ? null : shift));
        var residual = shortcut is null ? x : shortcut.Forward(x);
        var sum = TensorScope.Run(() =>
        {
            var normal = dropout.Forward(Normed(hidden, shift));
            if (!Autograd.IsRecording) hidden.Dispose();
            return conv2.Forward(normal, residual: residual);
        });
        return scope.MoveOut(outputScale == 1 ? sum : sum / outputScale);
    }

    /// <summary>Normed and activated, scaled and shifted by time between.</summary>
    Tensor Normed(Tensor hidden, Tensor? shift)
    {
        if (shift is null || !scaleShift) return Activate(norm2, hidden);
        var parts = shift.Unsqueeze(-1).Unsqueeze(-1).Chunk(2, 1); // (B, outputs, 1, 1)
        var scaled = norm2.Forward(hidden) * (1 + parts[0]) + parts[1];
        return activation is null ? scaled.Silu() : activation(scaled);
    }

    Tensor Activate(GroupNorm norm, Tensor x) => activation is null ? norm.ForwardSilu(x) : activation(norm.Forward(x));
}
