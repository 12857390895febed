using EmojiGen.Hub;

namespace EmojiGen.Training.Data.Pulled;

/// <summary>Where data sets of the hub lie once they are fetched, below the folder that one works in.</summary>
public static class PulledDataset
{
    /// <summary>The pictures as a folder of ours.</summary>
    public static string FolderOf(HubName name) => $"datasets/pulled/{NameOf(name)}";

    /// <summary>What <c>emoji-dev prepare</c> makes of them.</summary>
    public static string PreparedFolderOf(HubName name) => $"datasets/{NameOf(name)}";

    static string NameOf(HubName name) => name.Repository[(name.Repository.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
