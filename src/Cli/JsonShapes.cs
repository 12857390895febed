using System.Text.Json.Serialization;
using EmojiGen.Cli.Commands;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Cli.Generation;

namespace EmojiGen.Cli;

/// <summary>The shapes of what <c>--json</c> prints. Their writers are generated: a reflecting serializer would cost a tenth of a second at
/// every start.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ComposedReport))]
[JsonSerializable(typeof(DiffusedReport))]
[JsonSerializable(typeof(VqVaeDrawnReport))]
[JsonSerializable(typeof(AddedArtReport))]
[JsonSerializable(typeof(ArtNamesReport))]
[JsonSerializable(typeof(CutOutReport))]
[JsonSerializable(typeof(ComparisonReport))]
[JsonSerializable(typeof(DatasetReport))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(EmojiMiniReport))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(FinetunedReport))]
[JsonSerializable(typeof(FineTuneReport))]
[JsonSerializable(typeof(TunedReport))]
[JsonSerializable(typeof(ModelsReport))]
[JsonSerializable(typeof(MorphReport))]
[JsonSerializable(typeof(OptionsReport))]
[JsonSerializable(typeof(PageReport))]
[JsonSerializable(typeof(PriorSweepReport))]
[JsonSerializable(typeof(PriorTrainingReport))]
[JsonSerializable(typeof(PulledDatasetReport))]
[JsonSerializable(typeof(PullReport))]
[JsonSerializable(typeof(PushReport))]
[JsonSerializable(typeof(ReconstructionReport))]
[JsonSerializable(typeof(SearchReport))]
[JsonSerializable(typeof(SetModelReport))]
[JsonSerializable(typeof(StylesReport))]
[JsonSerializable(typeof(TrainedFolderReport))]
[JsonSerializable(typeof(VqVaeTrainingReport))]
sealed partial class JsonShapes : JsonSerializerContext;
