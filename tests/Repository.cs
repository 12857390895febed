namespace EmojiGen.Tests;

/// <summary>Where the checkout under test lies, however the test runner was started.</summary>
static class Repository
{
    /// <summary>The nearest folder upwards from the test program that holds <c>package.json</c>.</summary>
    public static string Root { get; } = FindRoot();

    public static string File(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "package.json"))) return folder.FullName;
        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds package.json: run the tests inside the checkout.");
    }
}
