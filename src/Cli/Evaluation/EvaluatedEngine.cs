using System.Diagnostics;
using EmojiGen.Cli.Generation;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.ModelEngines.Settings;

namespace EmojiGen.Cli.Evaluation;

/// <summary>An engine that is judged as it is used: with its model, LoRAs and settings.</summary>
sealed class EvaluatedEngine : IDisposable
{
    static readonly OutputOptions silent = new([], Explain: false, Json: true, Quiet: true, Preview: false, Parameters: false, Strict: false);

    readonly OpenedEngine opened;

    EvaluatedEngine(OpenedEngine opened, EmojiRequest basis, string name) => (this.opened, Basis, Name) = (opened, basis, name);

    /// <summary>All that an engine can be told but what the evaluation itself decides.</summary>
    public static IReadOnlyList<Setting> Settings { get; } =
        [.. EngineSettings.All.Except([EngineSettings.Count, EngineSettings.Seed, EngineSettings.Size])];

    /// <summary>Engine, model and LoRAs, for reports.</summary>
    public string Name { get; }

    /// <summary>What holds for every picture, whatever its prompt and seed.</summary>
    public EmojiRequest Basis { get; }

    public Studio Studio => opened.Studio;

    /// <param name="given">What was typed; settings of the evaluation among them do no harm.</param>
    /// <exception cref="RequestException">A value is none, or for another engine.</exception>
    public static EvaluatedEngine Open(SettingValues given, Terminal terminal, Installation installation)
    {
        var values = given.Only(Settings);
        var choice = EngineChoice.Of(values, InstalledModels.Of(terminal, installation));
        var model = new ModelOptions(values.Of(DiffusionSettings.Model), DiffusionSettings.TypeOf(values), values.Of(DiffusionSettings.Variant),
            values.Of(EngineSettings.Device), values.Of(DiffusionSettings.Offload));
        string[] parts = choice.Engine == ComposeRequest.EngineName ? [choice.Engine, values.Of(EngineSettings.Style)!]
            : [choice.Engine, model.Name ?? new ModelSettings(terminal).Model ?? ModelLibrary.Embedded, .. values.Of(DiffusionSettings.Lora)];
        var basis = EngineSettings.Read(values, EngineSettings.Plain(choice.Engine, ""), terminal.Folder);
        return new(OpenedEngine.Of(choice.Engine, model, silent, terminal, installation), basis, string.Join(' ', parts));
    }

    /// <summary>One picture.</summary>
    /// <param name="side">In pixels; models draw at their own and are brought to it.</param>
    /// <returns>Null where there is nothing in the prompt that could be shown.</returns>
    /// <exception cref="OperationCanceledException">The person wished to stop.</exception>
    public (Raster Picture, double Seconds)? Draw(EmojiRequest request, int side)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var picture = opened.Draw(request, silent).Pictures[0].Draw(side);
            return (picture, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
        catch (EmojiGen.Composition.Grammar.PromptException)
        {
            return null;
        }
    }

    public void Dispose() => opened.Dispose();
}
