using System.Text;
using EmojiGen.Training.EmojiMini;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Fuzz.Targets;

/// <summary>A recipe: its lines, then the settings of fine-tuning or of emoji-mini.</summary>
sealed class RecipeTarget : FuzzTarget
{
    static readonly string[] oddValues =
    [
        "", "0", "-1", "1e999", "NaN", "0,5", "1_000", "9999999999999999999", "true", "\"", "\"a # b\"", "=", "#", "lora", "muon", "∞",
        "１", "0x10", "1e-400", " ", "/dev/zero", "../..", "latest", "none,all", "\u0000",
    ];

    static readonly string[] names = [.. FineTuneSettings.All.Select(it => it.Name), "vae-optimizer", "unet-max-train-steps",
        "classifier-batch-size", "odd"];

    public override IReadOnlyList<byte[]> Seeds
    {
        get;
    } = [.. Directory.EnumerateFiles(Tests.Repository.File("recipes")).Order(StringComparer.Ordinal)
        .Select(File.ReadAllBytes)];

    public override byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        if (random.Next(4) == 0) return ByteEdits.Spoil(input, other, random);
        List<string> lines = [.. Encoding.UTF8.GetString(input).Split('\n')];
        var which = random.Next(lines.Count);
        var key = lines[which].Split('=')[0];
        switch (random.Next(5))
        {
            case 0: lines.RemoveAt(which); break;
            case 1: lines.Insert(which, lines[random.Next(lines.Count)]); break;
            case 2: lines.Insert(which, $"{names[random.Next(names.Length)]} = {oddValues[random.Next(oddValues.Length)]}"); break;
            case 3: lines[which] = OddTexts.Spoil(lines[which], lines[random.Next(lines.Count)], random); break;
            default: lines[which] = $"{key}= {oddValues[random.Next(oddValues.Length)]}"; break;
        }
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    public override void Read(byte[] input, string folder)
    {
        var path = Path.Combine(folder, "input");
        File.WriteAllBytes(path, input);
        Refused.Check(() => EmojiMiniRecipe.Read(path), () =>
        {
            var values = new Dictionary<string, string>(RecipeFile.Read(path, [.. FineTuneSettings.All.Select(it => it.Name)]))
            {
                ["model"] = folder,
                ["data"] = folder
            };
            FineTuneSettings.Read(values, folder, name => name);
        });
    }
}
