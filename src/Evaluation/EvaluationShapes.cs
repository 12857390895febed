using System.Text.Json.Serialization;

namespace EmojiGen.Evaluation;

/// <summary>The shapes of files of prompts and of the benchmark's report; their readers and writers are generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ComposePrompt))]
[JsonSerializable(typeof(ComposeSummary))]
public sealed partial class EvaluationShapes : JsonSerializerContext;
