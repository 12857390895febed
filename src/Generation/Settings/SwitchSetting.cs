namespace EmojiGen.Generation.Settings;

/// <summary>Something that is on or off; off by default.</summary>
public sealed class SwitchSetting(string name, string help) : Setting<bool>(name, help)
{
    public override bool Read(IReadOnlyList<string> values) => values.Count > 0 && Only(values) switch
    {
        "" or "true" => true,
        "false" => false,
        var other => throw new RequestException($"{Named} is '{other}'; it must be true or false."),
    };
}
