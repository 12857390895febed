using System.Globalization;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Training.EmojiMini;

/// <summary>How one network is trained.</summary>
/// <param name="Steps">Changes of the weights.</param>
/// <param name="BatchSize">Pictures of a step.</param>
/// <param name="LearningRate">After the warm-up; it falls to 0 by a cosine.</param>
/// <param name="WarmUp">Steps in which it rises.</param>
public sealed record StageRecipe(long Steps, int BatchSize, double LearningRate, long WarmUp = 0,
    OptimizerKind Optimizer = OptimizerKind.AdamW);

/// <summary>How <c>emoji-mini</c> is trained: what <c>recipes/emoji-mini</c> says.</summary>
public sealed record EmojiMiniRecipe
{
    public StageRecipe Vae { get; init; } = new(2400, 32, 1e-3, 100, OptimizerKind.Muon);

    public StageRecipe ImageEncoder { get; init; } = new(1200, 128, 5e-4, 100);

    public StageRecipe Unet { get; init; } = new(4000, 64, 1e-3, 100, OptimizerKind.Muon);

    public StageRecipe Classifier { get; init; } = new(3000, 128, 1e-3, 100, OptimizerKind.Muon);

    /// <summary>Of weights and of the order of pictures.</summary>
    public ulong Seed { get; init; }

    public StageRecipe Of(string stage) =>
        stage switch
        {
            EmojiMiniStages.Vae => Vae,
            EmojiMiniStages.ImageEncoder => ImageEncoder,
            EmojiMiniStages.Classifier => Classifier,
            _ => Unet
        };

    /// <summary>Reads <c>vae-learning-rate = 5e-4</c> and the like; what is not said stays as it is by default.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A line is not understood; says which.</exception>
    public static EmojiMiniRecipe Read(string path)
    {
        string[] fields = ["max-train-steps", "batch-size", "learning-rate", "lr-warmup-steps", "optimizer"];
        var values = RecipeFile.Read(path, [.. EmojiMiniStages.Names.SelectMany(stage => fields.Select(it => $"{stage}-{it}"))]);
        var recipe = new EmojiMiniRecipe();
        return recipe with
        {
            Vae = Stage(EmojiMiniStages.Vae),
            ImageEncoder = Stage(EmojiMiniStages.ImageEncoder),
            Unet = Stage(EmojiMiniStages.Unet),
            Classifier = Stage(EmojiMiniStages.Classifier)
        };

        StageRecipe Stage(string stage)
        {
            var known = recipe.Of(stage);
            return new((long)Number(fields[0], known.Steps), (int)Number(fields[1], known.BatchSize), Number(fields[2], known.LearningRate),
                (long)Number(fields[3], known.WarmUp), Optimizer(known.Optimizer));

            OptimizerKind Optimizer(OptimizerKind otherwise) => !values.TryGetValue($"{stage}-{fields[4]}", out var text) ? otherwise
                : TrainerOptions.Optimizers.Find(text)
                    ?? throw new InvalidDataException(
                    $"Recipe '{path}': {stage}-{fields[4]} is '{text}'; it must be one of {TrainerOptions.Optimizers}.");

            double Number(string field, double otherwise) => !values.TryGetValue($"{stage}-{field}", out var text) ? otherwise
                : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && number is >= 0 and < int.MaxValue && (field == fields[2] || number == Math.Floor(number)) ? number
                : throw new InvalidDataException($"Recipe '{path}': {stage}-{field} is '{text}', which is no such number.");
        }
    }
}
