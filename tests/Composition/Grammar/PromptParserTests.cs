using EmojiGen.Composition.Grammar;

namespace EmojiGen.Tests.Composition.Grammar;

public class PromptParserTests
{
    [Theory]
    [InlineData("black cat")]
    [InlineData("a black cat")]
    [InlineData("smiling face with sunglasses")]
    [InlineData("person surfing")]
    [InlineData("bow and arrow")]
    [InlineData("hot dog")]
    [InlineData("red heart")]
    [InlineData("polar bear")]
    [InlineData("ice cream")]
    public void A_phrase_that_is_an_emoji_is_that_emoji(string prompt)
    {
        var scene = Reading.Of(prompt);
        scene.Subjects.ShouldHaveSingleItem().Found.Emoji.Name.ShouldBe(prompt.StartsWith("a ", StringComparison.Ordinal) ? prompt[2..]
            : prompt);
        scene.Subjects[0].Colour.ShouldBeNull();
        scene.Relations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("flag of Finland", "flag: Finland")]
    [InlineData("the Dutch flag", "flag: Netherlands")]
    [InlineData("the flag of the United Kingdom", "flag: United Kingdom")]
    [InlineData("flag: Côte d’Ivoire", "flag: Côte d’Ivoire")]
    [InlineData("Japan flag", "flag: Japan")]
    [InlineData("Argentina's flag", "flag: Argentina")]
    [InlineData("USA", "flag: United States")]
    public void Flags_are_found_by_country_and_adjective(string prompt, string name) =>
        Reading.Subjects(Reading.Of(prompt)).ShouldBe([name]);

    [Theory]
    [InlineData("a cat riding a skateboard", "cat face, skateboard", "Riding 0 1")]
    [InlineData("a cat rides a skateboard", "cat face, skateboard", "Riding 0 1")]
    [InlineData("the cat rode on a skateboard", "cat face, skateboard", "Riding 0 1")]
    [InlineData("a cat riding a skateboard and a dog wearing a crown", "cat face, skateboard, dog face, crown",
        "Riding 0 1; And 0 2; Wearing 2 3")]
    [InlineData("a tiger wearing a crown riding a motorcycle", "tiger face, crown, motorcycle", "Wearing 0 1; Riding 0 2")]
    [InlineData("a unicorn wearing a crown and sunglasses", "unicorn, crown, sunglasses", "Wearing 0 1; Wearing 0 2")]
    [InlineData("a monkey drinking coffee and reading a newspaper", "monkey face, hot beverage, newspaper", "Drinking 0 1; Reading 0 2")]
    [InlineData("a turtle giving a present to a rabbit", "turtle, wrapped gift, rabbit face", "Giving 0 1 2")]
    [InlineData("a turtle giving the rabbit a present", "turtle, rabbit face, wrapped gift", "Giving 0 2 1")]
    [InlineData("a chicken next to an egg and a hatching chick", "chicken, egg, hatching chick", "NextTo 0 1; NextTo 0 2")]
    [InlineData("a penguin and a polar bear on ice", "penguin, polar bear, ice", "And 0 1; On 0 2; On 1 2")]
    [InlineData("a rabbit in a box and a dog", "rabbit face, package, dog face", "In 0 1; And 0 2")]
    [InlineData("a dragon flying over a castle", "dragon, castle", "Under 1 0")]
    [InlineData("a cat in front of a house", "cat face, house", "Behind 1 0")]
    [InlineData("a bear driving a van", "bear, minibus", "Driving 0 1")]
    [InlineData("a robot playing the guitar", "robot, guitar", "Playing 0 1")]
    [InlineData("a cat playing with a giraffe", "cat face, giraffe", "PlayingWith 0 1")]
    [InlineData("a teen waving at a crab", "child, crab", "WavingAt 0 1")]
    [InlineData("a basket of kittens", "basket, cat face", "In 1 0")]
    [InlineData("a bear with a pineapple on its head", "bear, pineapple", "On 1 0")]
    [InlineData("a fox reading", "fox, open book", "Reading 0 1")]
    [InlineData("a horse riding a skateboard", "horse face, skateboard", "Riding 0 1")]
    [InlineData("a baby reading a book", "baby, open book", "Reading 0 1")]
    [InlineData("sun, moon and star", "sun, full moon, star", "And 0 1; And 0 2")]
    public void Relations_have_their_own_subjects_and_objects(string prompt, string subjects, string relations)
    {
        var scene = Reading.Of(prompt);
        string.Join(", ", Reading.Subjects(scene)).ShouldBe(subjects);
        string.Join("; ", Reading.Relations(scene)).ShouldBe(relations);
        scene.NotShown.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("two cats", 2)]
    [InlineData("3 dogs", 3)]
    [InlineData("a pair of bees", 2)]
    [InlineData("a dozen eggs", 12)]
    [InlineData("a crowd of frogs", 8)]
    [InlineData("a thousand ants", Subject.MaxCount)]
    [InlineData("cats", 2)]
    [InlineData("a cat", 1)]
    [InlineData("🐱🐱🐱", 3)]
    [InlineData("a pair of socks", 1)]
    [InlineData("two slices of pizza", 2)]
    public void Counts_are_read(string prompt, int count) => Reading.Of(prompt).Subjects.ShouldHaveSingleItem().Count.ShouldBe(count);

    [Theory]
    [InlineData("a purple dragon", RecolourKind.Hue, "purple")]
    [InlineData("a dark blue bear", RecolourKind.Hue, "dark blue")]
    [InlineData("a golden pig", RecolourKind.Gold, "golden")]
    [InlineData("a rainbow-coloured snake", RecolourKind.Rainbow, "rainbow-coloured")]
    [InlineData("a black and white cat", RecolourKind.Grey, "black and white")]
    [InlineData("a black rabbit", RecolourKind.Dark, "black")]
    [InlineData("a white tiger", RecolourKind.Light, "white")]
    [InlineData("an elephant that is pink", RecolourKind.Hue, "pink")]
    [InlineData("an orange cat", RecolourKind.Hue, "orange")]
    public void Colours_are_read(string prompt, RecolourKind kind, string words)
    {
        var colour = Reading.Of(prompt).Subjects.ShouldHaveSingleItem().Colour.ShouldNotBeNull();
        colour.Kind.ShouldBe(kind);
        colour.Words.ShouldBe(words);
    }

    [Fact]
    public void A_colour_that_no_noun_follows_is_the_fruit() =>
        Reading.Subjects(Reading.Of("an orange and a banana")).ShouldBe(["tangerine", "banana"]);

    [Theory]
    [InlineData("a tiny elephant", SizeWord.Tiny)]
    [InlineData("a baby elephant", SizeWord.Small)]
    [InlineData("a big dog", SizeWord.Large)]
    [InlineData("a really huge spider", SizeWord.Giant)]
    public void Sizes_are_read(string prompt, SizeWord size) => Reading.Of(prompt).Subjects.ShouldHaveSingleItem().Size.ShouldBe(size);

    [Theory]
    [InlineData("an angry tomato", "tomato", "angry face", "angry")]
    [InlineData("a hippo feeling tired", "hippopotamus", "tired face", "tired")]
    [InlineData("a cat in love", "cat face", "smiling face with heart-eyes", "in love")]
    [InlineData("a pizza with heart eyes", "pizza", "smiling face with heart-eyes", "heart eyes")]
    [InlineData("a tomato with an angry face", "tomato", "angry face", "angry face")]
    [InlineData("my boss is angry", "office worker", "angry face", "angry")]
    [InlineData("a cat who looks worried", "cat face", "worried face", "worried")]
    [InlineData("the moon sleeps", "full moon", "sleeping face", "sleeps")]
    [InlineData("an ant feeling dizzy", "ant", "face with spiral eyes", "dizzy")]
    [InlineData("🥑 + 😍", "avocado", "smiling face with heart-eyes", "😍")]
    [InlineData("😎🍍", "pineapple", "smiling face with sunglasses", "😎")]
    public void Feelings_are_expressions_of_their_subject(string prompt, string subject, string face, string words)
    {
        var only = Reading.Of(prompt).Subjects.ShouldHaveSingleItem();
        only.Found.Emoji.Name.ShouldBe(subject);
        only.Expression.ShouldNotBeNull().Emoji.Name.ShouldBe(face);
        only.Expression.Words.ShouldBe(words);
    }

    [Theory]
    [InlineData("an avocado wearing a cowboy hat", "cowboy hat face", "cowboy hat", null)]
    [InlineData("a winking avocado in a party hat", "partying face", "party hat", "winking face")]
    [InlineData("two avocados in party hats", "partying face", "party hats", null)]
    public void A_hat_of_a_face_is_worn_and_leaves_the_expression_alone(string prompt, string hat, string words, string? expression)
    {
        var only = Reading.Of(prompt).Subjects.ShouldHaveSingleItem();

        only.Found.Emoji.Name.ShouldBe("avocado");
        (only.Hat?.Emoji.Name, only.Hat?.Words, only.Expression?.Emoji.Name).ShouldBe((hat, words, expression));
    }

    [Fact]
    public void A_feeling_of_nobody_is_the_face_itself() => Reading.Subjects(Reading.Of("I am so tired")).ShouldBe(["tired face"]);

    [Fact]
    public void Who_loves_and_who_is_loved_stand_together()
    {
        var scene = Reading.Of("a cat in love with a dog");
        scene.Subjects[0].Expression.ShouldNotBeNull().Emoji.Name.ShouldBe("smiling face with heart-eyes");
        scene.Subjects[1].Expression.ShouldBeNull();
        Reading.Relations(scene).ShouldBe(["NextTo 0 1"]);
    }

    [Theory]
    [InlineData("a cat astronaut", "cat face", "astronaut")]
    [InlineData("an astronaut cat", "cat face", "astronaut")]
    [InlineData("a frog as a king", "frog", "person with crown")]
    [InlineData("a dog dressed as a chef", "dog face", "cook")]
    [InlineData("a sheep who is a nurse", "ewe", "health worker")]
    [InlineData("a monkey in a space suit", "monkey face", "astronaut")]
    [InlineData("a lobster wearing a chef's hat", "lobster", "cook")]
    [InlineData("a surfing dog", "dog face", "person surfing")]
    [InlineData("🐱🧑‍🚀", "cat face", "astronaut")]
    public void Trades_are_roles(string prompt, string subject, string role)
    {
        var only = Reading.Of(prompt).Subjects.ShouldHaveSingleItem();
        only.Found.Emoji.Name.ShouldBe(subject);
        only.Role.ShouldNotBeNull().Emoji.Name.ShouldBe(role);
    }

    [Theory]
    [InlineData("a girl firefighter", "woman firefighter")]
    [InlineData("a man pilot", "man pilot")]
    [InlineData("a woman dancing", "woman dancing")]
    public void People_of_a_trade_are_the_catalogues_own(string prompt, string name) =>
        Reading.Subjects(Reading.Of(prompt)).ShouldBe([name]);

    [Theory]
    [InlineData("a heart with the Finnish flag", "red heart", "flag: Finland")]
    [InlineData("a Finnish heart", "red heart", "flag: Finland")]
    [InlineData("❤️+🇫🇮", "red heart", "flag: Finland")]
    public void Flags_fill_shapes(string prompt, string subject, string flag)
    {
        var only = Reading.Of(prompt).Subjects.ShouldHaveSingleItem();
        only.Found.Emoji.Name.ShouldBe(subject);
        only.Flag.ShouldNotBeNull().Emoji.Name.ShouldBe(flag);
    }

    [Fact]
    public void Poses_are_read()
    {
        Reading.Of("an upside-down penguin").Subjects[0].UpsideDown.ShouldBeTrue();
        Reading.Of("a transparent whale").Subjects[0].Ghostly.ShouldBeTrue();
        Reading.Of("a cat silhouette").Subjects[0].Silhouette.ShouldBeTrue();
        Reading.Of("a pig with wings").Subjects[0].Winged.ShouldBeTrue();
    }

    [Theory]
    [InlineData("🐱+🛹", "Riding 0 1")]
    [InlineData("🦊👑", "Wearing 0 1")]
    [InlineData("🐱+🐶", "Mix 0 1")]
    [InlineData("🐙🎸", "Playing 0 1")]
    [InlineData("🐱🛹🐶", "Riding 0 1; And 0 2")]
    public void Emoji_side_by_side_relate_as_people_expect(string prompt, string relations) =>
        string.Join("; ", Reading.Relations(Reading.Of(prompt))).ShouldBe(relations);

    [Fact]
    public void Skin_tones_and_variation_selectors_do_not_hide_an_emoji() => Reading.Subjects(Reading.Of("👍🏽")).ShouldBe(["thumbs up"]);

    [Fact]
    public void Shortcodes_are_emoji() => Reading.Subjects(Reading.Of(":cat: and :pizza:")).ShouldBe(["cat face", "pizza"]);

    [Fact]
    public void What_nothing_understands_is_reported_and_the_rest_is_shown()
    {
        var scene = Reading.Of("a cat with a jetpack");
        Reading.Subjects(scene).ShouldBe(["cat face"]);
        scene.NotShown.ShouldBe(["jetpack"]);
    }

    [Fact]
    public void Function_words_are_not_reported() => Reading.Of("please draw me a cat with its very own balloon").NotShown.ShouldBeEmpty();

    [Fact]
    public void What_is_denied_is_neither_shown_nor_reported()
    {
        var scene = Reading.Of("a cat without a hat");
        Reading.Subjects(scene).ShouldBe(["cat face"]);
        scene.NotShown.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_prompt_reads_the_same_twice() =>
        Reading.Of("two angry purple octopuses wearing top hats").ToString()
            .ShouldBe(Reading.Of("two angry purple octopuses wearing top hats").ToString());
}
