namespace EmojiGen.Hub;

/// <summary>What is pushed beside a folder.</summary>
public sealed record PushExtras
{
    /// <summary>Folders in which links to folders are followed, beside the git repository that the pushed folder is in.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Files that are made for the hub, by their names there.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>For the card of a model that has none.</summary>
    public CardFacts Card { get; init; } = new();
}

/// <summary>What is known of a model and does not stand where the hub looks for it.</summary>
public sealed record CardFacts
{
    /// <summary>Whether it is an adapter, whatever its file is called.</summary>
    public bool IsAdapter { get; init; }

    /// <summary>The model that it was made for, by its name; null: unknown.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The words that call up what it learned; null: none.</summary>
    public string? TriggerPhrase { get; init; }

    /// <summary>Of the model that it was made for, as that one's card has it; null: unknown.</summary>
    public string? License { get; init; }

    /// <summary>Pictures that it drew, by their names on the hub.</summary>
    public IReadOnlyList<CardPicture> Samples { get; init; } = [];

    /// <summary>The file that web UIs read, where it is another; null: none.</summary>
    public string? WebUiFile { get; init; }
}

/// <summary>A picture on a card.</summary>
/// <param name="Path">On the hub.</param>
/// <param name="Prompt">What it was drawn from.</param>
public sealed record CardPicture(string Path, string Prompt);
