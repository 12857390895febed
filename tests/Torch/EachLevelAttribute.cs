using EmojiGen.Torch;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EmojiGen.Tests.Torch;

/// <summary>A test at each level of kernels. The level is the method's first argument; data rows, where there are any, are the arguments
/// after it.</summary>
/// <remarks>Levels that this process lacks are reported as skipped, one test for each row, by name. It is no <see cref="TheoryAttribute"/>,
/// whose rows are all of a method's arguments.</remarks>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("EmojiGen.Tests.Torch.EachLevelDiscoverer", "EmojiGen.Tests")]
public sealed class EachLevelAttribute : FactAttribute
{
    /// <summary>The first level that has what is tested.</summary>
    public KernelLevel From { get; set; } = KernelLevel.Plain;
}

/// <summary>Multiplies the data rows of a theory by the levels.</summary>
public sealed class EachLevelDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod,
        IAttributeInfo theoryAttribute) =>
        testMethod.Method.GetCustomAttributes(typeof(DataAttribute)).Any()
            ? base.Discover(discoveryOptions, testMethod, theoryAttribute)
            : CreateTestCasesForDataRow(discoveryOptions, testMethod, theoryAttribute, []);

    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo theoryAttribute, object?[] dataRow)
    {
        foreach (var level in Enum.GetValues<KernelLevel>()
            .Where(it => it >= theoryAttribute.GetNamedArgument<KernelLevel>(nameof(EachLevelAttribute.From))))
        {
            object?[] row = [level, .. dataRow];
            var cases = level <= Kernels.Highest
                ? base.CreateTestCasesForDataRow(discoveryOptions, testMethod, theoryAttribute, row)
                : CreateTestCasesForSkippedDataRow(discoveryOptions, testMethod, theoryAttribute, row, Reason(level));
            foreach (var each in cases) yield return each;
        }
    }

    /// <summary>What ./test prints, once for each level.</summary>
    static string Reason(KernelLevel level) =>
        $"Kernels at level {Kernels.NameOf(level)} are not verified: "
            + (Environment.GetEnvironmentVariable(Kernels.Variable) is { Length: > 0 } word
            ? $"{Kernels.Variable} is {word}." : $"this processor's go up to {Kernels.NameOf(Kernels.Highest)}.");
}
