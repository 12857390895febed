using EmojiGen.Art;

namespace EmojiGen.Tests.Art;

/// <summary>The art as it is built in this checkout, opened once for all tests; built first where it is missing or out of date.</summary>
static class BuiltArt
{
    static readonly Lazy<string> folder = new(EnsureBuilt);
    static readonly Lazy<ArtLibrary> library = new(() => ArtLibrary.Open(folder.Value));

    public static string Modules { get; } = Repository.File("node_modules");

    public static string Folder => folder.Value;

    public static ArtLibrary Library => library.Value;

    public static Catalogue Catalogue => library.Value.Catalogue;

    // Several test processes may start at once: one builds, the others wait for it.
    static string EnsureBuilt()
    {
        var built = Repository.File("build", "art");
        Directory.CreateDirectory(built);
        using var turn = Wait(Path.Combine(built, ".building"));
        ArtIndexBuilder.BuildAll(Modules, built);
        return built;
    }

    static FileStream Wait(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(100);
            }
        }
    }
}
