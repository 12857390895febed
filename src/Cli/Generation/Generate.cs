namespace EmojiGen.Cli.Generation;

static class Generate
{
    public static int Run(GenerateOptions options, Terminal terminal)
    {
        _ = SkinTones.Parse(options.SkinTone);
        var files = OutputFiles.Plan(options.Outputs, options.Prompt, options.Count, terminal.Folder);
        throw new InvalidOperationException($"Nothing of '{options.Prompt}' can be shown yet; {files.Pictures.Count} pictures would be written.");
    }
}
