using EmojiGen.Prompting;

namespace EmojiGen.Tests.Prompting;

public class EnglishFormsTests
{
    static readonly EnglishForms forms = new();

    [Theory]
    [InlineData("mice", "mouse")]
    [InlineData("wolves", "wolf")]
    [InlineData("geese", "goose")]
    [InlineData("foxes", "fox")]
    [InlineData("butterflies", "butterfly")]
    [InlineData("octopuses", "octopus")]
    [InlineData("horses", "horse")]
    [InlineData("cookies", "cookie")]
    [InlineData("tomatoes", "tomato")]
    [InlineData("benches", "bench")]
    [InlineData("dresses", "dress")]
    [InlineData("keys", "key")]
    public void A_plural_has_its_singular(string plural, string singular) => forms.Singular(plural).ShouldBe(singular);

    [Theory]
    [InlineData("cat")]
    [InlineData("dress")]
    [InlineData("octopus")]
    [InlineData("tennis")]
    [InlineData("as")]
    public void What_is_no_plural_has_none(string word) => forms.Singular(word).ShouldBeNull();

    [Theory]
    [InlineData("rides", "riding")]
    [InlineData("ride", "riding")]
    [InlineData("rode", "riding")]
    [InlineData("ridden", "riding")]
    [InlineData("sits", "sitting")]
    [InlineData("hugged", "hugging")]
    [InlineData("carries", "carrying")]
    [InlineData("carried", "carrying")]
    [InlineData("watches", "watching")]
    [InlineData("eats", "eating")]
    [InlineData("lies", "lying")]
    [InlineData("chased", "chasing")]
    [InlineData("sees", "seeing")]
    public void A_verb_has_its_ing_form(string form, string gerund) => forms.Gerunds(form).ShouldContain(gerund);
}
