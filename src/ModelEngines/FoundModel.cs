using System.Text.Json.Serialization;
using EmojiGen.Hub;

namespace EmojiGen.ModelEngines;

/// <summary>A model that is here.</summary>
/// <param name="Name">As it is spoken of.</param>
/// <param name="Path">Its folder, or its single file.</param>
public sealed record FoundModel(string Name, string Path)
{
    /// <summary>What files call it: without the folders of this machine.</summary>
    [JsonIgnore]
    public string Label => ModelReference.NameOf(Name);
}
