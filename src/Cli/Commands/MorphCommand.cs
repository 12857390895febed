using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Generation;
using EmojiGen.Evaluation;
using EmojiGen.Evaluation.Metrics;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.ModelEngines.Morphing;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev morph</c>: one emoji becomes another.</summary>
sealed class MorphCommand : DocumentedCommand
{
    const int DefaultSteps = 10, DefaultSide = 256, SheetCell = 128, SheetColumns = 6, DefaultDelay = 80;

    static readonly (string Name, MorphPath Path)[] spaces =
        [("latent", MorphPath.Linear), ("spherical", MorphPath.Spherical), ("codes", MorphPath.Codes)];

    readonly Argument<string> from =
        new("from") { Description = "An emoji, its name, words that emoji-gen understands, or a picture file." };
    readonly Argument<string> to = new("to") { Description = "What it becomes." };
    readonly SettingOption<string[]> output = new(new TextsSetting("output", "FILE",
        "The file: .png is a contact sheet, .webp and .gif are animations.")
    {
        Aliases = ["-o"],
        Otherwise = "one of each, named after both",
    });
    readonly SettingOption<long?> steps = new(new WholeSetting("steps", new(2, 1000, "pictures"), DefaultSteps,
        "Pictures, both ends with them."));
    readonly SettingOption<string?> space = new(new ChoiceSetting("space", "NAME", [.. spaces.Select(it => it.Name)], "latent",
        "The way: latent goes straight, as published; spherical turns directions; codes takes only pictures that the codebook can write.")
    {
        Synonyms = new Dictionary<string, string> { ["linear"] = "latent" },
    });
    readonly SettingOption<string?> style = new(new TextSetting("style", "NAME", "The art of what is named by words.",
        EmojiRequest.DefaultStyle));
    readonly SettingOption<string?> toStyle = new(new TextSetting("to-style", "NAME", "The art of the second.")
    {
        Otherwise = "that of the first",
    });
    readonly SettingOption<long?> size = new(new WholeSetting("size", EmojiRequest.SizeRange, DefaultSide, "An animation's side.")
    {
        Aliases = ["-s"],
    });
    readonly SettingOption<long?> delay = new(new WholeSetting("delay", new(10, 10_000, "milliseconds"), DefaultDelay,
        "How long an animation shows each picture; the ends longer."));
    readonly SettingOption<string?> model = new(CommonSettings.VqVae);
    readonly SettingOption<bool> quantised = new(new SwitchSetting("quantised",
        "Begin and end with the vectors of the pictures' codes, instead of with what the encoder puts out, as published."));
    readonly SettingOption<string> device = new(new DeviceSetting());
    readonly SettingOption<bool> json = new(CommonSettings.Json);
    readonly SettingOption<bool> noPreview = new(CommonSettings.NoPreview);

    MorphCommand() : base("morph", "Make an emoji become another, through the latents of the Emoji VQ-VAE.")
    {
        Arguments.Add(from);
        Arguments.Add(to);
        foreach (var option in (ReadOnlySpan<Option>)[output, steps, space, quantised, style, toStyle, size, delay, model, device,
            json, noPreview])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev morph "smiling face with smiling eyes" "smiling face with heart-eyes" --steps 10
          emoji-dev morph 🐱 🐶 --space spherical -o cat-dog.webp
          emoji-dev morph "red apple" "red apple" --style noto --to-style fluent -o apple.gif
          emoji-dev morph face.png 😂 -o sheet.png
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new MorphCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var way = parsed.GetValue(space)!;
        string first = parsed.GetValue(from)!, second = parsed.GetValue(to)!;
        var named = parsed.GetValue(output) ?? [];
        Check(named, terminal.Folder);
        ExpectFile(first, terminal);
        ExpectFile(second, terminal);
        var found = InstalledModels.Of(terminal, installation).VqVae(parsed.GetValue(model));
        using var network = VqVaeModelFolder.LoadAutoencoder(found.Path, Device.Choose(parsed.GetValue(device)));

        using var studio = Studio.Open(installation);
        var (firstStyle, secondStyle) = (parsed.GetValue(style)!, parsed.GetValue(toStyle) ?? parsed.GetValue(style)!);
        var begin = End(first, firstStyle, network.Config.SampleSize, studio, terminal);
        var end = End(second, secondStyle, network.Config.SampleSize, studio, terminal);
        if (begin.Name == end.Name && firstStyle != secondStyle)
            (begin, end) = (begin with { Name = $"{begin.Name} ({firstStyle})" }, end with { Name = $"{end.Name} ({secondStyle})" });
        var morph = Morph.Between(network, begin.Picture, end.Picture, (int)parsed.GetValue(steps)!.Value,
            spaces.Single(it => it.Name == way).Path, terminal.Stop, parsed.GetValue(quantised));
        var continuity = Measure(morph, installation);
        var sheet = Sheet(morph, begin, end);
        var credit = new Attribution([.. begin.Sets.Concat(end.Sets).Distinct()], ModelCredit.Of(found.Label, found.Path));
        var written = Text(parsed.GetValue(size)!.Value);
        var parameters = new GenerationParameters($"{begin.Name} to {end.Name}", "",
        [
            new("Steps", Text(parsed.GetValue(steps)!.Value)), new("Size", $"{network.Config.SampleSize}x{network.Config.SampleSize}"),
            new("Model", found.Label), new(GenerationParameters.WrittenAt, $"{written}x{written}"),
            new("From", Path.GetFileName(first)), new("To", Path.GetFileName(second)), new("Space", way),
            new("Latents", parsed.GetValue(quantised) ? "codes" : "encoder"), new("Style", firstStyle),
            new("To style", secondStyle), new("Delay", Text(parsed.GetValue(delay)!.Value)), new("Engine", "morph"),
        ]);
        var files = Save(named, $"{Slug(begin.Name)}-to-{Slug(end.Name)}", morph, sheet, (int)parsed.GetValue(size)!.Value,
            (int)parsed.GetValue(delay)!.Value, new PictureText(credit, parameters).Image, terminal);
        if (morph.Refusal is { } reason) terminal.Error.WriteLine($"not every picture was cut out of its white ground: {reason}");
        if (parsed.GetValue(json))
            Json.Write(terminal.Out, new MorphReport(begin.Name, end.Name, way, files, credit.Spdx, [.. credit.Sentences],
            continuity?.Largest, continuity?.Mean, continuity?.Ratio), JsonShapes.Default.MorphReport);
        else
        {
            if (!parsed.GetValue(noPreview)) Preview(sheet, terminal);
            foreach (var file in files) terminal.Out.WriteLine(file);
            if (continuity is not null) terminal.Out.WriteLine(InWords(continuity));
        }
        return ExitCode.Done;
    }

    /// <summary>By what the judge of emoji sees, which took part in no VQ-VAE; null where it is not installed.</summary>
    static Continuity? Measure(Morph morph, Installation installation)
    {
        var folder = Path.Combine(installation.Models, ModelLibrary.EmbeddedJudge);
        if (!Directory.Exists(folder)) return null;
        using var judge = EmojiJudge.Load(folder);
        return Continuity.Of([.. morph.Frames.Select(judge.Features)]);
    }

    static string InWords(Continuity continuity) => continuity.Ratio is { } ratio
        ? string.Create(CultureInfo.InvariantCulture, $"The largest step is {ratio:0.00} times the mean one.")
        : "No step changes anything.";

    /// <summary>What is called as a picture is one: its words would be looked for among the emoji.</summary>
    static void ExpectFile(string text, Terminal terminal)
    {
        if (Path.GetExtension(text).ToUpperInvariant() is not (".PNG" or ".WEBP" or ".JPG" or ".JPEG" or ".GIF" or ".SVG")) return;
        var path = Path.GetFullPath(text, terminal.Folder);
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no picture '{text}'.", path);
    }

    static MorphEnd End(string text, string style, int side, Studio studio, Terminal terminal)
    {
        var path = Path.GetFullPath(text, terminal.Folder);
        return File.Exists(path) ? MorphEnd.Of(NamedPicture.Load(path), side) : MorphEnd.Of(studio, text, style, side);
    }

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Slug(string text) => PromptSlug.Of(Path.GetFileNameWithoutExtension(text));

    static void Check(string[] named, string folder)
    {
        foreach (var file in named)
        {
            if (Path.GetExtension(file).ToLowerInvariant() is not (".png" or ".webp" or ".gif"))
                throw new UsageException($"-o is '{file}'; a morph is written as .png (a contact sheet), .webp or .gif (animations).");
            OutputFile.At(file, folder);
        }
    }

    static Raster Sheet(Morph morph, MorphEnd begin, MorphEnd end)
    {
        var last = morph.Frames.Count - 1;
        var items = new List<(Raster, string?)> { (Large(begin.Picture), begin.Name) };
        for (var i = 0; i <= last; i++)
            items.Add((Large(morph.Frames[i]), string.Create(CultureInfo.InvariantCulture, $"{100.0 * i / last:0} %")));
        items.Add((Large(end.Picture), end.Name));
        return ContactSheet.Compose(items, Math.Min(items.Count, SheetColumns), SheetCell, SheetGround.Checker);

        static Raster Large(Raster picture) => picture.Resize(SheetCell, SheetCell);
    }

    /// <param name="otherwise">What files are called that nobody named.</param>
    static IReadOnlyList<string> Save(string[] named, string otherwise, Morph morph, Raster sheet, int side, int delay, ImageText text,
        Terminal terminal)
    {
        string[] files = named.Length > 0 ? named : [$"{otherwise}.png", $"{otherwise}.webp", $"{otherwise}.gif"];
        var contents = new List<byte[]>();
        var (frames, timing) = files.All(IsSheet) ? ([], null!) : morph.Animate(side, delay);
        foreach (var file in files)
        {
            terminal.Stop.ThrowIfCancellationRequested();
            var format = file.EndsWith(".gif", StringComparison.OrdinalIgnoreCase) ? ImageFormat.Gif : ImageFormat.WebP;
            contents.Add(IsSheet(file) ? ImageFile.Encode(ImageFormat.Png, sheet, text)
                : ImageFile.EncodeAnimation(format, frames, timing, text));
        }
        if (named.Length == 0) return FreeNames.Write(Numbered, terminal.Folder);
        foreach (var (file, bytes) in files.Zip(contents)) AtomicFile.Write(Path.GetFullPath(file, terminal.Folder), bytes);
        return files;

        IReadOnlyList<(string, byte[])> Numbered(int number) =>
            [.. files.Zip(contents, (file, bytes) =>
                (number == 1 ? file : FreeNames.Suffixed(file, string.Create(CultureInfo.InvariantCulture, $"-{number}")), bytes))];
    }

    static bool IsSheet(string file) => file.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    static void Preview(Raster sheet, Terminal terminal)
    {
        var kind = TerminalKind.Detect(terminal.Variable, terminal.IsInteractive);
        if (kind != TerminalKind.None) TerminalPreview.Write(terminal.Out, sheet, kind, 76);
    }
}

/// <summary>A morph that was written.</summary>
/// <param name="LargestStep">Between two pictures, in the features of the judge of emoji; null where it is not installed.</param>
/// <param name="MeanStep">Of all.</param>
/// <param name="Continuity">The largest over the mean; null where nothing changes.</param>
sealed record MorphReport(string From, string To, string Space, IReadOnlyList<string> Files, string License, string[] Attribution,
    double? LargestStep, double? MeanStep, double? Continuity);
