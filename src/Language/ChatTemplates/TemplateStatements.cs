namespace EmojiGen.Language.ChatTemplates;

/// <summary>How a statement ended: a loop's round, or the loop, may end early.</summary>
enum TemplateFlow
{
    On,
    NextRound,
    EndOfLoop,
}

abstract record TemplateStatement(int Line)
{
    public TemplateFlow Write(TemplateRun run)
    {
        run.Step(Line);
        return Run(run);
    }

    protected abstract TemplateFlow Run(TemplateRun run);
}

sealed record TemplateBlock(IReadOnlyList<TemplateStatement> Statements, int Line) : TemplateStatement(Line)
{
    protected override TemplateFlow Run(TemplateRun run)
    {
        foreach (var statement in Statements)
        {
            if (statement.Write(run) is var flow and not TemplateFlow.On) return flow;
        }
        return TemplateFlow.On;
    }
}

sealed record TemplateText(string Text, int Line) : TemplateStatement(Line)
{
    protected override TemplateFlow Run(TemplateRun run)
    {
        run.Write(Text, Line);
        return TemplateFlow.On;
    }
}

sealed record TemplateOutput(TemplateExpression Value, int Line) : TemplateStatement(Line)
{
    protected override TemplateFlow Run(TemplateRun run)
    {
        run.Write(TemplateValues.Text(Value.Value(run), Line), Line);
        return TemplateFlow.On;
    }
}

/// <param name="Member">Of a namespace: <c>set ns.name = value</c>.</param>
sealed record TemplateSet(string Name, string? Member, TemplateExpression Value, int Line) : TemplateStatement(Line)
{
    protected override TemplateFlow Run(TemplateRun run)
    {
        var value = Value.Value(run);
        if (Member is null) run.Set(Name, value);
        else if (run.Get(Name) is TemplateNamespace space) space[Member] = value;
        else throw new ChatTemplateException($"'{Name}' is no namespace, so that '{Name}.{Member}' cannot be set", Line);
        return TemplateFlow.On;
    }
}

sealed record TemplateIf(IReadOnlyList<(TemplateExpression Condition, TemplateBlock Then)> Branches, TemplateBlock? Otherwise, int Line)
    : TemplateStatement(Line)
{
    protected override TemplateFlow Run(TemplateRun run)
    {
        foreach (var (condition, then) in Branches)
        {
            if (TemplateValues.IsTrue(condition.Value(run))) return then.Write(run);
        }
        return Otherwise?.Write(run) ?? TemplateFlow.On;
    }
}

/// <param name="Names">One, or so many as each element has.</param>
/// <param name="Where">Only elements of which this holds.</param>
/// <param name="Otherwise">Where there are none.</param>
sealed record TemplateFor(IReadOnlyList<string> Names, TemplateExpression Over, TemplateExpression? Where, TemplateBlock Body,
    TemplateBlock? Otherwise, int Line) : TemplateStatement(Line)
{
    protected override TemplateFlow Run(TemplateRun run)
    {
        var items = TemplateValues.Items(Over.Value(run), Line);
        if (Where is not null) items = [.. items.Where(item => InScope(run, item, null, () => TemplateValues.IsTrue(Where.Value(run))))];
        if (items.Count == 0) return Otherwise?.Write(run) ?? TemplateFlow.On;
        for (var i = 0; i < items.Count; i++)
        {
            run.Step(Line);
            if (InScope(run, items[i], Loop(items, i), () => Body.Write(run)) == TemplateFlow.EndOfLoop) break;
        }
        return TemplateFlow.On;
    }

    static Dictionary<string, object?> Loop(List<object?> items, int i) => new(StringComparer.Ordinal)
    {
        ["index"] = (long)i + 1,
        ["index0"] = (long)i,
        ["revindex"] = (long)items.Count - i,
        ["revindex0"] = (long)items.Count - i - 1,
        ["first"] = i == 0,
        ["last"] = i == items.Count - 1,
        ["length"] = (long)items.Count,
        ["previtem"] = i > 0 ? items[i - 1] : new TemplateUndefined("previtem"),
        ["nextitem"] = i < items.Count - 1 ? items[i + 1] : new TemplateUndefined("nextitem"),
    };

    T InScope<T>(TemplateRun run, object? item, Dictionary<string, object?>? loop, Func<T> inside)
    {
        run.Enter();
        if (loop is not null) run.Set("loop", loop);
        if (Names is [var name]) run.Set(name, item);
        else if (item is List<object?> parts && parts.Count == Names.Count)
            for (var i = 0; i < parts.Count; i++) run.Set(Names[i], parts[i]);
        else throw new ChatTemplateException($"{TemplateValues.Kind(item)} cannot be taken apart into {string.Join(", ", Names)}", Line);
        var result = inside();
        run.Leave();
        return result;
    }
}

sealed record TemplateJump(TemplateFlow Flow, int Line) : TemplateStatement(Line)
{
    protected override TemplateFlow Run(TemplateRun run) => Flow;
}
