namespace EmojiGen.Generation;

/// <summary>A way to make pictures of words, with all that it needs loaded: it draws one request after another.</summary>
public interface IEngine<in TRequest, out TDrawing> : IDisposable where TRequest : EmojiRequest where TDrawing : Drawing
{
    /// <param name="progress">Told of every step on the thread that draws, see <see cref="GenerationProgress"/>; null: nobody asks.</param>
    /// <exception cref="RequestException">The request asks for something that cannot be.</exception>
    /// <exception cref="OperationCanceledException">Between two steps.</exception>
    TDrawing Draw(TRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancel = default);
}
