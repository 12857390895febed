using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>BERT without its heads, computed on the processor from weights that stay in their file: a short text costs milliseconds and no
/// memory but the file's pages.</summary>
/// <remarks>Devlin et al. 2018. Computed in float32, whatever the file's element type. Threads may compute at once.</remarks>
sealed class MappedBert
{
    readonly SafetensorsFile file;
    readonly string prefix;
    readonly MappedNorm embeddingNorm;
    readonly Layer[] layers;

    /// <param name="file">Published weights; stays the caller's, and open as long as this computes.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public MappedBert(BertConfig config, SafetensorsFile file)
    {
        Config = config;
        this.file = file;
        prefix = BertNames.Prefix(file.Entries.Select(it => it.Name));
        Check(config, file, prefix);
        var stored = file.Entries.ToDictionary(it => BertNames.Present(it.Name), it => it.Name, StringComparer.Ordinal);
        embeddingNorm = Norm("embeddings.LayerNorm");
        layers = new Layer[config.NumHiddenLayers];
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = $"encoder.layer.{i}";
            layers[i] = new Layer(
                Linear(layer + ".attention.self.query"),
                Linear(layer + ".attention.self.key"),
                Linear(layer + ".attention.self.value"),
                Linear(layer + ".attention.output.dense"),
                Norm(layer + ".attention.output.LayerNorm"),
                Linear(layer + ".intermediate.dense"),
                Linear(layer + ".output.dense"),
                Norm(layer + ".output.LayerNorm"));
        }

        MappedLinear Linear(string name) => new(file, stored[$"{prefix}{name}.weight"], stored[$"{prefix}{name}.bias"]);

        MappedNorm Norm(string name) => new(file, stored[$"{prefix}{name}.weight"], stored[$"{prefix}{name}.bias"], config.LayerNormEps);
    }

    public BertConfig Config { get; }

    /// <returns>The states of all tokens; the caller disposes of them.</returns>
    /// <exception cref="ArgumentException">An id, a kind of segment or a text's length is beyond what the model knows.</exception>
    public TokenPanels Forward(TokenBatch batch)
    {
        var (d, activation) = (Config.HiddenSize, ActivationNames.Parse(Config.HiddenAct));
        var x = Embed(batch); // (tokens, d), as all that follows
        using TokenPanels queries = Room(d), keys = Room(d), values = Room(d), mixed = Room(d), wide = Room(Config.IntermediateSize);
        foreach (var layer in layers)
        {
            layer.Query.Forward(x, queries);
            layer.Key.Forward(x, keys);
            layer.Value.Forward(x, values);
            PanelAttention.Attend(batch, queries, keys, values, mixed, Config.NumAttentionHeads);
            layer.AttentionOutput.Forward(mixed, queries);
            layer.AttentionNorm.Forward(x, residual: queries);
            layer.Up.Forward(x, wide); // (tokens, intermediate)
            PanelActivation.Apply(activation, wide);
            layer.Down.Forward(wide, mixed);
            layer.Norm.Forward(x, residual: mixed);
        }
        return x;

        TokenPanels Room(int features) => new(batch.Panels, features);
    }

    /// <summary>Rows of the tables of words, positions and kinds of segments, summed: of the tables only these rows are read.</summary>
    TokenPanels Embed(TokenBatch batch)
    {
        var d = Config.HiddenSize;
        var x = new TokenPanels(batch.Panels, d);
        float[] row = new float[d], sum = new float[d];
        for (var token = 0; token < batch.Texts.Length; token++)
        {
            sum.AsSpan().Clear();
            Add(BertNames.Words, batch.Ids[token], Config.VocabSize, "token id");
            Add(BertNames.Positions, batch.Positions[token], Config.MaxPositionEmbeddings, "place of a token");
            Add(BertNames.Types, batch.Types[token], Config.TypeVocabSize, "kind of segment");
            x.Set(token, sum);
        }
        embeddingNorm.Forward(x);
        return x;

        void Add(string table, int index, int count, string what)
        {
            if (index < 0 || index >= count)
                throw new ArgumentException(
                    $"BERT has room for {count} of each {what}, but was given {index}: tokenizer and network are of different models.", nameof(batch));
            file.ReadSingles(prefix + table, (long)index * d, row);
            for (var i = 0; i < sum.Length; i++) sum[i] += row[i];
        }
    }

    static void Check(BertConfig config, SafetensorsFile file, string prefix)
    {
        int d = config.HiddenSize, wide = config.IntermediateSize;
        List<WantedWeight> wanted =
        [
            new(prefix + BertNames.Words, [config.VocabSize, d]),
            new(prefix + BertNames.Positions, [config.MaxPositionEmbeddings, d]),
            new(prefix + BertNames.Types, [config.TypeVocabSize, d]),
        ];
        Norm("embeddings.LayerNorm");
        for (var i = 0; i < config.NumHiddenLayers; i++)
        {
            var layer = $"encoder.layer.{i}.";
            foreach (var name in (ReadOnlySpan<string>)["attention.self.query", "attention.self.key", "attention.self.value",
                "attention.output.dense"]) Linear(layer + name, d, d);
            Norm(layer + "attention.output.LayerNorm");
            Linear(layer + "intermediate.dense", wide, d);
            Linear(layer + "output.dense", d, wide);
            Norm(layer + "output.LayerNorm");
        }
        WeightsException.ThrowIfDifferent(
            wanted,
            file.Entries.Where(it => it.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(it => new StoredWeight(BertNames.Present(it.Name), it.Shape, it.DType.IsFloatingPoint() ? null
                    : it.DType.ToString())),
            file.Path,
            name => BertNames.IsUnused(name.AsSpan(prefix.Length)));

        void Linear(string name, int outputs, int inputs)
        {
            wanted.Add(new($"{prefix}{name}.weight", [outputs, inputs]));
            wanted.Add(new($"{prefix}{name}.bias", [outputs]));
        }

        void Norm(string name)
        {
            wanted.Add(new($"{prefix}{name}.weight", [d]));
            wanted.Add(new($"{prefix}{name}.bias", [d]));
        }
    }

    sealed record Layer(
        MappedLinear Query,
        MappedLinear Key,
        MappedLinear Value,
        MappedLinear AttentionOutput,
        MappedNorm AttentionNorm,
        MappedLinear Up,
        MappedLinear Down,
        MappedNorm Norm);
}
