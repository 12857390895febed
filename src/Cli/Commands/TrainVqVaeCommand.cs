using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EmojiGen.Cli.Training;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;
using EmojiGen.Training.VqVae;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev train vqvae</c>: the autoencoder of the second report.</summary>
sealed class TrainVqVaeCommand : DocumentedCommand
{
    const double PublishedRate = 2e-4;

    readonly TrainingOptionGroup training = new(epochs: 100, PublishedRate, checkpointEvery: 500, validateEvery: null);

    readonly SettingOption<string?> output = new(new TextSetting("output", "FOLDER",
        "Where the model goes, and checkpoints below it.", "runs/vqvae"));
    readonly SettingOption<bool> alpha = new(new SwitchSetting("rgba", "Transparent pictures, instead of RGB on white as published."));
    readonly SettingOption<long?> layers = new(new WholeSetting("layers-per-block", new(1, 16, "blocks"), new VqVaeConfig().LayersPerBlock,
        "Residual blocks of a level; the decoder has one more."));
    readonly SettingOption<long?> patch = new(new WholeSetting("patch-size", new(1, 16, "pixels"), new VqVaeConfig().PatchSize,
        "Pixels of a side that go into the channels before the first convolution."));
    readonly SettingOption<string?> widths = new(new TextSetting("block-out-channels", "N,N",
        "Width of each level, separated by commas.")
    {
        Otherwise = "128,256",
    });
    readonly SettingOption<double?> turned = new(new NumberSetting("turned", "SHARE", CommonSettings.Share, 0,
        "Share of the pictures that are turned by up to 20 degrees and zoomed by up to a quarter; from pictures of twice the size, which the dataset must have."));
    readonly SettingOption<string?> recipe = new(RecipeOptions.Setting("emoji-vqvae, as published"));
    readonly SettingOption<long?> resetEvery = new(new WholeSetting("reset-interval", new(1, 1_000_000, "epochs"),
        new VqVaeTaskOptions().ResetEvery, "Epochs between resets of unused codes."));
    readonly SettingOption<string?> unused = new(new ChoiceSetting("reset-unused", "WHEN", VqVaeTaskOptions.UnusedNames.Names,
        VqVaeTaskOptions.UnusedNames.NameOf(UnusedCodes.InTheLastEpoch),
        "Which codes count as unused: those that stood for nothing in the last epoch, or, as published, since the last reset."));
    readonly SettingOption<string?> start = new(new ChoiceSetting("codebook-start", "WITH", VqVaeTaskOptions.StartNames.Names,
        VqVaeTaskOptions.StartNames.NameOf(CodebookStart.Latents),
        "What the codes' vectors begin as: latents of the first batch, or normally distributed noise."));
    readonly SettingOption<bool> plain = new(new SwitchSetting("no-augmentation",
        "Pictures as they are, as published, instead of mirrored and moved by a few pixels."));
    readonly SettingOption<double?> perceptual = new(new NumberSetting("perceptual", "WEIGHT", CommonSettings.Positive(), 0,
        "What a difference in the eyes of an image encoder counts beside the squared error, against blur; 0: nothing, as published."));
    readonly SettingOption<string?> eyes = new(new TextSetting("perceptual-encoder", "FOLDER", "A CLIP image encoder that looks.")
    {
        Otherwise = $"models/{ModelLibrary.Embedded}/image_encoder",
    });
    readonly SettingOption<double?> structure = new(new NumberSetting("structure-weight", "WEIGHT", CommonSettings.Positive(), 0,
        "What a lack of structural similarity counts beside the squared error; 0: nothing, as published."));

    TrainVqVaeCommand() : base("vqvae", "Train the VQ-VAE: 64 x 64 pixels to 16 x 16 of 512 codes and back.")
    {
        foreach (var option in (Option[])[recipe, output, alpha, layers, patch, widths, resetEvery, unused, start, plain, structure, perceptual, eyes, turned,
            .. training.All]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev prepare && emoji-dev train vqvae
          emoji-dev train vqvae --recipe emoji-vqvae --dataset datasets/emoji
          emoji-dev train vqvae --resume latest
        An interrupted run goes on with --resume latest as if it had not been. At the end the model is measured on the emoji of the test, which it never saw.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new TrainVqVaeCommand();
        command.SetAction(typed =>
        {
            var parsed = RecipeOptions.Over(typed, command.recipe, terminal, installation);
            return TrainingTogether.Run(terminal, command.training.Device(parsed),
                (terminal, group, device) => command.Run(typed, parsed, terminal, installation, group, device));
        });
        return command;
    }

    /// <param name="parsed">What was typed, over the recipe.</param>
    int Run(ParseResult typed, ParseResult parsed, Terminal terminal, Installation installation, ProcessGroup? group, Device device)
    {
        var folder = Path.GetFullPath(parsed.GetValue(output)!, terminal.Folder);
        var config = new VqVaeConfig(Channels: parsed.GetValue(alpha) ? 4 : 3, PatchSize: (int)parsed.GetValue(patch)!.Value,
            BlockOutChannels: Widths(parsed.GetValue(widths)), LayersPerBlock: (int)parsed.GetValue(layers)!.Value);
        training.KeepResult(parsed, folder, VqVaeModelFolder.IsIn(folder));
        return Interruptible.Run(typed, TrainingOptionGroup.CheckpointsOf(folder), terminal,
            () => Run(parsed, folder, config, terminal, installation, group, device));
    }

    int Run(ParseResult parsed, string folder, VqVaeConfig config, Terminal terminal, Installation installation, ProcessGroup? group,
        Device device)
    {
        using var log = training.Log(parsed, folder, terminal);
        using var data = PreparedDataset.Open(training.Dataset(parsed, terminal), config.SampleSize);
        VqVaeQuality.Expect(data, Split.Test);
        using var model = new VqVaeModel(config);
        using (var generator = new Generator(training.Seed(parsed))) model.Initialise(generator);
        model.To(device: device);
        var how = TaskOptions(parsed);
        using var larger = how.Turned == 0 ? null : PreparedDataset.Open(data.Folder, 2 * data.Side);
        using var looks = how.PerceptualWeight == 0 ? null : ClipPictureEncoder.Load(parsed.GetValue(eyes) is { } named
            ? Path.GetFullPath(named, terminal.Folder) : Path.Combine(installation.Models, ModelLibrary.Embedded, "image_encoder"),
            DType.Float32, device);
        using var task = new VqVaeTask(model, data, how, larger, looks is null ? null : new PerceptualDistance(looks));
        var options = training.Read(parsed, folder, task.ExampleCount, group, device);
        using (var trainer = new Trainer(task, options, log.Trackers, group))
        {
            training.Begin(parsed, trainer, options, log, Settings(config, parsed));
            Train(trainer, terminal);
            if (!trainer.Leads) return ExitCode.Done;
            foreach (var (name, parameter) in model.NamedParameters().Where(it => !it.Parameter.IsBuffer))
                parameter.Tensor = trainer.TrainedWeights.Single(it => it.Name == name).Weight.Detach().Clone(); // in float32
        }

        VqVaeFolder.Save(model, folder, DType.Float16);
        using var saved = VqVaeFolder.Load(folder, device: device); // what is measured is what was written
        var quality = VqVaeQuality.Measure(saved, data, Split.Test);
        if (training.Json(parsed))
            Json.Write(terminal.Out, VqVaeTrainingReport.Of(quality, folder), JsonShapes.Default.VqVaeTrainingReport);
        else terminal.Out.WriteLine($"{quality}\n{folder}");
        return ExitCode.Done;
    }

    VqVaeTaskOptions TaskOptions(ParseResult parsed) => new()
    {
        ResetEvery = (int)parsed.GetValue(resetEvery)!.Value,
        Unused = VqVaeTaskOptions.UnusedNames.Find(parsed.GetValue(unused)!)!.Value,
        Start = VqVaeTaskOptions.StartNames.Find(parsed.GetValue(start)!)!.Value,
        Augments = !parsed.GetValue(plain),
        StructureWeight = parsed.GetValue(structure)!.Value,
        Turned = parsed.GetValue(turned)!.Value,
        PerceptualWeight = parsed.GetValue(perceptual)!.Value,
    };

    (string, JsonNode?)[] Settings(VqVaeConfig config, ParseResult parsed) =>
    [
        ("channels", config.Channels),
        ("patch-size", config.PatchSize),
        ("block-out-channels", new JsonArray([.. config.Widths.Select(it => (JsonNode)it)])),
        ("layers-per-block", config.LayersPerBlock),
        ("resolution", config.SampleSize),
        ("reset-interval", parsed.GetValue(resetEvery)),
        ("reset-unused", parsed.GetValue(unused)),
        ("codebook-start", parsed.GetValue(start)),
        ("no-augmentation", parsed.GetValue(plain)),
        ("structure-weight", parsed.GetValue(structure)),
        ("perceptual", parsed.GetValue(perceptual)),
        ("turned", parsed.GetValue(turned)),
    ];

    static int[]? Widths(string? text) => text is null ? null : [.. text.Split(',').Select(it =>
        int.TryParse(it, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0 ? width
            : throw new UsageException($"--block-out-channels is '{text}'; it must be widths separated by commas, as 128,256."))];

    static void Train(Trainer trainer, Terminal terminal) => TrainingProgress.Show(trainer.Run(terminal.Stop), terminal, "training",
        step => string.Create(CultureInfo.InvariantCulture, $"error {step.Reported.GetValueOrDefault("mse"):f5}"),
        error => string.Create(CultureInfo.InvariantCulture, $"error on validation {error:f6}"),
        step =>
        {
            if (!step.Reported.TryGetValue("codebook_use", out var use)) return null;
            var reset = step.Reported.TryGetValue("codes_reset", out var codes)
                ? string.Create(CultureInfo.InvariantCulture, $", {codes} codes reset") : "";
            return string.Create(CultureInfo.InvariantCulture, $"epoch {step.Epoch + 1}: {100 * use:f1} % of the codes used{reset}");
        });
}

/// <summary>How well a trained VQ-VAE gives back what it never saw.</summary>
sealed record VqVaeTrainingReport(string Folder, int TestPictures, double Mse, double Psnr, double Ssim, double CodebookUse)
{
    public static VqVaeTrainingReport Of(VqVaeQuality quality, string folder) =>
        new(folder, quality.Pictures, quality.Mse, quality.Psnr, quality.Ssim, quality.CodebookUse);
}
