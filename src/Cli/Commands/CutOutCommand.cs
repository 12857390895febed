using System.CommandLine;
using EmojiGen.Cli.Generation;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.Imaging.Cutouts;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev cut-out</c>: takes the plain ground away from around what a picture shows.</summary>
sealed class CutOutCommand : DocumentedCommand
{
    const string Auto = "auto", Cut = "cut", Keep = "keep";

    readonly Argument<string> photo = new("photo") { Description = "A PNG, WebP, JPEG or GIF; what it shows stands on a plain ground." };
    readonly SettingOption<string?> output = new(new TextSetting("output", "FILE", "The picture with transparency: .png or .webp.")
    {
        Aliases = ["-o"],
        Otherwise = "PHOTO-cut-out.png",
    });
    readonly SettingOption<long?> size = new(new WholeSetting("size", EmojiRequest.SizeRange, null,
        "The side of a square that what was cut out is fitted into.")
    {
        Aliases = ["-s"],
        Otherwise = "as large as the photo",
    });
    readonly SettingOption<string?> holes = new(new ChoiceSetting("holes", "WHAT", [Auto, Cut, Keep], Auto,
        "Ground that the object encloses: auto cuts it where its colour tells it from a part of the object."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    CutOutCommand() : base("cut-out", "Cut out what a photo shows on a plain ground: soft edges, transparency around it.")
    {
        Arguments.Add(photo);
        foreach (var option in (ReadOnlySpan<Option>)[output, size, holes, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev cut-out mug.jpg
          emoji-dev cut-out mug.jpg --size 512 -o mug.webp
        The ground is what the border shows: one colour, or a smooth change of colours. Where there is none, nothing is written and the reason is said.
        """;

    public static Command Create(Terminal terminal)
    {
        var command = new CutOutCommand();
        command.SetAction(parsed => command.Run(parsed, terminal));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal)
    {
        var name = parsed.GetValue(photo)!;
        var named = parsed.GetValue(output);
        var format = named is null ? ImageFormat.Png : Format(named);
        var given = NamedPicture.Load(Path.GetFullPath(name, terminal.Folder)).Picture;
        bool? cutHoles = parsed.GetValue(holes) switch { Cut => true, Keep => false, _ => null };
        var result = Cutout.Cut(given, new CutoutOptions(cutHoles));
        if (result.Refusal is { } reason) throw new InvalidDataException($"'{name}' was not cut out: {reason}.");
        var picture = parsed.GetValue(size) is { } side ? result.Picture.Trim().Fit((int)side, (int)side) : result.Picture;
        var file = Save(named, name, ImageFile.Encode(format, picture), terminal);
        if (parsed.GetValue(json))
            Json.Write(terminal.Out, new CutOutReport(file, picture.Width, picture.Height, Math.Round(result.Coverage, 4)),
                JsonShapes.Default.CutOutReport);
        else terminal.Out.WriteLine($"{file}  {picture.Width}x{picture.Height}");
        return ExitCode.Done;
    }

    static ImageFormat Format(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".PNG" => ImageFormat.Png,
        ".WEBP" => ImageFormat.WebP,
        _ => throw new UsageException($"-o is '{file}'; a picture with transparency is written as .png or .webp."),
    };

    static string Save(string? named, string photo, byte[] bytes, Terminal terminal)
    {
        if (named is null)
        {
            var made = FreeNames.Suffixed(photo, "-cut-out", ".png");
            return FreeNames.Write(number => [(number == 1 ? made : FreeNames.Suffixed(made, $"-{number}"), bytes)], terminal.Folder)[0];
        }
        AtomicFile.Write(Path.GetFullPath(named, terminal.Folder), bytes);
        return named;
    }
}

/// <summary>A picture that was cut out.</summary>
/// <param name="Coverage">How much of the photo is the object, 0 to 1.</param>
sealed record CutOutReport(string File, int Width, int Height, double Coverage);
