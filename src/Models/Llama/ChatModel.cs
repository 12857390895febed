using EmojiGen.Language.ChatTemplates;
using EmojiGen.Models.Generation;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Torch;

namespace EmojiGen.Models.Llama;

/// <summary>A LLaMA with its tokenizer and its chat template: turns of a conversation go in, the next one comes out.</summary>
/// <remarks>From a GGUF file, or a folder as transformers publishes it. Control tokens in the turns are words like others.</remarks>
public sealed class ChatModel : IDisposable
{
    readonly ChatTemplate template;
    readonly IReadOnlyDictionary<string, string> tokens;
    readonly ChatText text;

    ChatModel(LlamaForCausalLM network, ChatTemplate template, IReadOnlyDictionary<string, string> tokens, ChatText text) =>
        (Network, this.template, this.tokens, this.text) = (network, template, tokens, text);

    public LlamaForCausalLM Network { get; }

    /// <param name="path">A <c>.gguf</c> file, or a folder with <c>config.json</c>, <c>model.safetensors</c> and the tokenizer's
    /// files.</param>
    /// <exception cref="IOException">A file is missing, damaged, or does not fit the others.</exception>
    /// <exception cref="InvalidDataException">A configuration or the tokenizer cannot be read.</exception>
    public static ChatModel Load(string path) => Directory.Exists(path) ? FromFolder(path) : FromGguf(path);

    /// <summary>The ids of a conversation, to the place where the answer begins.</summary>
    public int[] Ids(IReadOnlyList<ChatMessage> messages) =>
        text.Encode(template.Render([.. messages.Select(it => it with { Content = text.Guard(it.Content) })], asks: true, tokens));

    /// <summary>The text that a conversation becomes.</summary>
    public string Rendered(IReadOnlyList<ChatMessage> messages) => template.Render(messages, asks: true, tokens);

    /// <summary>The answer, piece by piece as it is written.</summary>
    /// <exception cref="ArgumentException">The conversation is longer than the network takes.</exception>
    public IEnumerable<string> Answer(IReadOnlyList<ChatMessage> messages, GenerationOptions options)
    {
        var ids = new List<int>();
        var told = 0;
        foreach (var id in Network.Generate(Ids(messages), options))
        {
            ids.Add(id);
            var all = text.Decode(ids);
            if (all.EndsWith('\uFFFD') || all.Length <= told) continue; // a character that is not whole yet
            yield return all[told..];
            told = all.Length;
        }
        if (text.Decode(ids) is var whole && whole.Length > told) yield return whole[told..];
    }

    public void Dispose() => Network.Dispose();

    static ChatModel FromGguf(string path)
    {
        using var file = GgufFile.Open(path);
        var data = file.Metadata;
        var tokenizer = GgufTokenizer.Read(file);
        var source = data.Text("tokenizer.chat_template") ?? throw data.Fault("it has no chat template: it is no model for conversations");
        var vocabulary = LlamaGguf.Config(file).VocabSize;
        if (tokenizer.Count > vocabulary) throw data.Fault($"its tokenizer has {tokenizer.Count} tokens, its network {vocabulary}");
        var template = ChatTemplate.Parse(source);
        var text = new ChatText(
            rendered => WithBegin(tokenizer.Ids(rendered, control: true), tokenizer.AddsBegin ? tokenizer.BeginId : null),
            tokenizer.Decode,
            tokenizer.Guarded);
        return new ChatModel(LlamaGguf.Load(file), template,
            Named(("bos_token", Text(tokenizer.BeginId)), ("eos_token", Text(tokenizer.EndId))), text);

        string? Text(int? id) => id is { } known ? tokenizer.Token(known) : null;
    }

    static ChatModel FromFolder(string folder)
    {
        var settings = ModelConfig.Read(Path.Combine(folder, "tokenizer_config.json"));
        var beside = Path.Combine(folder, "chat_template.jinja");
        var source = settings.Has("chat_template") ? settings.Text("chat_template", "") : File.Exists(beside) ? File.ReadAllText(beside)
            : throw new InvalidDataException($"Model folder '{folder}' has no chat template: it is no model for conversations.");
        var template = ChatTemplate.Parse(source);
        var tokenizer = BytePairTokenizer.Load(folder);
        var config = LlamaConfig.Read(Path.Combine(folder, "config.json"));
        using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        var network = new LlamaForCausalLM(config);
        try
        {
            network.LoadPublished(weights.AsWeights(), DType.Float32);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        // What stands before a text the template writes.
        var text = new ChatText(tokenizer.ConversationIds, tokenizer.Decode, tokenizer.Guarded);
        return new ChatModel(network, template, Named(("bos_token", Token("bos_token")), ("eos_token", Token("eos_token"))), text);

        string? Token(string role) => settings.KindOf(role) switch
        {
            System.Text.Json.JsonValueKind.String => settings.Text(role, ""),
            System.Text.Json.JsonValueKind.Object => settings.Section(role)!.Text("content", ""),
            _ => null,
        };
    }

    /// <summary>The begin token once, whether the template writes it or not.</summary>
    static int[] WithBegin(int[] ids, int? begin) => begin is not { } id || ids is [var first, ..] && first == id ? ids : [id, .. ids];

    static Dictionary<string, string> Named(params ReadOnlySpan<(string Name, string? Text)> tokens)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in tokens)
        {
            if (text is not null) named[name] = text;
        }
        return named;
    }

    /// <param name="Encode">A rendered conversation to ids.</param>
    /// <param name="Decode">Ids to the text that a person reads.</param>
    /// <param name="Guard">Words of others as they may stand among control tokens.</param>
    sealed record ChatText(Func<string, int[]> Encode, Func<IEnumerable<int>, string> Decode, Func<string, string> Guard);
}
