namespace EmojiGen.ModelFiles;

/// <summary>Sizes of a configuration, looked at before a network is made of them: a damaged number must not take all memory.</summary>
public static class ConfigSizes
{
    const int Largest = 1 << 24, MostLayers = 1000;

    /// <summary>Looks at what was read, and says the file's name with what is wrong.</summary>
    /// <returns>The same configuration.</returns>
    /// <exception cref="InvalidDataException">It cannot be.</exception>
    public static T Checked<T>(string path, T config, Action<T> validate)
    {
        try
        {
            validate(config);
            return config;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"Configuration '{path}': {e.Message}", e);
        }
    }

    /// <exception cref="InvalidDataException">One is below 1, or beyond what any network has.</exception>
    public static void Check(string network, params ReadOnlySpan<(string Field, int Size)> sizes)
    {
        foreach (var (field, size) in sizes)
        {
            var most = field.EndsWith("layers", StringComparison.Ordinal) ? MostLayers : Largest;
            if (size < 1 || size > most) throw new InvalidDataException($"{network}'s {field} must be from 1 to {most}, not {size}.");
        }
    }
}
