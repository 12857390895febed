using System.Text.Json;
using System.Text.Json.Serialization;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;

namespace EmojiGen.Cli;

/// <summary>What a person chose for good: the diffusion model that is used unless another is named.</summary>
/// <remarks>In <c>$XDG_CONFIG_HOME/emojigen/settings.json</c>, else <c>~/.config/emojigen/settings.json</c>; on macOS in
/// <c>~/Library/Application Support</c>, on Windows in
/// <c>%APPDATA%</c>.</remarks>
sealed class ModelSettings(Terminal terminal)
{
    public string File => Path.Combine(Configuration(), "emojigen", "settings.json");

    // Each system's own place, and XDG's everywhere where it is set.
    string Configuration()
    {
        if (terminal.Variable("XDG_CONFIG_HOME") is { Length: > 0 } configuration) return configuration;
        if (OperatingSystem.IsWindows()) return terminal.Variable("APPDATA") ?? terminal.Folder;
        var home = terminal.Variable("HOME") ?? terminal.Folder;
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Application Support") : Path.Combine(home, ".config");
    }

    /// <summary>As it was given to <c>set-model</c>; null where none was set.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public string? Model
    {
        get
        {
            if (!System.IO.File.Exists(File)) return null;
            try
            {
                return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), SettingsShapes.Default.SettingsFile)?.Model;
            }
            catch (JsonException e)
            {
                throw new InvalidDataException(
                    $"Settings '{File}' cannot be read ({JsonText.PlaceOf(e)}); set the model again with emoji-dev set-model, or delete the file.", e);
            }
        }
    }

    /// <param name="model">Null: none from now on.</param>
    public void SetModel(string? model)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        AtomicFile.Write(File, JsonSerializer.SerializeToUtf8Bytes(new SettingsFile(model), SettingsShapes.Default.SettingsFile));
    }
}

/// <summary>What stands in the file.</summary>
sealed record SettingsFile(string? Model = null);

/// <summary>The shape of the file; its reader and writer are generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(SettingsFile))]
sealed partial class SettingsShapes : JsonSerializerContext;
