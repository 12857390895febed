namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Where the cases' language model lies: <c>models/NAME/*.gguf</c> beside the folder of cases, which is too large to stand in
/// one.</summary>
static class GgufModel
{
    public static string PathOf(ReferenceCase reference)
    {
        var named = reference.Args.GetProperty("model").GetString()!;
        for (var folder = new DirectoryInfo(Path.GetFullPath(reference.Folder)); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, named) is var there && Directory.Exists(there))
                return Directory.EnumerateFiles(there, "*.gguf").Single();
        }
        throw new FileNotFoundException($"No folder above '{reference.Folder}' holds '{named}'.");
    }
}
