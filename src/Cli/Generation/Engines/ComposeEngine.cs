using EmojiGen.Composition;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>Lays out vector art: instant, offline, crisp at any size.</summary>
sealed class ComposeEngine(Installation installation, string language) : IEngine
{
    readonly Studio studio = new(installation, language);

    public Drawing Draw(GenerateOptions options, Terminal terminal)
    {
        var size = options.Size ?? GenerateOptions.DefaultSize;
        var compose = new ComposeOptions { Style = studio.Style(options.Style), Seed = options.Seed, Outline = options.Outline, SkinTone = SkinTones.Parse(options.SkinTone) };
        var description = studio.Read(options.Prompt);
        var scenes = new List<DrawnScene>();
        foreach (var scene in studio.Draw(description, compose, options.Count))
        {
            terminal.Stop.ThrowIfCancellationRequested();
            scenes.Add(scene);
        }
        if (scenes[0].Scene.Parts.IsEmpty)
            throw new InvalidOperationException($"Nothing of '{options.Prompt}' can be shown: no emoji is like it; try other words, or emoji.");

        if (options.Explain && !options.Json) Explanation.WriteText(terminal.Out, description, studio.Candidates);
        return new Drawing(GenerationParameters.ComposeName, options.Style, [.. scenes.Select(it => Picture(it))], new Attribution([.. scenes.SelectMany(it => it.Scene.Sets).Distinct()]))
        {
            Scenes = [.. scenes.Select(it => it.Scene)],
            NotShown = [.. scenes.SelectMany(it => it.Scene.NotShown).Distinct(StringComparer.Ordinal)],
            WriteFacts = json =>
            {
                json.WriteString("style", options.Style);
                if (!options.Explain) return;
                json.WritePropertyName("explain");
                Explanation.WriteJson(json, description, studio.Candidates);
            },
            Notices = scenes.Count < options.Count ? [$"only {scenes.Count} of {options.Count}: this prompt leaves nothing else free"] : [],
        };

        VectorPicture Picture(DrawnScene it) => new(it.Scene.Document,
            new PictureText(new Attribution(it.Scene.Sets), GenerationParameters.Composed(options, it.Seed, size)), size, it.Seed);
    }

    public void Dispose() => studio.Dispose();
}
