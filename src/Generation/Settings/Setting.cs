namespace EmojiGen.Generation.Settings;

/// <summary>Something that can be asked for, declared once: the command line makes an option of it, a recipe a key, a page a row, a server
/// a field.</summary>
/// <param name="name">Lower case, words joined by hyphens: <c>lora-rank</c>.</param>
/// <param name="help">What it does, in a sentence or two. Range, unit, default and engines stand in the other properties, not here.</param>
public abstract class Setting(string name, string help)
{
    public string Name => name;

    public string Help => help;

    /// <summary>Short forms, as they are typed: <c>-o</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What its value is called in help: <c>FILE</c>; empty: it is a switch.</summary>
    public string Value { get; init; } = "";

    /// <summary>The engines that know it; none: it belongs to no engine in particular.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Whether giving it means its engine, where no engine is named.</summary>
    public bool MeansEngine { get; init; }

    /// <summary>What to do with an engine that does not know it, as a clause; empty: nothing.</summary>
    public string Instead { get; init; } = "";

    /// <summary>What holds where it is not given and that is no value of its own: <c>as the model's kind is used</c>; empty: it
    /// is.</summary>
    public string Otherwise { get; init; } = "";

    /// <summary>The value that its bare name stands for, where it may stand alone; empty: a value is needed.</summary>
    public string WithoutValue { get; init; } = "";

    /// <summary>The property of a request that it sets; empty: of the same name.</summary>
    public string Property { get; init; } = "";

    /// <summary>Whether it may be given several times.</summary>
    public virtual bool IsRepeated => false;

    /// <summary>The values that it takes, in words; empty: any text.</summary>
    public virtual string Range => "";

    /// <summary>What is counted: <c>pixels</c>; empty where nothing is.</summary>
    public virtual string Unit => "";

    /// <summary>The default, in words; empty: there is none.</summary>
    public virtual string Default => Otherwise;

    public bool IsSwitch => Value.Length == 0;

    /// <summary>Checks values without using them.</summary>
    /// <exception cref="RequestException">One is none that it takes.</exception>
    public abstract void Check(IReadOnlyList<string> values);

    /// <summary>Help, with all that holds of the value: <c>Denoising steps. [1 to 1000 steps; default: 30]</c></summary>
    public string Described
    {
        get
        {
            var range = Unit.Length > 0 && Range.Length > 0 ? $"{Range} {Unit}" : Range;
            string[] facts = [range, Default.Length > 0 ? $"default: {Default}" : "", IsRepeated ? "may be given several times" : ""];
            var told = string.Join("; ", facts.Where(it => it.Length > 0));
            return told.Length > 0 ? $"{Help} [{told}]" : Help;
        }
    }

    private protected RequestProperty Named => new(name);

    /// <summary>The value of a setting that is given once.</summary>
    private protected string Only(IReadOnlyList<string> values) => values.Count == 1 ? values[0]
        : throw new RequestException($"{Named} is given {values.Count} times ({string.Join(", ", values)}); give it once.");
}

/// <summary>A setting whose value is read as <typeparamref name="T"/>.</summary>
public abstract class Setting<T>(string name, string help) : Setting(name, help)
{
    /// <summary>The value.</summary>
    /// <param name="values">As they were typed, in their order; none: the default.</param>
    /// <exception cref="RequestException">One is none that the setting takes.</exception>
    public abstract T Read(IReadOnlyList<string> values);

    public override void Check(IReadOnlyList<string> values) => Read(values);
}
