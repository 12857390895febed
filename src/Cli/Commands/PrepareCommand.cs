using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev prepare</c>: writes a dataset that training reads without libvips.</summary>
sealed class PrepareCommand : DocumentedCommand
{
    const string DefaultFolder = "datasets/emoji";
    const int DefaultScenes = 2000, MaxScenes = 1_000_000, EveryTextIsFine = 100;

    readonly Argument<string> folder = new("folder")
    {
        Description = "Where the dataset goes; one that is there is replaced when the new one is complete.",
        DefaultValueFactory = _ => DefaultFolder
    };
    readonly SettingOption<long[]> sizes = new(new WholesSetting("size", new(8, 4096, "pixels"), "A side of the pictures.")
    {
        Otherwise = "64 and 128",
    });
    readonly SettingOption<string[]> styles = new(new TextsSetting("style", "STYLE", "An art style.")
    {
        Otherwise = "noto, fluent, flat, twemoji; with --from none",
    });
    readonly SettingOption<bool> skinTones = new(new SwitchSetting("skin-tones", "Also the forms of emoji with skin tones."));
    readonly SettingOption<long?> scenes = new(new WholeSetting("scenes", new(0, MaxScenes, "scenes"), null,
        "Scenes composed by prompts of the sticker grammar.")
    {
        Otherwise = $"{DefaultScenes}; without styles 0",
    });
    readonly SettingOption<string[]> from = new(new TextsSetting("from", "PATH",
        "Imports a folder of pictures with metadata.jsonl, or a WebDataset .tar."));
    readonly SettingOption<string[]> sets = new(new TextsSetting("set", "NAME",
        $"Bitmaps that npm has and you installed: {string.Join(", ", EmojiDatasource.Packages)}."));
    readonly SettingOption<string?> ground = new(new ChoiceSetting("on", "NAME", ["transparent", "white"], "transparent",
        "What the pictures lie on; white for models that have no transparency."));
    readonly SettingOption<string?> leftOutSheet = new(new TextSetting("left-out-sheet", "FILE",
        "Also write what filters left out on a sheet: .png or .webp."));
    readonly SettingOption<long?> maxText = new(new WholeSetting("max-text", new(0, EveryTextIsFine, "percent"), null,
        "Leaves out imported pictures of which words take more; needs tesseract.")
    {
        Otherwise = "8 where tesseract is installed",
    });
    readonly SettingOption<long?> leastScore = new(new WholeSetting("min-clip-score", new(0, 100, "points"), null,
        "Leaves out imported pictures that go worse with their captions, by emoji-mini's image encoder. Half of the emoji it never saw have over 17 with their own names, 8 with others'.")
    {
        Otherwise = "all stay",
    });
    readonly SettingOption<string?> clip = new(new TextSetting("clip", "FOLDER",
        "The model whose image_encoder and text_encoder tell.")
    {
        Otherwise = "models/emoji-mini",
    });
    readonly SettingOption<string> device = new(new DeviceSetting());
    readonly SettingOption<string[]> templates = new(new TextsSetting("caption-template", "TEXT",
        "A sentence that captions stand in: \"{caption} emoji\", \"{caption} in {style} style\". Fine-tuning takes the first.")
    {
        Otherwise = "the caption alone, and five sentences with it",
    });
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "Decides the split and the scenes."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    PrepareCommand() : base("prepare", "Write a dataset for training: every emoji in every style, composed scenes, pictures of your own.")
    {
        Arguments.Add(folder);
        foreach (var option in (ReadOnlySpan<Option>)[sizes, styles, skinTones, scenes, from, sets, ground, maxText, leastScore,
            clip, device, templates, leftOutSheet, seed, json])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev prepare
          emoji-dev prepare datasets/small --size 64 --style noto --scenes 0
          emoji-dev prepare datasets/mine --from pictures/ --size 512
          emoji-dev prepare datasets/sks --style fluent --size 512 --scenes 0 --caption-template "{caption} sks emoji"
          emoji-dev prepare datasets/mine --from crawled/ --min-clip-score 10 --max-text 5 --left-out-sheet out.png
          npm install --no-save emoji-datasource-apple
          emoji-dev prepare datasets/apple --set emoji-datasource-apple --size 512 --on white --caption-template "{caption} emoji"
        Emoji are split 80/10/10 into training, validation and test, all styles, skin tones and genders of one together; a scene with an emoji of
        the test is a scene of the test. OpenMoji is share-alike (CC-BY-SA-4.0) and comes only when it is asked for.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new PrepareCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var begun = Stopwatch.GetTimestamp();
        var target = Path.GetFullPath(parsed.GetValue(folder)!, terminal.Folder);
        var number = (ulong)parsed.GetValue(seed)!.Value;
        var imports = parsed.GetValue(from) ?? [];
        if (parsed.GetValue(leftOutSheet) is { } sheet) ImageFile.CheckExtension(sheet); // its folder may be the one that is made
        using var library = installation.OpenArt();
        EmojiDatasource[] installed = [.. (parsed.GetValue(sets) ?? []).Distinct(StringComparer.Ordinal)
            .Select(it => EmojiDatasource.Find(it, [terminal.Folder, installation.Root]))];
        var foreign = imports.Length + installed.Length > 0;
        var wanted = Styles(parsed, library, foreign);
        if (wanted.IsEmpty && parsed.GetValue(scenes) > 0)
            throw new UsageException("--scenes needs a style to compose with: name one with --style.");

        List<string> notices = [.. wanted.Where(it => library.Set(it).License.Spdx.Contains("-SA-", StringComparison.Ordinal))
            .Select(it => $"{library.Set(it).Title} is share-alike: what you pass on of it, or of what was trained on it, may have to be under {library.Set(it).License.Spdx} too.")];
        notices.AddRange(installed.Select(it => it.License));
        var split = new EmojiSplit(library.Catalogue.All.Select(it => it.Hexcode), number);
        // before scenes are composed, which takes a while: its options may be wrong
        using var scorer = Scorer(parsed, foreign, terminal, installation);
        var samples = Samples(library, wanted, split, parsed, imports, number, target, notices, terminal);
        samples.AddRange(installed.SelectMany(it => it.Samples(library.Catalogue, split, parsed.GetValue(skinTones))));
        var options = new PreparationOptions
        {
            Sizes = Sizes(parsed),
            Seed = number,
            Templates = Templates(parsed),
            Sets = [.. wanted.Select(library.Set)],
            Ground = parsed.GetValue(ground) == "white" ? Rgba.White : null,
            Filters = foreign ? Filters(parsed, scorer, notices) : [],
        };

        var leftOut = new List<PreparedSample>();
        var uncaptioned = 0;
        using (var progress = new ProgressLine(terminal, "preparing"))
        {
            var done = 0;
            foreach (var step in DatasetPreparation.Run(target, samples, options, terminal.Stop))
            {
                done++;
                if (step.LeftOut is not null) leftOut.Add(step);
                else if (step.Record.Prompt.Length == 0) uncaptioned++;
                progress.Report(done, samples.Count, string.Create(CultureInfo.InvariantCulture, $"{done} of {samples.Count}"));
            }
        }
        if (parsed.GetValue(leftOutSheet) is { } file) WriteSheet(Path.GetFullPath(file, terminal.Folder), leftOut, notices);
        if (uncaptioned > 0) notices.Add($"{uncaptioned} of the imported pictures have no caption.");

        using var dataset = PreparedDataset.Open(target);
        var report = new Report(target, dataset, leftOut, notices, Stopwatch.GetElapsedTime(begun));
        if (parsed.GetValue(json)) report.WriteJson(terminal);
        else report.Write(terminal);
        return ExitCode.Done;
    }

    static void WriteSheet(string path, List<PreparedSample> leftOut, List<string> notices)
    {
        const int columns = 10, most = 400;
        (Raster, string?)[] shown = [.. leftOut.Where(it => it.Picture is not null).Take(most)
            .Select(it => (it.Picture!, (string?)$"{it.LeftOut}: {it.Record.Prompt}"))];
        if (shown.Length > 0) ImageFile.Save(path, ContactSheet.Compose(shown, columns, DatasetPreparation.ShownSide));
        else notices.Add("Filters left nothing out: there is no sheet of it.");
    }

    ImmutableArray<string> Styles(ParseResult parsed, ArtLibrary library, bool imports)
    {
        if (parsed.GetValue(styles) is not { Length: > 0 } named) return imports ? [] : IconSamples.LicensedStyles;
        return [.. named.Select(style => Studio.KnownStyle(style, library)).Distinct()];
    }

    ImmutableArray<string> Templates(ParseResult parsed)
    {
        if (parsed.GetValue(templates) is not { Length: > 0 } named) return CaptionTemplates.Standard;
        foreach (var template in named) CaptionTemplates.Check(template);
        return [.. named.Distinct(StringComparer.Ordinal)];
    }

    ImmutableArray<int> Sizes(ParseResult parsed)
    {
        if (parsed.GetValue(sizes) is not { Length: > 0 } named) return [64, 128];
        return [.. named.Select(it => (int)it).Distinct()];
    }

    List<DatasetSample> Samples(ArtLibrary library, ImmutableArray<string> wanted, EmojiSplit split, ParseResult parsed, string[] imports,
        ulong number, string target, List<string> notices, Terminal terminal)
    {
        List<DatasetSample> samples = [.. IconSamples.Of(library, wanted, split, parsed.GetValue(skinTones))];
        var count = (int)(parsed.GetValue(scenes) ?? (wanted.IsEmpty ? 0 : DefaultScenes));
        using (var progress = new ProgressLine(terminal, "composing"))
        {
            var made = 0;
            foreach (var scene in wanted.IsEmpty ? [] : SceneSamples.Of(library, wanted, split, number, count))
            {
                terminal.Stop.ThrowIfCancellationRequested();
                samples.Add(scene);
                progress.Report(++made, count, string.Create(CultureInfo.InvariantCulture, $"{made} of {count} scenes"));
            }
        }
        foreach (var path in imports)
        {
            var full = Path.GetFullPath(path, terminal.Folder);
            if (!Directory.Exists(full))
            {
                samples.AddRange(WebDatasetSamples.Of(full, number));
                continue;
            }
            var pictures = PictureFolder.Read(full, except: target);
            notices.AddRange(pictures.Problems.Select(it => $"{it}."));
            samples.AddRange(ImageFolderSamples.Of(pictures, number));
        }
        return samples;
    }

    CaptionScorer? Scorer(ParseResult parsed, bool imports, Terminal terminal, Installation installation)
    {
        if (parsed.GetValue(leastScore) is null)
            return parsed.GetValue(clip) is null ? null
            : throw new UsageException("--clip tells how well pictures go with their captions; say with --min-clip-score which ones stay.");
        if (!imports) throw new UsageException("--min-clip-score looks at imported pictures: name some with --from.");
        return CaptionScorer.Load(parsed.GetValue(clip) is { } named ? Path.GetFullPath(named, terminal.Folder)
            : Path.Combine(installation.Models, ModelLibrary.Embedded), Device.Choose(parsed.GetValue(device)));
    }

    ImmutableArray<PictureFilter> Filters(ParseResult parsed, CaptionScorer? scorer, List<string> notices)
    {
        PictureFilter[] byCaption = scorer is null ? [] : [PictureFilters.ByCaption(scorer.Score, parsed.GetValue(leastScore)!.Value)];
        return [.. byCaption, .. TextFilters(parsed, notices)];
    }

    ImmutableArray<PictureFilter> TextFilters(ParseResult parsed, List<string> notices)
    {
        var percent = parsed.GetValue(maxText);
        if (percent == EveryTextIsFine) return [];
        if (percent is null && !TextDetector.IsInstalled)
        {
            notices.Add(
                "Imported pictures were not looked through for text, since tesseract is not installed (apt install tesseract-ocr).");
            return [];
        }
        return [PictureFilters.ByText(new TextDetector().Area, percent is { } given ? given / 100.0 : PictureFilters.PublishedTextArea)];
    }

    /// <summary>What is printed at the end.</summary>
    sealed record Report(string Folder, PreparedDataset Dataset, IReadOnlyList<PreparedSample> LeftOut, IReadOnlyList<string> Notices,
        TimeSpan Elapsed)
    {
        const int Named = 5;

        static readonly Split[] splits = Enum.GetValues<Split>();

        long Bytes => new DirectoryInfo(Folder).EnumerateFiles().Sum(it => it.Length);

        public void Write(Terminal terminal)
        {
            var counts = string.Join(", ",
                splits.Select(split => $"{Dataset.Split(split).Length} for {(split == Split.Train ? "training" : Name(split))}"));
            terminal.Out.WriteLine(
                $"{Dataset.Count} pictures of {string.Join(" and ", Dataset.Sizes)} pixels ({counts}), {DiskSpace.Size(Bytes)}, in {ProgressLine.Duration(Elapsed)}.");
            foreach (var reason in LeftOut.GroupBy(it => it.LeftOut))
            {
                terminal.Error.WriteLine($"{reason.Count()} left out: {reason.Key}.");
                foreach (var it in reason.Take(Named)) terminal.Error.WriteLine($"  {it.Detail}");
                if (reason.Count() > Named) terminal.Error.WriteLine($"  and {reason.Count() - Named} more");
            }
            foreach (var notice in Notices) terminal.Error.WriteLine(notice);
            terminal.Out.WriteLine(Folder);
        }

        public void WriteJson(Terminal terminal) => Json.Write(terminal.Out, new DatasetReport(
            Folder,
            Dataset.Count,
            [.. Dataset.Sizes],
            Dataset.Seed,
            splits.ToDictionary(Name, it => Dataset.Split(it).Length),
            Dataset.Records.GroupBy(it => it.Kind).ToDictionary(it => Name(it.Key), it => it.Count()),
            Bytes,
            Math.Round(Elapsed.TotalSeconds, 2),
            [.. LeftOut.Select(it => new LeftOutLine(it.LeftOut!, it.Detail))],
            Notices), JsonShapes.Default.DatasetReport);

#pragma warning disable CA1308 // names in JSON are lower case
        static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
    }
}

/// <summary>A dataset that was written.</summary>
/// <param name="Splits">Pictures by what they are for.</param>
/// <param name="Kinds">Pictures by what they are.</param>
sealed record DatasetReport(
    string Folder, int Pictures, int[] Sizes, ulong Seed, Dictionary<string, int> Splits, Dictionary<string, int> Kinds, long Bytes,
        double Seconds,
    LeftOutLine[] LeftOut, IReadOnlyList<string> Notices);

/// <summary>A picture that was left out.</summary>
sealed record LeftOutLine(string Reason, string? Detail);
