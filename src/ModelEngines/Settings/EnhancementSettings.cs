using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines.Enhancement;
using EmojiGen.Prompting;
using EmojiGen.Prompting.Enhancement;
using EmojiGen.Prompting.Enhancement.Endpoint;

namespace EmojiGen.ModelEngines.Settings;

/// <summary>Who says more of a prompt, and how; any engine draws it.</summary>
public static class EnhancementSettings
{
    /// <summary>The enhancers, that of a bare <c>enhance</c> first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [DetailsEnhancer.Is, RulesEnhancer.Is, FlanT5Enhancer.Is, LlamaEnhancer.Is, EndpointEnhancer.Is, NoEnhancer.Is];

    public static ChoiceSetting Enhance { get; } = new("enhance", "NAME", Names, NoEnhancer.Is,
        "Say more of the prompt: details of our own collection; rules, what is known of the emoji; flan-t5 or llama, a language model of "
        + "yours; endpoint, one behind an address. A name stands behind an equals sign: --enhance=rules.")
    {
        WithoutValue = DetailsEnhancer.Is,
        Synonyms = new Dictionary<string, string> { ["true"] = DetailsEnhancer.Is, ["false"] = NoEnhancer.Is, [""] = DetailsEnhancer.Is },
    };

    public static TextSetting Model { get; } = new("enhance-model", "MODEL",
        "The language model of --enhance: of llama a GGUF file or a folder, of flan-t5 a folder, of endpoint the name it has there.");

    public static TextSetting Address { get; } =
        new("enhance-url", "URL", "Where the endpoint answers chat completions as OpenAI's does.", EndpointOptions.DefaultAddress);

    public static WholeSetting Timeout { get; } = new("enhance-timeout", new WholeRange(1, 3600, "seconds"), 300,
        "How long the endpoint may take for an answer, further tries and the loading of its model included.");

    public static TextSetting Instructions { get; } = new("enhance-instructions", "FILE",
        "What the language model is told: a name in prompts/enhance, or a file of that form.", InstructionFile.Default);

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Enhance, Model, Address, Timeout, Instructions];

    /// <summary>The enhancer that was asked for; nothing of it is loaded yet.</summary>
    /// <param name="search">Where emoji are found; asked for when it is first needed.</param>
    /// <param name="folder">What relative paths start from; absolute.</param>
    /// <param name="key">The endpoint's, null: none.</param>
    /// <exception cref="RequestException">A value is none, or one is missing.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static IPromptEnhancer Open(SettingValues values, Installation installation, Func<EmojiSearch> search, string folder, string? key)
    {
        var name = values.Of(Enhance)!;
        if (name is NoEnhancer.Is or DetailsEnhancer.Is or RulesEnhancer.Is)
        {
            foreach (var setting in All.Skip(1).Where(values.Has))
                throw new RequestException($"{Named(setting)} is for {Named(Enhance)} flan-t5, llama or endpoint, not {name}.");
        }
        return name switch
        {
            NoEnhancer.Is => new NoEnhancer(),
            RulesEnhancer.Is => new RulesEnhancer(search),
            LlamaEnhancer.Is => new LlamaEnhancer(Present(file: true), Told()),
            FlanT5Enhancer.Is => new FlanT5Enhancer(Present(file: false), Told()),
            EndpointEnhancer.Is => new EndpointEnhancer(new ChatEndpoint(Endpoint()), Told(), Details()),
            _ => Details(),
        };

        DetailsEnhancer Details() => new(installation.SentenceEncoder, installation.Details);

        InstructionFile Told() => InstructionFile.Read(values.Of(Instructions)!, installation.Instructions);

        string Present(bool file)
        {
            if (values.Of(Model) is not { } model)
                throw new RequestException($"{Named(Enhance)} {name} needs a language model: give it with {Named(Model)}.");
            var path = Path.GetFullPath(model, folder);
            return Directory.Exists(path) || (file && File.Exists(path)) ? path
                : throw new FileNotFoundException($"There is no language model '{model}'.", path);
        }

        EndpointOptions Endpoint()
        {
            var typed = values.Of(Address)!;
            if (!Uri.TryCreate(typed, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new RequestException($"{Named(Address)} is '{typed}'; it must begin with http:// or https://.");
            if (values.Of(Model) is not { } model)
                throw new RequestException($"{Named(Enhance)} {name} needs the model's name at the endpoint: give it with {Named(Model)}.");
            return new EndpointOptions(address, model) { Limit = TimeSpan.FromSeconds(values.Whole(Timeout)), Key = key };
        }
    }

    static RequestProperty Named(Setting setting) => new(setting.Name);
}
