using System.Globalization;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;

namespace EmojiGen.Training.FineTuning.Searching;

/// <summary>One run of a search: what it has otherwise than the others.</summary>
/// <param name="Method">As <see cref="FineTuneSettings.Method"/>.</param>
/// <param name="LearningRate">Above 0.</param>
/// <param name="BatchSize">Pictures of one forward pass, and</param>
/// <param name="Accumulation">passes of one step.</param>
/// <param name="Rank">Of the adapters.</param>
/// <param name="Style">Whose pictures it is trained on; null: as all runs are.</param>
public sealed record SearchPoint(string Method, double LearningRate, int BatchSize, int Accumulation, int Rank, string? Style = null)
{
    /// <summary>A name that a folder can have: <c>lora-lr1e-4-batch4x2-rank8</c>.</summary>
    public string Name =>
        string.Create(CultureInfo.InvariantCulture, $"{Method}-lr{RateInWords(LearningRate)}-batch{BatchSize}x{Accumulation}-rank{Rank}{(Style is null ? "" : $"-{Style}")}");

    /// <summary>Pictures of a step, by how they are taken: <c>4 x 2</c>.</summary>
    public string Batch => Accumulation == 1 ? $"{BatchSize}" : $"{BatchSize} x {Accumulation}";

    /// <summary>1e-4, as people write it.</summary>
    public static string RateInWords(double rate) => rate.ToString("0.###e-0", CultureInfo.InvariantCulture);

    /// <summary>The settings of this run.</summary>
    /// <param name="values">What all runs have.</param>
    /// <remarks>Each method has the captions that are its own: DreamBooth the instance prompt, the others the caption template.</remarks>
    public SettingValues Over(SettingValues values)
    {
        var isDreamBooth = Method.StartsWith(FineTuneSetting.DreamBooth, StringComparison.Ordinal);
        var own = isDreamBooth ? values.Without(FineTuneSetting.CaptionTemplate)
            : values.Without(FineTuneSetting.InstancePrompt, FineTuneSetting.ClassPrompt, FineTuneSetting.ClassFolder);
        var mine = new Dictionary<string, string>
        {
            [FineTuneSetting.Method.Name] = Method,
            [FineTuneSetting.LearningRate.Name] = LearningRate.ToString("R", CultureInfo.InvariantCulture),
            [FineTuneSetting.BatchSize.Name] = BatchSize.ToString(CultureInfo.InvariantCulture),
            [FineTuneSetting.Accumulation.Name] = Accumulation.ToString(CultureInfo.InvariantCulture),
            [FineTuneSetting.Rank.Name] = Rank.ToString(CultureInfo.InvariantCulture),
        };
        if (Style is not null) mine[FineTuneSetting.Style.Name] = Style;
        return SettingValues.Named(mine, FineTuneSettings.All).Over(own);
    }
}

/// <summary>All runs of a search: every choice of each kind with every one of the others.</summary>
public static class SearchGrid
{
    public static TextSetting Methods { get; } =
        new("methods", "NAMES", "Methods to compare, by commas: lora,dreambooth-lora.") { Otherwise = "the one of the settings" };

    public static TextSetting LearningRates { get; } =
        new("learning-rates", "RATES", "Learning rates, by commas: 1e-5,1e-4.") { Otherwise = "the one of the settings" };

    public static TextSetting BatchSizes { get; } = new("batch-sizes", "SIZES",
        "Pictures of a forward pass, with x how many passes a step has, by commas: 4,4x2.")
    {
        Otherwise = "the one of the settings",
    };

    public static TextSetting Ranks { get; } =
        new("lora-ranks", "RANKS", "Ranks of the adapters, by commas: 2,4,8,16.") { Otherwise = "the one of the settings" };

    public static TextSetting Styles { get; } = new("styles", "NAMES",
        "Art styles of a prepared dataset, by commas, each run on the pictures of one: noto,fluent.")
    {
        Otherwise = "all together",
    };

    /// <summary>What a search can be told beside what fine-tuning can.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Methods, LearningRates, BatchSizes, Ranks, Styles];

    /// <param name="search">The lists.</param>
    /// <param name="values">What holds where there is no list.</param>
    /// <exception cref="RequestException">A value is none that its setting takes.</exception>
    public static IReadOnlyList<SearchPoint> Read(SettingValues search, SettingValues values)
    {
        var methods = List(search, Methods, FineTuneSetting.Method)
            ?? [values.Of(FineTuneSetting.Method) ?? (values.Has(FineTuneSetting.InstancePrompt) ? FineTuneSetting.DreamBoothLora
                : FineTuneSetting.Lora)];
        var batches = ListOf(search.Of(BatchSizes))?.Select(Batch).ToArray()
            ?? [(values.Whole(FineTuneSetting.BatchSize), values.Whole(FineTuneSetting.Accumulation))];
        var ranks = List(search, Ranks, FineTuneSetting.Rank)?.Select(it => (int)FineTuneSetting.Rank.Read([it])!.Value).ToArray()
            ?? [values.Whole(FineTuneSetting.Rank)];
        IReadOnlyList<string?> styles = List(search, Styles, FineTuneSetting.Style) ?? (IReadOnlyList<string?>)[null];
        return
        [
            .. from method in methods
               from rate in Rates(search, values, method)
               from batch in batches
               from rank in method.EndsWith(FineTuneSetting.Lora, StringComparison.Ordinal) ? ranks : ranks.Take(1)
               from style in styles
               select new SearchPoint(method, rate, batch.Size, batch.Passes, rank, style),
        ];
    }

    static double[] Rates(SettingValues search, SettingValues values, string method) =>
        List(search, LearningRates, FineTuneSetting.LearningRate)?.Select(it => FineTuneSetting.LearningRate.Read([it])!.Value).ToArray()
            ?? [values.Of(FineTuneSetting.LearningRate) ?? FineTuneSettings.DefaultRate(method)];

    /// <summary>A list of values that one of fine-tuning's settings takes.</summary>
    static string[]? List(SettingValues search, TextSetting list, Setting of)
    {
        if (ListOf(search.Of(list)) is not { } values) return null;
        foreach (var value in values) of.Check([value]);
        return values;
    }

    static string[]? ListOf(string? text)
    {
        if (text is null) return null;
        var values = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal).ToArray();
        return values.Length > 0 ? values : throw new RequestException($"A list of values to search over is empty.");
    }

    static (int Size, int Passes) Batch(string text)
    {
        var parts = text.Split('x');
        if (parts.Length > 2)
            throw new RequestException(
                $"{new RequestProperty(BatchSizes.Name)} has '{text}'; write 4, or 4x2 for two passes of 4.");
        var size = FineTuneSetting.BatchSize.Read([parts[0]])!.Value;
        var passes = parts.Length == 2 ? FineTuneSetting.Accumulation.Read([parts[1]])!.Value : 1;
        return ((int)size, (int)passes);
    }
}
