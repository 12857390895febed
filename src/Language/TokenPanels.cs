namespace EmojiGen.Language;

/// <summary>
/// Numbers of tokens, laid out for vectors: 16 tokens stand side by side in a panel, feature under feature. What is done to one token is
/// done to its 16 neighbours
/// by the same instruction; a product with a matrix needs neither sums across a vector nor a repacked matrix.
/// </summary>
/// <remarks>Tokens of different texts share a panel, so that nothing is padding but the end of the last one.</remarks>
sealed unsafe class TokenPanels : IDisposable
{
    /// <summary>Tokens of a panel.</summary>
    public const int Lanes = 16;

    /// <summary>Features are stored in such steps, those beyond the last one being of no meaning.</summary>
    public const int FeatureStep = 8;

    readonly nint panelLength;
    readonly AlignedSingles values; // a vector of 16 fills a cache line

    public TokenPanels(int count, int features)
    {
        (Count, Features) = (count, features);
        panelLength = (features + FeatureStep - 1) / FeatureStep * FeatureStep * Lanes;
        values = new AlignedSingles(count * panelLength);
    }

    /// <summary>Panels.</summary>
    public int Count { get; }

    public int Features { get; }

    /// <summary>(features, 16), row after row</summary>
    public float* this[int panel] => values.Pointer + (panel * panelLength);

    public void Set(int token, ReadOnlySpan<float> features)
    {
        var column = Column(token);
        for (var i = 0; i < features.Length; i++) column[i * Lanes] = features[i];
    }

    public void Get(int token, Span<float> features)
    {
        var column = Column(token);
        for (var i = 0; i < features.Length; i++) features[i] = column[i * Lanes];
    }

    public void Dispose() => values.Dispose();

    float* Column(int token) => this[token / Lanes] + (token % Lanes);
}
