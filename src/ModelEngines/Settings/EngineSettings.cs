using EmojiGen.Generation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.ModelEngines.Settings;

/// <summary>All that an engine can be told, declared once: <c>emoji-gen</c> makes options of it, and reads requests from them.</summary>
public static class EngineSettings
{
    /// <summary>Stands for the engine that the other settings mean.</summary>
    public const string Auto = "auto";

    static readonly string[] compose = [ComposeRequest.EngineName],
        composed = [ComposeRequest.EngineName, DiffusionRequest.EngineName];

    /// <summary>The engines, the default first.</summary>
    public static IReadOnlyList<string> Engines { get; } =
        [ComposeRequest.EngineName, DiffusionRequest.EngineName, VqVaeRequest.EngineName];

    public static ChoiceSetting Engine { get; } = new("engine", "NAME", [Auto, .. Engines], Auto,
        "What draws: compose lays out vector art, at once; diffusion is a model that draws anew; vqvae is a small model that writes codes, "
        + "and draws what it likes without words; auto is the one that another option means, else compose.");

    public static WholeSetting Size { get; } = new("size", EmojiRequest.SizeRange, null, "The picture's side.")
    {
        Aliases = ["-s"],
        Otherwise = $"{EmojiRequest.DefaultSize}, or what the model draws",
    };

    public static WholeSetting Count { get; } = new("count", EmojiRequest.CountRange, 1,
        "How many different pictures; several get numbered files and a contact sheet.")
    {
        Aliases = ["-n"],
    };

    public static WholeSetting Seed { get; } = new("seed", EmojiRequest.SeedRange, null,
        "Decides what the prompt leaves free; the same seed gives the same picture.")
    {
        Otherwise = "random, and printed",
    };

    public static TextSetting Style { get; } = new("style", "NAME",
        "The art: noto, fluent, flat, twemoji, openmoji, or one of your own; with vqvae also any.", EmojiRequest.DefaultStyle);

    public static TextSetting Language { get; } = new("lang", "CODE", "The prompt's language: en, de, fi, ja, ...")
    {
        Otherwise = "en, or the one language that knows the words",
        Property = nameof(EmojiRequest.Language),
    };

    public static ChoiceSetting SkinTone { get; } =
        new("skin-tone", "TONE", SkinTones.Names, SkinTones.Names[0], "Of people and hands.") { Engines = composed };

    public static SwitchSetting Outline { get; } = new("outline", "Draw the white edge of a sticker.") { Engines = compose };

    public static SwitchSetting NoBackground { get; } =
        new("no-background", "Draw no place behind the figure: it stands beside or on it.")
        {
            Engines = compose,
            Property = nameof(ComposeRequest.Background),
        };

    public static DeviceSetting Device { get; } = new() { Engines = [DiffusionRequest.EngineName, VqVaeRequest.EngineName] };

    /// <summary>All that requests are read from, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [Engine, Size, Count, Seed, Style, Language, Outline, NoBackground, SkinTone, Device, .. DiffusionSettings.All, .. VqVaeSettings.All,
        .. EnhancementSettings.All];

    /// <summary>The setting that sets a property of a request; null where none does.</summary>
    /// <param name="property">As the record spells it: <c>ReferenceScale</c>.</param>
    public static Setting? OfProperty(string property) => All.FirstOrDefault(it => PropertyOf(it) == property);

    /// <summary>A request in which all is as it is where nothing is given.</summary>
    /// <param name="engine">One of <see cref="Engines"/>.</param>
    public static EmojiRequest Plain(string engine, string prompt) => engine switch
    {
        DiffusionRequest.EngineName => new DiffusionRequest(prompt),
        VqVaeRequest.EngineName => new VqVaeRequest(prompt),
        _ => new ComposeRequest(prompt),
    };

    /// <summary>Reads what was given into a request; pictures too, so that a missing one is noticed before a model is loaded.</summary>
    /// <param name="basis">What holds where nothing is given.</param>
    /// <param name="folder">What relative paths start from; absolute.</param>
    /// <exception cref="RequestException">A value is none, contradicts another, or is for another engine.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static EmojiRequest Read(SettingValues values, EmojiRequest basis, string folder)
    {
        Refuse(basis.Engine, values);
        EmojiRequest request = basis switch
        {
            DiffusionRequest it => DiffusionSettings.Read(values, it, folder),
            VqVaeRequest it => VqVaeSettings.Read(values, it),
            ComposeRequest it => it with { Outline = values.Or(Outline, it.Outline), Background = !values.Or(NoBackground, !it.Background), SkinTone = ToneOf(values, it.SkinTone) },
            _ => throw new ArgumentException($"There are no settings of a {basis.GetType().Name}."),
        };
        return request with
        {
            Size = values.Has(Size) ? values.Whole(Size) : basis.Size,
            Count = values.Or(Count, basis.Count),
            Seed = values.Of(Seed) ?? basis.Seed,
            Style = values.Or(Style, basis.Style)!,
            Language = values.Or(Language, basis.Language)!,
        };
    }

    internal static Art.SkinTone ToneOf(SettingValues values, Art.SkinTone otherwise) =>
        values.Has(SkinTone) ? SkinTones.Named(values.Of(SkinTone)!) : otherwise;

    /// <summary>Refuses what the engine does not know.</summary>
    /// <exception cref="RequestException">Something was given that does nothing there.</exception>
    public static void Refuse(string engine, SettingValues values)
    {
        foreach (var setting in values.Given)
        {
            if (setting.Engines.Count == 0 || setting.Engines.Contains(engine, StringComparer.Ordinal)) continue;
            var (named, by) = (new RequestProperty(setting.Name), new RequestProperty(Engine.Name));
            var known = string.Join(" or ", setting.Engines);
            var instead = setting.Instead.Length > 0 ? $", or {setting.Instead}" : "";
            throw new RequestException(
                $"{named} is for {by} {known}, and {engine} would draw this: leave it out, name that engine{instead}.");
        }
    }

    /// <summary><c>reference-scale</c> sets <c>ReferenceScale</c> unless it says otherwise.</summary>
    static string PropertyOf(Setting setting) => setting.Property.Length > 0 ? setting.Property
        : string.Concat(setting.Name.Split('-').Select(it => char.ToUpperInvariant(it[0]) + it[1..]));
}
