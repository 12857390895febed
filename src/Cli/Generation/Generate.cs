namespace EmojiGen.Cli.Generation;

static class Generate
{
    public static int Run(GenerateOptions options, Terminal terminal)
    {
        var files = OutputFiles.Plan(options.Outputs, options.Prompt, options.Count, terminal.Folder);
        terminal.Out.WriteLine(string.Join(' ', files.Pictures.SelectMany(p => p)));
        return ExitCode.Done;
    }
}
