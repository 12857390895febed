using System.Text.Json.Serialization;
using EmojiGen.Cli.Generation;

namespace EmojiGen.Cli;

/// <summary>The shapes of what <c>--json</c> prints. Their writers are generated: a reflecting serializer would cost a tenth of a second at every start.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ComposedReport))]
[JsonSerializable(typeof(DiffusedReport))]
[JsonSerializable(typeof(VqVaeDrawnReport))]
sealed partial class JsonShapes : JsonSerializerContext;
