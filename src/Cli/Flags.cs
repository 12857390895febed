using System.Text;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli;

/// <summary>What the command line calls the properties of requests.</summary>
static class Flags
{
    /// <summary><c>ReferenceScale</c> is <c>--reference-scale</c>; what is given one by one is named in the singular.</summary>
    public static string Of(string property) => property switch
    {
        nameof(EmojiRequest.Language) => "--lang",
        nameof(DiffusionRequest.Loras) => "--lora",
        nameof(DiffusionRequest.References) => "--reference",
        nameof(EmojiGen.Diffusion.Pipelines.LoadOptions.DType) => "--dtype",
        _ => Hyphenated(property),
    };

    static string Hyphenated(string property)
    {
        var flag = new StringBuilder("-");
        foreach (var letter in property)
        {
            if (char.IsUpper(letter)) flag.Append('-');
            flag.Append(char.ToLowerInvariant(letter));
        }
        return flag.ToString();
    }
}
