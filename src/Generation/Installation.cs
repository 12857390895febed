using EmojiGen.Art;

namespace EmojiGen.Generation;

/// <summary>Where the parts of this installation lie.</summary>
/// <param name="Root">The folder of the checkout: <c>setup</c>, <c>models/</c> and <c>build/</c> are in it.</param>
public sealed record Installation(string Root)
{
    /// <summary>The five art indexes and the catalogue.</summary>
    public string Art => Path.Combine(Root, "build", "art");

    /// <summary>Told how far what is built when it is first used is: the index of a style, the captions. Null: nobody is.</summary>
    public IProgress<ArtProgress>? Building { get; init; }

    /// <summary>The packages that the indexes are made from.</summary>
    public string Packages => Path.Combine(Root, "node_modules");

    public string Bridge => Path.Combine(Root, "build", "native", "libemojigen_torch.so");

    /// <summary>The sentence vectors of all emoji, for prompts that names and keywords do not settle.</summary>
    public string Captions => Path.Combine(Art, "captions.safetensors");

    /// <summary>The sentence vectors of the details that prompts are enhanced with; made when they are first asked for.</summary>
    public string Details => Path.Combine(Art, "details.safetensors");

    /// <summary>What language models are told that enhance prompts.</summary>
    public string Instructions => Path.Combine(Root, "prompts", "enhance");

    /// <summary>The models that the project carries.</summary>
    public string Models => Path.Combine(Root, "models");

    /// <summary>The network that looks at pictures, where a command has needed it.</summary>
    public string Eye => Path.Combine(Root, "build", "eye");

    public string SentenceEncoder => Path.Combine(Models, "all-MiniLM-L6-v2");

    /// <summary>Opens the art. The project's own styles that are not built yet are built when they are first needed.</summary>
    /// <exception cref="ArtException">The catalogue is missing or damaged.</exception>
    public ArtLibrary OpenArt() => ArtLibrary.Open(Art, Packages, Building);

    /// <summary>The nearest folder upwards from the program that holds <c>package.json</c>, which names the art.</summary>
    /// <exception cref="DirectoryNotFoundException">The program was moved out of its checkout.</exception>
    public static Installation Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "package.json"))) return new(folder.FullName);
        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds package.json; run the program from the checkout that ./setup built it in.");
    }
}
