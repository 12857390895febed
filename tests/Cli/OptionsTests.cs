using System.Text.Json;
using System.Text.RegularExpressions;
using EmojiGen.Cli;
using EmojiGen.Cli.Commands;
using EmojiGen.Generation;
using EmojiGen.ModelEngines.Settings;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Tests.Cli;

/// <summary>Options are declared once: help, page, recipes and refusals follow from that.</summary>
public partial class OptionsTests
{
    // What issue 15 found to be ignored in silence, engine by engine.
    [Theory]
    [InlineData("compose", "--image", "a.png")]
    [InlineData("compose", "--lora", "a.safetensors")]
    [InlineData("compose", "--negative", "blurry")]
    [InlineData("compose", "--steps", "20")]
    [InlineData("compose", "--scheduler", "euler")]
    [InlineData("compose", "--strength", "0.5")]
    [InlineData("compose", "--transparent")]
    [InlineData("compose", "--temperature", "1")]
    [InlineData("compose", "--emotion", "happy")]
    [InlineData("compose", "--model", "emoji-mini")]
    [InlineData("vqvae", "--outline")]
    [InlineData("vqvae", "--image", "a.png")]
    [InlineData("vqvae", "--mask", "a.png")]
    [InlineData("vqvae", "--steps", "20")]
    [InlineData("vqvae", "--negative", "blurry")]
    [InlineData("vqvae", "--lora", "a.safetensors")]
    [InlineData("vqvae", "--explain")]
    [InlineData("vqvae", "--skin-tone", "dark")]
    [InlineData("diffusion", "--outline")]
    [InlineData("diffusion", "--explain")]
    [InlineData("diffusion", "--temperature", "1")]
    public void An_option_of_another_engine_is_refused_with_the_engines_that_know_it(string engine, params string[] option)
    {
        using var run = new Invocation();
        var outcome = run.Generate(["--engine", engine, .. option, "-o", "a.png", "a cat"]);
        outcome.ExitCode.ShouldBe(2, outcome.Error);
        outcome.Error.Trim().Split('\n').Length.ShouldBe(1, outcome.Error);
        outcome.Error.ShouldContain(option[0]);
        var known = EngineSettings.Engines.Where(it => Regex.IsMatch(outcome.Error, $"--engine [a-z or]*{it}"));
        known.ShouldNotBeEmpty(outcome.Error);
        known.ShouldNotContain(engine);
        outcome.Files.ShouldBeEmpty();
    }

    [Fact]
    public void Without_an_engine_an_option_that_means_none_is_refused_by_the_one_that_draws()
    {
        using var run = new Invocation();
        var outcome = run.Generate("--steps", "20", "-o", "a.png", "a cat");
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain("--engine diffusion");
        outcome.Files.ShouldBeEmpty();
    }

    [Fact]
    public void What_chose_the_engine_and_the_model_is_said()
    {
        using var run = new Invocation();
        run.Environment["XDG_CONFIG_HOME"] = run.Folder;
        var model = Path.Combine(Repository.Root, "tests", "Reference", "cases", "pipeline_sd15", "model");
        run.Develop("set-model", model).ExitCode.ShouldBe(0);
        run.Generate("--size", "64", "--seed", "1", "-o", "cat.png", "a cat").Error.ShouldBeEmpty(); // composed: nobody asked for more
        var outcome = run.Generate("--image", "cat.png", "--steps", "2", "-o", "b.png", "a cat");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldContain("--image means --engine diffusion.");
        outcome.Error.ShouldContain($"The model is {model}, as emoji-dev set-model says.");
        run.Generate("--image", "cat.png", "--steps", "2", "--quiet", "-o", "c.png", "a cat").Error.ShouldBeEmpty();
        var help = run.Generate("--help").Out;
        foreach (var told in (string[])["--image, --lora and --reference mean diffusion", "emoji-dev set-model says"]) help.ShouldContain(told);
    }

    [Fact]
    public void Help_lists_options_under_the_engines_that_know_them()
    {
        using var run = new Invocation();
        var heading = "";
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in run.Generate("--help").Out.Split('\n'))
        {
            if (line.EndsWith(':') && !line.StartsWith(' ')) heading = line;
            else if (OptionLine().Match(line) is { Success: true } option) places[option.Groups["name"].Value] = heading;
        }
        places["--steps"].ShouldBe("With --engine diffusion:");
        places["--emotion"].ShouldBe("With --engine vqvae:");
        places["--outline"].ShouldBe("With --engine compose:");
        places["--guidance"].ShouldBe("With --engine diffusion or vqvae:");
        places["--skin-tone"].ShouldBe("With --engine compose or diffusion:");
        places["--seed"].ShouldBe("Options:");
    }

    [Fact]
    public void The_page_of_options_is_what_the_help_says()
    {
        using var run = new Invocation();
        var page = File.ReadAllText(Repository.File("docs", "options.md"));
        run.Develop("options").Out.ShouldBe(page, "emoji-dev options > docs/options.md makes it");
        foreach (var section in page.Split("\n## ").Skip(1))
        {
            var command = section.Split('\n')[0];
            string[] words = [.. command.Split(' ').Skip(1), "--help"];
            var help = string.Join(' ', (command.StartsWith("emoji-gen", StringComparison.Ordinal) ? run.Generate(words)
                : run.Develop(words)).Out.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
            var rows = section.Split('\n').Where(it => it.StartsWith("| `", StringComparison.Ordinal)).ToArray();
            rows.ShouldNotBeEmpty(command);
            foreach (var row in rows)
            {
                string[] cells = [.. Regex.Split(row, @"(?<!\\)\|")[1..^1].Select(it => it.Replace("\\|", "|", StringComparison.Ordinal).Trim())];
                foreach (var name in CodeSpan().Matches(cells[0]).Select(it => it.Groups[1].Value)) help.ShouldContain(name, Case.Sensitive, command);
                foreach (var fact in (string[])[cells[2], cells[4]]) help.ShouldContain(fact, Case.Sensitive, $"{command} {cells[0]}");
            }
            // And nothing is in the help that the page has not.
            rows.Length.ShouldBe(OptionLine().Matches((command.StartsWith("emoji-gen", StringComparison.Ordinal) ? run.Generate(words)
                : run.Develop(words)).Out).Select(it => it.Groups["name"].Value).Count(it => it is not ("--help" or "--version")), command);
        }
    }

    [Fact]
    public void Every_command_says_each_default_once_and_has_examples_or_notes()
    {
        using var run = new Invocation();
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, false, _ => null, run.Folder, default);
        foreach (var command in OptionsCommand.All(terminal, new Installation(Repository.Root)))
        {
            foreach (var option in command.Options.Where(it => !it.Hidden))
                Regex.Count(option.Description ?? "", "default:").ShouldBeLessThan(2, $"{command.Name} {option.Name}: {option.Description}");
            command.ShouldBeAssignableTo<DocumentedCommand>()!.Notes.ShouldNotBeEmpty(command.Name);
            command.Options.Where(it => !it.Hidden).ShouldAllBe(it => it is ISettingOption, command.Name);
        }
    }

    [Theory]
    [InlineData("PHOTO is missing", "cut-out")]
    [InlineData("FROM is missing", "morph")]
    [InlineData("TO is missing", "morph", "cat")]
    [InlineData("'more' is one word too many", "morph", "cat", "dog", "more")]
    [InlineData("--steps needs a value: --steps N", "morph", "cat", "dog", "--steps")]
    [InlineData("--steps is given 2 times (2, 3)", "morph", "cat", "dog", "--steps", "2", "--steps", "3")]
    [InlineData("Did you mean --steps?", "morph", "cat", "dog", "--step", "3")]
    [InlineData("There is no picture 'nothere.png'", "morph", "cat", "nothere.png")]
    [InlineData("'latend'; it must be latent, spherical or codes. Did you mean latent?", "morph", "cat", "dog", "--space", "latend")]
    public void What_is_wrong_is_said_in_our_words(string says, params string[] arguments)
    {
        using var run = new Invocation();
        var outcome = run.Develop(arguments);
        outcome.ExitCode.ShouldBeInRange(1, 2);
        outcome.Error.ShouldContain(says);
        outcome.Error.Trim().Split('\n').Length.ShouldBe(1, outcome.Error);
        foreach (var words in (string[])["Required argument", "Unrecognized", "Parameter '", "expects"]) outcome.Error.ShouldNotContain(words);
    }

    [Fact]
    public void Every_recipe_is_read_by_the_same_list()
    {
        foreach (var recipe in Directory.EnumerateFiles(Repository.File("recipes"))
            .Where(it => Path.GetFileName(it) is not ("emoji-mini" or "emoji-vqvae")))
        {
            var values = new Dictionary<string, string>(RecipeFile.Read(recipe, [.. FineTuneSettings.All.Select(it => it.Name)]))
            {
                ["model"] = "m",
                ["data"] = "d",
            };
            if (values.ContainsKey("push-to-hub")) values["hub-model-id"] = "me/emotes"; // whose it is no recipe can know
            FineTuneSettings.Read(values, "/", it => it).Trainer.Steps.ShouldBeGreaterThan(1, recipe);
        }
        Should.Throw<RequestException>(() => FineTuneSettings.Read(new Dictionary<string, string> { ["lora-ranc"] = "4" }, "/", it => it))
            .Message.ShouldContain("Did you mean lora-rank?");
    }

    [Fact]
    public void Programs_get_the_list_as_json()
    {
        using var run = new Invocation();
        var commands = JsonDocument.Parse(run.Develop("options", "--json").Out).RootElement.GetProperty("commands").EnumerateArray()
            .ToDictionary(it => it.GetProperty("command").GetString()!, StringComparer.Ordinal);
        var steps = commands["emoji-gen"].GetProperty("options").EnumerateArray()
            .Single(it => it.GetProperty("names").EnumerateArray().Any(name => name.GetString() == "--steps"));
        steps.GetProperty("range").GetString().ShouldBe("1 to 1000");
        steps.GetProperty("default").GetString().ShouldBe("30");
        steps.GetProperty("engines").EnumerateArray().Select(it => it.GetString()).ShouldBe(["diffusion"]);
        // Whatever tells something tells it to programs too.
        foreach (var (name, command) in commands)
            if (name is not "emoji-dev prompts")
                command.GetProperty("options").EnumerateArray().ShouldContain(
                    it => it.GetProperty("names").EnumerateArray().Any(that => that.GetString() == "--json"), name);
    }

    [GeneratedRegex(@"^  (-\w, )?(?<name>--[a-z0-9-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
