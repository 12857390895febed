namespace EmojiGen.Tests.Composition.Grammar;

public class LanguageTests
{
    [Theory]
    [InlineData("de", "eine Katze fährt auf einem Skateboard", "cat face, skateboard", "Riding 0 1")]
    [InlineData("de", "ein wütender Bär trägt einen Zylinder", "bear, top hat", "Wearing 0 1")]
    [InlineData("fr", "un chien en colère mange une pizza", "dog face, pizza", "Eating 0 1")]
    [InlineData("es", "un oso montando en bicicleta", "bear, bicycle", "Riding 0 1")]
    [InlineData("fi", "kissa skeittilaudalla", "cat face, skateboard", "Riding 0 1")]
    [InlineData("fi", "panda syö pizzaa", "panda, pizza", "Eating 0 1")]
    [InlineData("it", "un gatto con una corona", "cat face, crown", "Wearing 0 1")]
    [InlineData("pt", "um cachorro comendo pizza", "dog face, pizza", "Eating 0 1")]
    [InlineData("nl", "een kat op een skateboard", "cat face, skateboard", "Riding 0 1")]
    [InlineData("sv", "en björn med en krona", "bear, crown", "Wearing 0 1")]
    public void Grammar_is_read_in_common_languages(string language, string prompt, string subjects, string relations)
    {
        var scene = Reading.Of(prompt, language);
        string.Join(", ", Reading.Subjects(scene)).ShouldBe(subjects);
        string.Join("; ", Reading.Relations(scene)).ShouldBe(relations);
    }

    [Theory]
    [InlineData("ja", "猫と犬")]
    [InlineData("zh", "猫和狗")]
    [InlineData("ru", "кошка и собака")]
    [InlineData("pl", "kot i pies")]
    [InlineData("hi", "बिल्ली और कुत्ता")]
    [InlineData("ko", "고양이와 개")]
    [InlineData("uk", "кіт і собака")]
    [InlineData("da", "kat og hund")]
    public void Lists_are_read_in_the_catalogues_languages(string language, string prompt)
    {
        Reading.Subjects(Reading.Of(prompt, language)).ShouldBe(["cat face", "dog face"]);
    }

    [Fact]
    public void Counts_colours_and_feelings_are_read()
    {
        var scene = Reading.Of("zwei rote traurige Hunde", "de");
        scene.Subjects[0].Count.ShouldBe(2);
        scene.Subjects[0].Colour.ShouldNotBeNull().Words.ShouldBe("rote");
        scene.Subjects[0].Expression.ShouldNotBeNull().Emoji.Name.ShouldBe("crying face");
    }
}
