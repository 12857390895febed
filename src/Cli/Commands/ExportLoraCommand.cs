using System.CommandLine;
using System.Globalization;
using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev export lora</c>: a LoRA under the names that other programs know.</summary>
sealed class ExportLoraCommand : DocumentedCommand
{
    static readonly (string Name, LoraFormat Format)[] formats =
        [("kohya", LoraFormat.Kohya), ("diffusers", LoraFormat.Diffusers), ("original", LoraFormat.Original)];

    readonly Argument<string> lora =
        new("lora") { Description = "A .safetensors file, a folder with one, or the name of a LoRA that was pulled." };
    readonly SettingOption<string?> format = new(new ChoiceSetting("format", "NAME", [.. formats.Select(it => it.Name)], formats[0].Name,
        "The names: kohya's (AUTOMATIC1111, Forge, ComfyUI), diffusers' (PEFT's), or the original ones (CompVis's)."));
    readonly SettingOption<string?> output = new(new TextSetting("output", "FILE", "The file.")
    {
        Aliases = ["-o"],
        Otherwise = "NAME-FORMAT.safetensors",
    });
    readonly SettingOption<string?> model = new(new TextSetting("model", "MODEL", "The model that it was made for.")
    {
        Aliases = ["-m"],
        Otherwise = "Stable Diffusion 1, 2, XL, 3 or 3.5, by its layers",
    });
    readonly SettingOption<double?> alpha = new(new NumberSetting("alpha", "X", CommonSettings.Positive(isAbove: true), null,
        "The alpha of layers of which the file says none.")
    {
        Otherwise = "the rank",
    });
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    ExportLoraCommand() : base("lora", "Write a LoRA under the names that other programs know.")
    {
        Arguments.Add(lora);
        foreach (var option in (ReadOnlySpan<Option>)[format, output, model, alpha, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev export lora finetuned/pip-lora --format kohya -o pip.safetensors
          emoji-dev export lora me/pip-lora --format diffusers
          emoji-dev export lora downloaded.safetensors --format original --model stable-diffusion-v1-5/stable-diffusion-v1-5
        The matrices stay as they are, bit for bit. Web UIs know kohya's names; of Stable Diffusion XL these have the blocks of its first
        publication (input_blocks), of Stable Diffusion 3 the published names.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new ExportLoraCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var name = parsed.GetValue(format)!;
        var models = InstalledModels.Of(terminal, installation);
        var found = models.Lora(parsed.GetValue(lora)!);
        var file = parsed.GetValue(output) ?? $"{ModelReference.NameOf(found.Name).Split('/')[^1]}-{name}.safetensors";
        var path = Path.GetFullPath(file, terminal.Folder);
        if (parsed.GetValue(output) is null && File.Exists(path))
            throw new UsageException($"'{file}' is there already: name another file with --output, or this one, to replace it.");
        using var scope = new TensorScope();
        using var weights = LoraFile.Read(found.Path, parsed.GetValue(alpha));
        var networks = parsed.GetValue(model) is { } named ? NetworkOutlines.Of(models.Diffusion(named).Path)
            : NetworkOutlines.Fitting(weights) ?? throw new InvalidDataException(
                $"LoRA '{found.Name}' fits no published architecture that is known here: name the model that it was made for with --model.");
        var written = LoraExport.Write(path, weights, networks, formats.Single(it => it.Name == name).Format,
            parsed.GetValue(model) is { } baseModel ? ModelReference.NameOf(baseModel) : null);
        if (parsed.GetValue(json)) Json.Write(terminal.Out, new ExportReport(file, name, written), JsonShapes.Default.ExportReport);
        else terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {written} layers under {name}'s names."));
        return ExitCode.Done;
    }
}

/// <summary>A LoRA that was written.</summary>
sealed record ExportReport(string File, string Format, int Layers);
