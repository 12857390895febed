using System.Text;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Dino;
using EmojiGen.Models.Llama;
using EmojiGen.Models.T5;
using EmojiGen.Models.Tokenizers;
using EmojiGen.Tests.Models.Tokenizers;

namespace EmojiGen.Tests.Models;

/// <summary>Tokenizers and configurations with bytes changed, lost and doubled: they load, or an error says which file is wrong.</summary>
public class DamagedModelFilesTests
{
    const int Times = 250;

    static readonly string Cases = Repository.File("tests", "Reference", "cases");
    static readonly string[] texts = ["a cat riding a skateboard", "naïve 🐱 日本語 İ 10%", "<|endoftext|></s>\t\0 x", ""];
    static readonly string[] words = ["null", "-1", "1e999", "2147483647", "0", "[]", "{}", "\"x\"", "true", "\"\\ud800\"", "99999999999",
        "0.5", ""];

    static string Clip => Path.Combine(Cases, "tokenizer_clip", "model");

    static string Unigram => Path.Combine(Cases, "tokenizer_t5", "model");

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("tokenizer_config.json")]
    [InlineData("special_tokens_map.json")]
    public void CLIP_tokenizers(string file) =>
        Survive(Clip, file, folder => Array.ForEach(texts, text => ClipTokenizer.Load(folder).Encode(text)));

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    public void Unigram_tokenizers(string file) => Survive(Unigram, file, Encode);

    [Fact]
    public void SentencePiece_models()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("spiece.model"), SentencePiece.File(Pieces()));
        Survive(folder.Path, "spiece.model", Encode);
    }

    [Fact]
    public void SentencePiece_models_of_byte_pairs()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("tokenizer.model"), SentencePiece.File(Pieces(), kind: 2, byteFallback: true));
        Survive(folder.Path, "tokenizer.model", damaged =>
        {
            var tokenizer = BytePairTokenizer.Load(damaged);
            Array.ForEach(texts, text => tokenizer.Decode(tokenizer.Encode(text)));
        });
    }

    [Fact]
    public void Tables_of_characters()
    {
        var table = new CharacterTable();
        foreach (var character in "ABCDÉŸ日") table.Add(character.ToString(), character.ToString().ToLowerInvariant());
        var whole = table.Build();
        var random = new Random(1);
        for (var i = 0; i < Times; i++)
        {
            var damaged = Damage(whole, random, "spiece.model");
            Refused(() => Array.ForEach(texts, text => new PrecompiledCharacters(damaged, "table").Normalise(text + "ABCÉ")), "table");
        }
    }

    [Theory]
    [InlineData("clip_text_quick_gelu")]
    [InlineData("clip_vision")]
    [InlineData("clip_score")]
    [InlineData("t5_v1_1_generate")]
    [InlineData("llama_generate")]
    [InlineData("dinov2")]
    public void Configurations(string name) => Survive(Path.Combine(Cases, name, "model"), "config.json", folder =>
    {
        var path = Path.Combine(folder, "config.json");
        switch (name)
        {
            case "clip_text_quick_gelu": new ClipTextModel(ClipTextConfig.Read(path)).Dispose(); break;
            case "clip_vision": new ClipVisionModel(ClipVisionConfig.Read(path)).Dispose(); break;
            case "clip_score": new ClipModel(ClipTextConfig.Read(path), ClipVisionConfig.Read(path)).Dispose(); break;
            case "t5_v1_1_generate": new T5ForConditionalGeneration(T5Config.Read(path)).Dispose(); break;
            case "llama_generate": new LlamaForCausalLM(LlamaConfig.Read(path)).Dispose(); break;
            case "dinov2": new DinoV2(DinoV2Config.Read(path)).Dispose(); break;
        }
    }, otherFiles: file => file.EndsWith(".json", StringComparison.Ordinal));

    static void Encode(string folder)
    {
        var tokenizer = UnigramTokenizer.Load(folder);
        Array.ForEach(texts, text => tokenizer.Decode(tokenizer.Encode(text, 20, pad: true)));
    }

    static IEnumerable<(string, float, int)> Pieces() =>
        [("<pad>", 0, 3), ("</s>", 0, 3), ("<unk>", 0, 2), ("<s>", 0, 3), ("▁a", -1, 1), ("▁", -2, 1), ("a", -2, 1), ("c", -3, 1),
            ("at", -3, 1), ("t", -4, 1), ("cat", -4, 1), ("<0xC3>", 0, 6), ("user", 0, 4)];

    static void Survive(string original, string file, Action<string> load, Func<string, bool>? otherFiles = null)
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Directory.EnumerateFiles(original))
        {
            if (otherFiles?.Invoke(path) != false) File.WriteAllBytes(folder.File(Path.GetFileName(path)), File.ReadAllBytes(path));
        }
        var whole = File.ReadAllBytes(Path.Combine(original, file));
        var random = new Random(whole.Length);
        for (var i = 0; i < Times; i++)
        {
            File.WriteAllBytes(folder.File(file), Damage(whole, random, file));
            Refused(() => load(folder.Path), folder.Path);
        }
    }

    /// <summary>The files may do no harm; if they are refused, the message names one of them.</summary>
    static void Refused(Action load, string named)
    {
        try
        {
            load();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            if (!e.Message.Contains("no token for a character", StringComparison.Ordinal)
                && !e.Message.Contains("halves", StringComparison.Ordinal)) e.Message.ShouldContain(named);
        }
    }

    static byte[] Damage(byte[] whole, Random random, string file)
    {
        List<byte> bytes = [.. whole];
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(file.EndsWith(".json", StringComparison.Ordinal) ? 7 : 5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at))); break;
                case 4 when random.Next(4) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5 or 6: ReplaceValue(bytes, at, random); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Another value after the next colon, or comma: valid JSON that says something else.</summary>
    static void ReplaceValue(List<byte> bytes, int at, Random random)
    {
        var start = bytes.FindIndex(at, value => value is (byte)':' or (byte)',') + 1;
        if (start <= 0) return;
        var end = bytes.FindIndex(start, value => value is (byte)',' or (byte)'}' or (byte)']');
        if (end < 0) return;
        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(words[random.Next(words.Length)]));
    }
}
