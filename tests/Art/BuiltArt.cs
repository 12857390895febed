using EmojiGen.Art;

namespace EmojiGen.Tests.Art;

/// <summary>The art as it is built in this checkout, opened once for all tests; built first where it is missing or out of date.</summary>
static class BuiltArt
{
    static readonly Lazy<ArtLibrary> library = new(() => ArtLibrary.Open(EnsureBuilt()));

    public static string Modules { get; } = Repository.File("node_modules");

    public static string Folder { get; } = Repository.File("build", "art");

    public static ArtLibrary Library => library.Value;

    public static Catalogue Catalogue => library.Value.Catalogue;

    // Several test processes may start at once: one builds, the others wait for it.
    static string EnsureBuilt()
    {
        Directory.CreateDirectory(Folder);
        using var turn = Wait(Path.Combine(Folder, ".building"));
        ArtIndexBuilder.BuildAll(Modules, Folder);
        return Folder;
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
