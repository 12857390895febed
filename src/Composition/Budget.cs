using EmojiGen.Composition.Backdrops;
using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition;

/// <summary>Keeps of a long prompt what a picture as small as an emoji can show: its main figure and what is clearest of all that is said of
/// it. The rest is told, not drawn.</summary>
static class Budget
{
    /// <summary>The main figure and three more: what is smaller than a quarter of the canvas is not made out at 24 pixels.</summary>
    public const int MostThings = 4;

    /// <summary>Equals in a list, which stand in two rows.</summary>
    public const int MostEquals = 6;

    /// <summary>Figures in one row.</summary>
    public const int Beside = 3;

    /// <summary>A list has few words for each of its things; a prompt of more tells of somebody.</summary>
    const int WordsOfAnEqual = 4;

    /// <summary>Salience of what nothing relates to the main figure.</summary>
    const int Unrelated = 1000;

    /// <summary>Salience of what is related at second hand: after all that is so at first.</summary>
    const int Remove = 100;

    /// <summary>Whether the prompt is about its first figure, to which the others are companions, rather than a list of equals.</summary>
    public static bool HasMainFigure(SceneDescription description) =>
        description.Relations.Any(static it => it.Kind is not (RelationKind.And or RelationKind.NextTo or RelationKind.Mix))
        || description.Prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > WordsOfAnEqual * description.Subjects.Length;

    /// <summary>Whether so much is told of the main figure that all else has to be small beside it.</summary>
    public static bool IsTold(SceneDescription description, IReadOnlyCollection<int> places) =>
        HasMainFigure(description) && description.Subjects.Length - places.Count >= Beside
        && description.Prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= LongPrompt;

    /// <summary>Words of a prompt that tells more than a picture of a few things.</summary>
    const int LongPrompt = 14;

    /// <summary>What nothing says the meaning of is no use beside much that is understood.</summary>
    static bool IsGuess(SceneDescription description, int at) => description.Guessed.Any(it => it.Words == description.Subjects[at].Found.Words);

    /// <summary>Salience of what the main figure is on, in or under; what is less only stands by it.</summary>
    const int Related = 3;

    /// <summary>Whom it is about, by its place among the subjects: the first named who is no place.</summary>
    public static int MainOf(SceneDescription description, IReadOnlyCollection<int> places) =>
        Enumerable.Range(0, description.Subjects.Length).FirstOrDefault(it => !places.Contains(it));

    /// <param name="places">Those among the subjects that are drawn behind all others, and take no room.</param>
    /// <returns>The description itself where all of it has room.</returns>
    public static SceneDescription Apply(SceneDescription description, IReadOnlyCollection<int> places)
    {
        var ranks = Ranks(description, MainOf(description, places));
        var isTold = IsTold(description, places);
        var things = Enumerable.Range(0, description.Subjects.Length).Except(places)
            .Where(it => !isTold || ranks[it] <= Related || !IsGuess(description, it)).ToArray();
        var kept = things.OrderBy(it => ranks[it]).ThenBy(static it => it).Take(HasMainFigure(description) ? MostThings : MostEquals)
            .Concat(places).Order().ToArray();
        return kept.Length == description.Subjects.Length ? description : Of(description, kept);
    }

    /// <summary>The places of a description that <see cref="Scenery"/> draws.</summary>
    public static IReadOnlyCollection<int> PlacesOf(SceneDescription description, ComposeOptions options) =>
        options.Background ? Places.Find(description).Keys : [];

    /// <summary>The lower, the more salient: the main figure is 0, what it wears and holds comes before what it stands in.</summary>
    static int[] Ranks(SceneDescription description, int main)
    {
        var ranks = new int[description.Subjects.Length];
        Array.Fill(ranks, Unrelated);
        ranks[main] = 0;
        // Each pass reaches one relation further.
        for (var pass = 0; pass < ranks.Length; pass++)
        {
            foreach (var relation in description.Relations)
            {
                Reach(relation.Subject, relation.Object, Order(relation));
                Reach(relation.Object, relation.Subject, Order(relation));
                if (relation.Recipient is { } to) Reach(relation.Subject, to, Order(relation));
            }
        }
        return ranks;

        void Reach(int from, int to, int order)
        {
            if (ranks[from] < Unrelated) ranks[to] = Math.Min(ranks[to], ranks[from] == 0 ? order : ranks[from] + Remove);
        }
    }

    static int Order(Relation relation) => relation.Kind switch
    {
        // "sitting at a desk": furniture, not a place.
        RelationKind.In when relation.Words.EndsWith("at", StringComparison.OrdinalIgnoreCase) => Beside + Related,
        RelationKind.Wearing => 1,
        RelationKind.Holding or RelationKind.Eating or RelationKind.Drinking or RelationKind.Playing or RelationKind.Reading
            or RelationKind.Catching => 2,
        RelationKind.Hugging or RelationKind.Giving or RelationKind.PlayingWith or RelationKind.WavingAt => 2,
        RelationKind.Riding or RelationKind.Driving => 3,
        RelationKind.On or RelationKind.In or RelationKind.Under => Related,
        RelationKind.With => 4,
        RelationKind.And or RelationKind.NextTo => 6,
        _ => 7,
    };

    /// <summary>All that is said of a thing.</summary>
    static IEnumerable<string> WordsOf(Subject subject)
    {
        yield return subject.Found.Words;
        foreach (var found in new[] { subject.Expression, subject.Hat, subject.Role, subject.Flag })
            if (found is not null) yield return found.Words;
        if (subject.Colour is { } colour) yield return colour.Words;
        if (subject.Inscription is { } lettering) yield return lettering.Words;
        if (subject.Mutual is { } deed) yield return deed.Words;
        foreach (var worn in subject.Worn) yield return worn.Words;
        foreach (var held in subject.Contained) yield return held.Words;
    }

    static SceneDescription Of(SceneDescription description, int[] kept)
    {
        var dropped = Enumerable.Range(0, description.Subjects.Length).Except(kept).ToHashSet();
        var left = dropped.Order().SelectMany(it => WordsOf(description.Subjects[it])).ToArray();
        return description with
        {
            Subjects = [.. kept.Select(it => description.Subjects[it])],
            Relations = [.. description.Relations.Where(IsKept).Select(Renumbered)],
            NotShown = [.. description.NotShown, .. left],
        };

        bool IsKept(Relation it) => !dropped.Contains(it.Subject) && !dropped.Contains(it.Object)
            && (it.Recipient is not { } to || !dropped.Contains(to));

        Relation Renumbered(Relation it) => it with
        {
            Subject = Array.IndexOf(kept, it.Subject),
            Object = Array.IndexOf(kept, it.Object),
            Recipient = it.Recipient is { } to ? Array.IndexOf(kept, to) : null,
        };
    }
}
