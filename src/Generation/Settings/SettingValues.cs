namespace EmojiGen.Generation.Settings;

/// <summary>What was given of some settings, wherever it was typed: on a command line, in a recipe, in a line of a file.</summary>
public sealed class SettingValues
{
    readonly Dictionary<Setting, IReadOnlyList<string>> given;

    /// <param name="given">The settings that were given, with their values as typed; of a switch one that is empty.</param>
    public SettingValues(IEnumerable<KeyValuePair<Setting, IReadOnlyList<string>>> given) => this.given = new(given);

    /// <summary>Settings by their names, as recipes have them.</summary>
    /// <exception cref="RequestException">There is no such setting.</exception>
    public static SettingValues Named(IEnumerable<KeyValuePair<string, string>> values, IReadOnlyList<Setting> known) =>
        new(values.GroupBy(it => it.Key, StringComparer.Ordinal)
            .Select(it => KeyValuePair.Create(Known(it.Key, known), (IReadOnlyList<string>)[.. it.Select(that => that.Value)])));

    /// <summary>The settings that were given.</summary>
    public IEnumerable<Setting> Given => given.Keys;

    public bool Has(Setting setting) => given.ContainsKey(setting);

    /// <summary>What was given, as it was typed; nothing where it was not.</summary>
    public IReadOnlyList<string> Typed(Setting setting) => given.GetValueOrDefault(setting, []);

    /// <summary>What was given, else the default.</summary>
    /// <exception cref="RequestException">What was given is no value that it takes.</exception>
    public T Of<T>(Setting<T> setting) => setting.Read(given.GetValueOrDefault(setting, []));

    /// <summary>A setting that has a default.</summary>
    /// <inheritdoc cref="Of{T}"/>
    public int Whole(WholeSetting setting) => checked((int)Of(setting)!.Value);

    /// <inheritdoc cref="Whole"/>
    public double Number(NumberSetting setting) => Of(setting)!.Value;

    /// <summary>What was given, else something that holds already.</summary>
    /// <inheritdoc cref="Of{T}"/>
    public T Or<T>(Setting<T> setting, T otherwise) => Has(setting) ? Of(setting) : otherwise;

    /// <inheritdoc cref="Or{T}"/>
    public int Or(WholeSetting setting, int otherwise) => Has(setting) ? Whole(setting) : otherwise;

    /// <inheritdoc cref="Or{T}"/>
    public double Or(NumberSetting setting, double otherwise) => Has(setting) ? Number(setting) : otherwise;

    /// <summary>These, and where they say nothing <paramref name="others"/>.</summary>
    public SettingValues Over(SettingValues others) => new(others.given.Where(it => !Has(it.Key)).Concat(given));

    /// <summary>These without some.</summary>
    public SettingValues Without(params ReadOnlySpan<Setting> left)
    {
        var rest = new Dictionary<Setting, IReadOnlyList<string>>(given);
        foreach (var setting in left) rest.Remove(setting);
        return new(rest);
    }

    /// <summary>Those of some settings alone.</summary>
    public SettingValues Only(IReadOnlyList<Setting> kept) => new(given.Where(it => kept.Contains(it.Key)));

    /// <summary>What was given, as texts by the settings' names; of a switch <c>true</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts => given.ToDictionary(
        it => it.Key.Name, it => it.Value is [""] ? "true" : string.Join(',', it.Value), StringComparer.Ordinal);

    static Setting Known(string name, IReadOnlyList<Setting> known)
    {
        if (known.FirstOrDefault(it => it.Name == name) is { } setting) return setting;
        var meant = NearestWord.Of(name, known.Select(it => it.Name)) is { } near ? $" Did you mean {near}?" : "";
        throw new RequestException($"There is no setting '{name}'.{meant}");
    }
}
