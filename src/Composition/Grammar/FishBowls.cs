namespace EmojiGen.Composition.Grammar;

/// <summary>A fish in a bowl is in one of glass, not in a soup.</summary>
static class FishBowls
{
    public static SceneDescription Settle(SceneDescription scene)
    {
        foreach (var relation in scene.Relations)
        {
            var bowl = scene.Subjects[relation.Object];
            if (relation.Kind != RelationKind.In || bowl.Found.Emoji.Name != "bowl with spoon"
                || scene.Subjects[relation.Subject].Found.Emoji is not { Subgroup: "animal-marine" }) continue;
            scene = scene with
            {
                Subjects = scene.Subjects.SetItem(relation.Object, bowl with { Found = bowl.Found with { Drawing = "fishbowl" } }),
            };
        }
        return scene;
    }
}
