using System.Text.Json;
using EmojiGen.ModelFiles;

namespace EmojiGen.Training.Checkpoints;

/// <summary>The numbers of a checkpoint; its tensors lie beside them.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Position">Examples taken.</param>
/// <param name="Examples">Of an epoch, and</param>
/// <param name="Seed">of the run: with others the data would come in another order.</param>
/// <param name="LossScale">Of float16.</param>
/// <param name="Identity">What the run is; null in a checkpoint of an earlier version of the program, which did not say.</param>
/// <param name="Averages">Updates of the averaged weights; null where there are none.</param>
sealed record RunState(RunIdentity? Identity, long Step, long Position, int Examples, ulong Seed, double LossScale, int GoodSteps,
    long? Averages,
    double? BestLoss, long BestStep, long LastValidation, int WorseValidations)
{
    const int Version = 1;

    public void Write(string path)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            Identity?.Write(json);
            json.WriteNumber("step", Step);
            json.WriteNumber("position", Position);
            json.WriteNumber("examples", Examples);
            // 64 bits are more than a JSON number may hold
            json.WriteString("seed", Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteNumber("loss_scale", LossScale);
            json.WriteNumber("steps_without_overflow", GoodSteps);
            if (Averages is { } averages) json.WriteNumber("ema_updates", averages);
            if (BestLoss is { } best) json.WriteNumber("best_validation_loss", best);
            json.WriteNumber("best_step", BestStep);
            json.WriteNumber("last_validation", LastValidation);
            json.WriteNumber("validations_without_improvement", WorseValidations);
            json.WriteEndObject();
        }
        stream.Flush(flushToDisk: true);
    }

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of a later version of the program.</exception>
    public static RunState Read(string path)
    {
        var file = ModelConfig.Read(path);
        if (file.Whole("version", 0) != Version)
            throw new InvalidDataException(
            $"Checkpoint '{path}' is of version {file.Whole("version", 0)}, expected {Version}: it was written by another version of the program.");
        return new(RunIdentity.Read(file), Long("step"), Long("position"), file.Whole("examples", 0),
            ulong.TryParse(file.Text("seed", ""), out var seed) ? seed : throw Wrong("seed"),
            file.Number("loss_scale", 1), file.Whole("steps_without_overflow", 0), file.Has("ema_updates") ? Long("ema_updates") : null,
            file.NumberIfAny("best_validation_loss"), Long("best_step"), Long("last_validation"), file.Whole("validations_without_improvement", 0));

        // Doubles hold whole numbers to 2⁵³, which is more than anyone counts here.
        long Long(string field) => file.Number(field, -1) is >= 0 and <= 1L << 53 and var number && number == Math.Floor(number)
            ? (long)number : throw Wrong(field);
        InvalidDataException Wrong(string field) =>
            new($"Checkpoint '{path}': {field} must be a whole number of 0 or more; the file is damaged, resume from another checkpoint.");
    }
}
