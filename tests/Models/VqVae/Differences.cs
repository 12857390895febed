using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.VqVae;

/// <summary>Gradients of a network's parameters held against central differences, in float64.</summary>
static class Differences
{
    const double Step = 1e-5, Tolerance = 2e-6;

    /// <param name="compute">A number of the module's parameters, recorded.</param>
    /// <param name="each">Elements tried of each parameter, spread over it.</param>
    public static void Check(Module module, Func<Tensor> compute, int each = 6)
    {
        using var scope = new TensorScope();
        module.RequireGrad();
        compute().Backward();
        using var noGrad = Autograd.NoGrad();
        foreach (var (name, parameter) in module.NamedParameters().Where(it => !it.Parameter.IsBuffer))
        {
            var gradient = parameter.Tensor.Grad.ShouldNotBeNull(name).ToArray<double>();
            for (var i = 0; i < gradient.Length; i += Math.Max(1, gradient.Length / each))
            {
                var expected = (Moved(parameter, i, Step) - Moved(parameter, i, -Step)) / (2 * Step);
                gradient[i].ShouldBe(expected, Tolerance * Math.Max(1, Math.Abs(expected)), $"element {i} of {name}");
            }
        }

        double Moved(Parameter parameter, int index, double by)
        {
            using var step = new TensorScope();
            var flat = parameter.Tensor.Detach();
            var place = flat.IsContiguous ? flat.View(-1) : throw new InvalidOperationException("Expected contiguous parameters.");
            var at = place.AsSpan<double>();
            var before = at[index];
            at[index] = before + by;
            var value = compute().ToDouble();
            at[index] = before;
            return value;
        }
    }
}
