namespace EmojiGen.Language.ChatTemplates;

/// <summary>What has a value. Values are null (none), booleans, <see cref="long"/>, <see cref="double"/>, strings, lists
/// (<c>List&lt;object?&gt;</c>), mappings (<c>Dictionary&lt;string, object?&gt;</c>), functions, or <see cref="TemplateUndefined"/>.</summary>
abstract record TemplateExpression(int Line)
{
    public object? Value(TemplateRun run)
    {
        run.Step(Line);
        return Evaluate(run);
    }

    protected abstract object? Evaluate(TemplateRun run);

    protected ChatTemplateException Fault(string problem) => new(problem, Line);
}

sealed record TemplateLiteral(object? Constant, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => Constant;
}

sealed record TemplateName(string Name, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => run.Get(Name);
}

sealed record TemplateList(IReadOnlyList<TemplateExpression> Items, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => Items.Select(item => item.Value(run)).ToList();
}

sealed record TemplateMapping(IReadOnlyList<(TemplateExpression Key, TemplateExpression Value)> Items, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run)
    {
        var mapping = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in Items)
            mapping[key.Value(run) as string ?? throw Fault("a mapping's key must be a string")] = value.Value(run);
        return mapping;
    }
}

/// <summary><c>a.name</c>, <c>a[key]</c></summary>
sealed record TemplateMember(TemplateExpression Of, TemplateExpression Key, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run)
    {
        var (of, key) = (Of.Value(run), Key.Value(run));
        return (of, key) switch
        {
            (TemplateUndefined undefined, _) => throw Fault($"'{undefined.Name}' is not defined"),
            (Dictionary<string, object?> mapping, string name) =>
                mapping.TryGetValue(name, out var found) ? found : new TemplateUndefined(name),
            (List<object?> list, long at) => Place(at, list.Count) is { } place ? list[place] : new TemplateUndefined("an element"),
            (string text, long at) => Place(at, text.Length) is { } place ? text[place].ToString() : new TemplateUndefined("a character"),
            (_, string name) => new TemplateUndefined(name),
            _ => throw Fault($"{TemplateValues.Kind(of)} has no elements"),
        };
    }

    /// <summary>Below 0 counts from the end; null outside.</summary>
    static int? Place(long at, int count) => (at < 0 ? at + count : at) is var place && place >= 0 && place < count ? (int)place : null;
}

/// <summary><c>a[from:to:step]</c></summary>
sealed record TemplateSlice(TemplateExpression Of, TemplateExpression? From, TemplateExpression? To, TemplateExpression? By, int Line)
    : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run)
    {
        var of = Of.Value(run);
        var count = of switch
        {
            string text => text.Length,
            List<object?> list => list.Count,
            _ => throw Fault($"{TemplateValues.Kind(of)} cannot be sliced"),
        };
        var by = Whole(By, run) ?? 1;
        if (by == 0) throw Fault("a slice's step is 0");
        var from = Bound(Whole(From, run) ?? (by > 0 ? 0 : long.MaxValue), count, by);
        var to = To is null ? (by > 0 ? count : -1) : Bound(Whole(To, run) ?? (by > 0 ? count : long.MinValue), count, by);
        var places = new List<int>();
        for (var i = from; by > 0 ? i < to : i > to; i += by)
        {
            run.Step(Line);
            places.Add((int)i);
        }
        return of is string whole ? string.Concat(places.Select(i => whole[i])) : places.Select(i => ((List<object?>)of)[i]).ToList();
    }

    static long Bound(long at, int count, long by)
    {
        if (at < 0) at = Math.Max(at, -count - 1L) + count;
        return by > 0 ? Math.Clamp(at, 0, count) : Math.Clamp(at, -1, count - 1L);
    }

    long? Whole(TemplateExpression? expression, TemplateRun run) => expression?.Value(run) switch
    {
        null => null,
        long whole => Math.Clamp(whole, int.MinValue, int.MaxValue),
        var other => throw Fault($"a slice is made of whole numbers, not {TemplateValues.Kind(other)}"),
    };
}

/// <summary><c>f(a, b=c)</c>; <c>a.f(b)</c></summary>
sealed record TemplateCall(TemplateExpression Function, TemplateArguments Arguments, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run)
    {
        if (Function is TemplateMember { Key: TemplateLiteral { Constant: string name } } method)
        {
            var of = method.Of.Value(run);
            if (of is TemplateUndefined undefined) throw Fault($"'{undefined.Name}' is not defined");
            return TemplateMethods.Call(of, name, Arguments.Values(run), run, Line);
        }
        return Function is TemplateName { Name: var function } ? TemplateFunctions.Call(function, Arguments, run, Line)
            : throw Fault("only functions and methods can be called");
    }
}

sealed record TemplateFilter(TemplateExpression Of, string Name, TemplateArguments Arguments, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => TemplateFilters.Apply(Name, Of.Value(run), Arguments, run, Line);
}

sealed record TemplateTest(TemplateExpression Of, string Name, bool Not, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => TemplateTests.Holds(Name, Of.Value(run), Line) != Not;
}

sealed record TemplateChoice(TemplateExpression Condition, TemplateExpression Then, TemplateExpression? Otherwise, int Line)
    : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => TemplateValues.IsTrue(Condition.Value(run)) ? Then.Value(run)
        : Otherwise is null ? new TemplateUndefined("the other choice") : Otherwise.Value(run);
}

sealed record TemplateNot(TemplateExpression Of, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => !TemplateValues.IsTrue(Of.Value(run));
}

sealed record TemplateMinus(TemplateExpression Of, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run) => Of.Value(run) switch
    {
        long whole => (object)unchecked(-whole),
        double number => -number,
        var other => throw Fault($"'-' is for numbers, not {TemplateValues.Kind(other)}"),
    };
}

sealed record TemplateBinary(string Sign, TemplateExpression Left, TemplateExpression Right, int Line) : TemplateExpression(Line)
{
    protected override object? Evaluate(TemplateRun run)
    {
        var left = Left.Value(run);
        switch (Sign)
        {
            case "and": return TemplateValues.IsTrue(left) ? Right.Value(run) : left;
            case "or": return TemplateValues.IsTrue(left) ? left : Right.Value(run);
        }
        return TemplateValues.Combine(Sign, left, Right.Value(run), run, Line);
    }
}

/// <summary>What a function or filter is given.</summary>
sealed record TemplateArguments(IReadOnlyList<TemplateExpression> Places, IReadOnlyList<(string Name, TemplateExpression Value)> Named)
{
    public static TemplateArguments None { get; } = new([], []);

    /// <summary>Those without names.</summary>
    public object?[] Values(TemplateRun run) => [.. Places.Select(it => it.Value(run))];

    /// <summary>The argument at a place or under a name; <paramref name="otherwise"/> where there is none.</summary>
    public object? Get(TemplateRun run, int place, string name, object? otherwise)
    {
        if (place < Places.Count) return Places[place].Value(run);
        foreach (var (given, value) in Named)
        {
            if (given == name) return value.Value(run);
        }
        return otherwise;
    }
}
