using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>Finds what is to be written in a picture before the words are read: <em>a sign that says NO</em>, <em>a mug "MOM"</em>,
/// <em>LGTM</em>.</summary>
static class InscriptionReader
{
    /// <summary>What leads to letters, each longer one before those that it begins with.</summary>
    static readonly string[] cues =
    [
        "that says", "which says", "that say", "which say", "that reads", "which reads", "that read", "that spells", "that spell", "saying", "says", "spelling",
        "with the inscription", "with the initials", "with the letters", "with the letter", "with the message", "with the numbers",
        "with the number", "with number", "with the words", "with the word", "with the text", "with the name",
        "labelled as", "labelled", "labeled as", "labeled", "titled", "engraved with", "inscribed with",
        "mit der aufschrift", "auf dem steht", "qui dit", "avec l'inscription", "que dice", "con el texto", "che dice", "met de tekst", "med texten",
    ];

    /// <summary>Where letters without quotation marks end at the latest.</summary>
    static readonly string[] ends = [" and ", " with ", " on ", " in ", " while ", " wearing ", " holding ", " next to ", " under ", " behind "];

    /// <summary>Words of things that are nothing but what is written on them.</summary>
    static readonly string[] plates = ["button", "badge", "label", "tag", "sticker", "banner", "stamp", "plate", "text", "word", "letters", "logo"];

    /// <summary>The catalogue's emoji whose name a drawn badge goes by.</summary>
    const string Badge = "input latin uppercase";

    /// <summary>Letters of an acronym, at most.</summary>
    const int LongestAcronym = 6;

    /// <summary>Words of letters in capitals, at most.</summary>
    const int MostWords = 4;

    /// <summary>The first letters asked for.</summary>
    /// <param name="rest">The prompt with spaces where they were asked for.</param>
    public static Inscription? Take(string prompt, out string rest)
    {
        rest = prompt;
        foreach (var cue in cues)
        {
            if (Find(prompt, cue) is not (>= 0 and var at)) continue;
            var begin = at + cue.Length;
            while (begin < prompt.Length && prompt[begin] is ' ' or ':' or ',') begin++;
            if ((Quoted(prompt, begin) ?? Unquoted(prompt, begin, cue)) is var (text, end)) return Made(prompt, at, end, text, out rest);
        }

        for (var at = 1; at < prompt.Length; at++)
            if (prompt[at - 1] == ' ' && Quoted(prompt, at) is var (text, end) && (char.IsUpper(text[0]) || char.IsDigit(text[0])))
                return Made(prompt, at, end, text, out rest);
        return Day(prompt, out rest);
    }

    /// <summary>Days that are told by a leaf of a calendar.</summary>
    static readonly string[] days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary><em>on friday</em>: a calendar that says so.</summary>
    static Inscription? Day(string prompt, out string rest)
    {
        rest = prompt;
        foreach (var day in days)
        {
            if (Find(prompt + " ", $"on {day}") is not (>= 0 and var at)) continue;
            var end = at + $"on {day}".Length;
            if (end < prompt.Length && prompt[end] == 's') end++;
            rest = string.Concat(prompt.AsSpan(0, at), "and a calendar", prompt.AsSpan(end));
            return new(day[..3].ToUpperInvariant(), prompt[at..end], "calendar");
        }
        return null;
    }

    static Inscription? Made(string prompt, int at, int end, string text, out string rest)
    {
        rest = string.Concat(prompt.AsSpan(0, at), new string(' ', end - at), prompt.AsSpan(end));
        var before = prompt[..at].TrimEnd();
        return new(text, prompt[at..end], before[(before.LastIndexOf(' ') + 1)..]);
    }

    /// <summary>Where a cue stands as words of its own; -1: nowhere.</summary>
    static int Find(string prompt, string cue)
    {
        for (var from = 0; prompt.IndexOf(cue, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at; from = at + 1)
            if (at > 0 && prompt[at - 1] == ' ' && at + cue.Length < prompt.Length && !char.IsLetter(prompt[at + cue.Length])) return at;
        return -1;
    }

    static (string Text, int End)? Quoted(string prompt, int at)
    {
        if (at >= prompt.Length || CloserOf(prompt[at]) is not { } closer) return null;
        var end = prompt.IndexOf(closer, at + 1);
        // An apostrophe closes where a word ends.
        while (closer == '\'' && end > 0 && end + 1 < prompt.Length && char.IsLetter(prompt[end + 1])) end = prompt.IndexOf(closer, end + 1);
        return end > at + 1 && prompt[(at + 1)..end].Trim() is { Length: > 0 } text ? (text, end + 1) : null;
    }

    static char? CloserOf(char opener) => opener switch
    {
        '"' => '"',
        '\'' => '\'',
        '“' or '„' => '”',
        '‘' => '’',
        '«' => '»',
        _ => null,
    };

    static (string Text, int End)? Unquoted(string prompt, int begin, string cue)
    {
        var end = prompt.AsSpan(begin).IndexOfAny(',', ';', '.') is >= 0 and var stop ? begin + stop : prompt.Length;
        var words = prompt[begin..end].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return null;
        if (IsLoud(words[0]) || cue.Contains("letter", StringComparison.Ordinal) || cue.Contains("number", StringComparison.Ordinal))
        {
            var count = 1;
            while (count < Math.Min(words.Length, MostWords) && IsLoud(words[count])) count++;
            var last = words[count - 1];
            end = begin;
            for (var i = 0; i < count; i++) end = prompt.IndexOf(words[i], end, StringComparison.Ordinal) + words[i].Length;
            return (prompt[begin..end], end);
        }

        foreach (var word in ends)
            if (prompt.IndexOf(word, begin, StringComparison.OrdinalIgnoreCase) is >= 0 and var at && at < end) end = at;
        return prompt[begin..end].TrimEnd() is { Length: > 0 } text ? (text, begin + text.Length) : null;
    }

    /// <summary>Capitals and digits, as letters on things are written.</summary>
    static bool IsLoud(string word) => word.Any(char.IsLetterOrDigit) && !word.Any(char.IsLower);

    /// <summary>Whether a prompt is nothing but an acronym or a number, which people want to read rather than to have guessed.</summary>
    public static bool IsAcronym(string prompt)
    {
        var text = prompt.Trim();
        return text.Length is >= 2 and <= LongestAcronym && text.Any(char.IsLetterOrDigit)
            && text.All(static it => char.IsAsciiLetterUpper(it) || char.IsAsciiDigit(it) || it is '&' or '/' or '+' or '!' or '?' or '-');
    }

    /// <summary>A badge that shows nothing but letters.</summary>
    public static SceneDescription Alone(string prompt, Inscription lettering, Catalogue catalogue) => new(prompt,
        [new Subject(new Found(catalogue.ByName(Badge)!, lettering.Words, 1)) { Inscription = lettering with { IsAlone = true } }], [], []);

    /// <summary>The scene with the letters on what was named right before them; on the last thing, where nothing was.</summary>
    public static SceneDescription On(SceneDescription scene, Inscription lettering, Catalogue catalogue)
    {
        if (lettering.Text.Length > Inscription.Longest) return scene with { NotShown = scene.NotShown.Add(lettering.Words) };
        if (scene.Subjects.Length == 0) return Alone(scene.Prompt, lettering, catalogue);
        var place = Place(scene, lettering);
        var subject = scene.Subjects[place];
        var isPlate = Array.Exists(plates, it => it.Equals(lettering.On, StringComparison.OrdinalIgnoreCase));
        var inscribed = !isPlate ? subject with { Inscription = lettering } : subject with
        {
            Found = subject.Found with { Emoji = catalogue.ByName(Badge)!, Score = 1, Kind = Prompting.MatchKind.Name },
            Inscription = lettering with { IsAlone = true },
        };
        return scene with
        {
            Subjects = scene.Subjects.SetItem(place, inscribed),
            NotShown = isPlate ? scene.NotShown.RemoveAll(it => it.Equals(lettering.On, StringComparison.OrdinalIgnoreCase)) : scene.NotShown,
        };
    }

    static int Place(SceneDescription scene, Inscription lettering)
    {
        if (lettering.On.Length > 0)
            for (var at = scene.Subjects.Length - 1; at >= 0; at--)
                if (scene.Subjects[at].Found.Words.EndsWith(lettering.On, StringComparison.OrdinalIgnoreCase)) return at;
        return scene.Subjects.Length - 1;
    }
}
