using EmojiGen.Composition;
using EmojiGen.Composition.Things;
using EmojiGen.Tests.Art;

namespace EmojiGen.Tests.Composition;

public class ThingTableTests
{
    [Fact]
    public void Every_name_that_a_fact_is_told_of_is_one_of_the_catalogues() =>
        ThingTable.Facts.SelectMany(it => it.Things.Mentioned.Names.Where(name => BuiltArt.Catalogue.ByName(name) is null)
            .Select(name => $"{it.Fact}: {name}")).ShouldBeEmpty();

    [Fact]
    public void Every_group_that_a_fact_is_told_of_is_one_of_the_catalogues() =>
        ThingTable.Facts.SelectMany(it =>
            it.Things.Mentioned.Groups.Where(group => !BuiltArt.Catalogue.All.Any(emoji => ThingSet.Is(emoji, group))).Select(group => $"{it.Fact}: {group}")).ShouldBeEmpty();

    [Fact]
    public void What_is_left_out_would_be_in_it_otherwise()
    {
        foreach (var (fact, things) in ThingTable.Facts)
        {
            var (names, groups) = things.Mentioned;
            foreach (var name in names)
            {
                var emoji = BuiltArt.Catalogue.ByName(name)!;
                if (!things.Contains(emoji))
                    groups.ShouldContain(group => ThingSet.Is(emoji, group), $"{fact} leaves {name} out, which it never had");
            }
        }
    }

    [Theory]
    [InlineData("cat face, @transport-water, -anchor, -@drink, @food-drink", "cat face canoe pizza", "dog face anchor teapot")]
    [InlineData("@animal-*, -coral, clown face, -@face-costume, @face-*", "fox ant clown face winking face", "coral robot")]
    public void Names_decide_before_groups_and_what_is_left_out_before_what_is_in(string items, string within, string without)
    {
        var things = new ThingSet();
        foreach (var item in items.Split(", ")) things.Add(item);
        var all = BuiltArt.Catalogue.All.Where(things.Contains).Select(emoji => emoji.Name).ToHashSet();
        foreach (var name in Names(within)) all.ShouldContain(name);
        foreach (var name in Names(without)) all.ShouldNotContain(name);

        // "cat face canoe": as many words as make a name.
        static IEnumerable<string> Names(string words)
        {
            for (var rest = words.Split(' '); rest.Length > 0;)
            {
                var length = Enumerable.Range(1, rest.Length)
                    .Last(count => BuiltArt.Catalogue.ByName(string.Join(' ', rest[..count])) is not null);
                yield return string.Join(' ', rest[..length]);
                rest = rest[length..];
            }
        }
    }

    [Theory]
    [InlineData("top hat", "Head", 0.92)]
    [InlineData("hibiscus", "Ears", 0.4)]
    [InlineData("pizza", "Nowhere", 0)]
    public void Clothes_are_worn_where_the_table_says(string name, string where, double width) =>
        Affordances.WornAs(BuiltArt.Catalogue.ByName(name)!).ShouldBe((Enum.Parse<WornOn>(where), width));
}
