using System.Text.Json.Nodes;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.Trackers;

/// <summary>Keeps what a run tells of itself, in somebody's format.</summary>
public interface ITracker : IDisposable
{
    /// <summary>All that is in force in the run, by the names of its options, each as the type that it is; told once, before any
    /// step.</summary>
    void Begin(IReadOnlyDictionary<string, JsonNode?> settings);

    /// <summary>A run continues after a step: what was kept of later ones is void.</summary>
    void ResumedAt(long step);

    /// <summary>A step was done, and with it perhaps a validation.</summary>
    void Step(TrainingStep step);
}
