using System.Reflection;
using Xunit.Sdk;

namespace EmojiGen.Tests;

/// <summary>A row for each style that comes along; its key is the method's argument.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class EveryStyleAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["noto"], ["fluent"], ["flat"], ["twemoji"], ["openmoji"]];
}
