using System.CommandLine;
using System.Globalization;
using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Generation;
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
    readonly Option<string> format = new("--format")
    {
        Description = "kohya (AUTOMATIC1111, Forge, ComfyUI), diffusers (PEFT's names), or original (CompVis's names).",
        HelpName = "NAME",
        DefaultValueFactory = _ => formats[0].Name,
    };
    readonly Option<string?> output =
        new("--output", "-o") { Description = "The file. [default: NAME-FORMAT.safetensors]", HelpName = "FILE" };
    readonly Option<string?> model = new("--model", "-m")
    {
        Description = "The model that it was made for. [default: Stable Diffusion 1, 2, XL, 3 or 3.5, by its layers]",
        HelpName = "MODEL",
    };
    readonly Option<double?> alpha = new("--alpha")
    {
        Description = "The alpha of layers of which the file says none. [default: the rank]",
        HelpName = "X",
    };
    readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of text." };

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
        if (!formats.Any(it => it.Name == name))
            throw new UsageException($"--format is '{name}'; it must be {string.Join(" or ", formats.Select(it => it.Name))}.");
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
