using System.Text.RegularExpressions;

namespace EmojiGen.Generation.Settings;

/// <summary>What computes: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Whether there is such a device is asked when it is
/// needed.</summary>
public sealed partial class DeviceSetting : Setting<string>
{
    /// <summary>The default: the first CUDA device where there is one, else the CPU.</summary>
    public const string Auto = "auto";

    public DeviceSetting() : base("device", "What computes; auto is the first CUDA device where libtorch has one, else the CPU.") =>
        Value = "NAME";

    public override string Range => "auto, cpu, cuda or cuda:N";

    public override string Default => Auto;

    public override string Read(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return Auto;
        var word = Only(values);
        return Words().IsMatch(word) ? word : throw new RequestException($"{Named} is '{word}'; it must be {Range}.");
    }

    [GeneratedRegex("^(auto|cpu|cuda(:[0-9]{1,3})?)$")]
    private static partial Regex Words();
}
