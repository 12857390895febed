namespace EmojiGen.ModelEngines;

/// <summary>An adapter that changes what a model draws.</summary>
/// <param name="File">A <c>.safetensors</c> file, or a folder with one.</param>
/// <param name="Weight">How strongly it adds; 1 by default, 0 leaves it out, any finite number may be.</param>
public sealed record Lora(string File, double Weight = 1)
{
    /// <summary>What it is spoken of by; the file by default. Where there is no such file, a name on the hub that was pulled or
    /// published.</summary>
    public string Name { get; init; } = File;
}
