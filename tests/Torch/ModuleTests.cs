using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class ModuleTests
{
    [Fact]
    public void Names_are_the_path_to_the_parameter()
    {
        using var net = new Net();
        net.NamedParameters().Select(it => it.Name)
            .ShouldBe(["scale", "seen", "first.weight", "first.bias", "rest.0.weight", "rest.1.weight", "norm.weight", "norm.bias"]);
        net.ParameterCount.ShouldBe(1 + (3 * 4) + 4 + 16 + 16 + 4 + 4); // the buffer is left out
    }

    [Fact]
    public void Loading_tells_all_that_does_not_fit_at_once_and_changes_nothing()
    {
        using var scope = new TensorScope();
        using var net = new Net();
        var weights = Weights(net, "model.");
        weights.Remove("model.first.bias");
        weights["model.rest.0.weight"] = Tensor.Zeros([2, 4]);
        weights["model.surplus"] = Tensor.Zeros([1]);
        weights["other.thing"] = Tensor.Zeros([1]);
        var error = Should.Throw<WeightsException>(() => net.Load(new WeightsInMemory(weights), "model."));
        error.Missing.ShouldBe(["model.first.bias"]);
        error.Extra.ShouldBe(["model.surplus"]);
        error.Misshapen.ShouldHaveSingleItem().ShouldBe("model.rest.0.weight (expected [4, 4], got [2, 4])");
        foreach (var part in (string[])["model.first.bias", "model.surplus", "model.rest.0.weight"]) error.Message.ShouldContain(part);
        net.NamedParameters().ShouldAllBe(it => !it.Parameter.HasValue);
    }

    [Fact]
    public void Loaded_values_are_those_of_the_file_and_outlive_it()
    {
        using var net = new Net();
        using (var scope = new TensorScope())
        {
            var weights = Weights(net, "");
            weights["ignored"] = Tensor.Zeros([1]);
            net.Load(new WeightsInMemory(weights), ignore: it => it == "ignored");
        }
        using var after = new TensorScope();
        foreach (var (name, parameter) in net.NamedParameters())
            parameter.Tensor.ToArray<float>().ShouldAllBe(it => it == name.Length, name);
    }

    [Fact]
    public void Loading_converts_on_request_and_leaves_whole_numbers()
    {
        using var scope = new TensorScope();
        using var net = new Net();
        var weights = Weights(net, "");
        weights["seen"] = Tensor.From<long>([7]);
        net.Load(new WeightsInMemory(weights), dtype: DType.BFloat16);
        net.First.Weight.Tensor.DType.ShouldBe(DType.BFloat16);
        net.Seen.Tensor.DType.ShouldBe(DType.Int64);
        net.To(DType.Float32);
        net.First.Weight.Tensor.DType.ShouldBe(DType.Float32);
        net.Seen.Tensor.ToInt64().ShouldBe(7);
    }

    [Fact]
    public void A_parameter_without_value_says_what_to_do()
    {
        using var scope = new TensorScope();
        using var net = new Net();
        Should.Throw<InvalidOperationException>(() => net.First.Forward(Tensor.Zeros([1, 3]))).Message.ShouldContain("'weight' [4, 3]");
        Should.Throw<ArgumentException>(() => net.First.Weight.Tensor = Tensor.Zeros([3, 4])).Message.ShouldContain("[4, 3]");
    }

    /// <summary>PyTorch's Linear and Conv2d draw weight and bias between -1/√fanIn and 1/√fanIn (kaiming_uniform_ with a = √5).</summary>
    [Fact]
    public void Layers_start_as_PyTorchs_do()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        using var conv = new Conv2d(64, 128, 3);
        conv.Initialise(generator);
        var bound = 1 / Math.Sqrt(64 * 9);
        var weight = conv.Weight.Tensor;
        weight.Abs().Max().ToDouble().ShouldBeInRange(bound * 0.999, bound);
        weight.Std([0, 1, 2, 3]).ToDouble().ShouldBe(bound / Math.Sqrt(3), bound * 0.01); // of a uniform distribution
        conv.Bias!.Tensor.Abs().Max().ToDouble().ShouldBeInRange(bound * 0.9, bound);

        using var norm = new GroupNorm(2, 4);
        norm.Initialise(generator);
        norm.Weight.Tensor.ToArray<float>().ShouldAllBe(it => it == 1);
        norm.Bias.Tensor.ToArray<float>().ShouldAllBe(it => it == 0);
    }

    [Fact]
    public void Buffers_are_neither_trained_nor_required_to_have_gradients()
    {
        using var net = new Net();
        using var generator = new Generator(0);
        net.Initialise(generator);
        net.TrainableTensors().ShouldBeEmpty();
        net.RequireGrad();
        net.TrainableTensors().Count.ShouldBe(net.NamedParameters().Count() - 1);
        net.Seen.Tensor.RequiresGrad.ShouldBeFalse();
    }

    [Fact]
    public void Moving_parameters_keeps_what_trains_and_frees_the_old_ones()
    {
        using var net = new Net();
        using var generator = new Generator(0);
        net.Initialise(generator);
        net.RequireGrad();
        var before = net.First.Weight.Tensor;
        net.To(DType.Float64);
        before.IsDisposed.ShouldBeTrue();
        net.First.Weight.Tensor.RequiresGrad.ShouldBeTrue();
        net.First.Weight.Tensor.IsLeaf.ShouldBeTrue();
    }

    [Fact]
    public void Dropout_drops_in_training_only()
    {
        using var scope = new TensorScope();
        using var dropout = new Dropout(0.5);
        var x = Tensor.Ones([1000]);
        dropout.Forward(x).EqualTo(x).ShouldBeTrue();
        dropout.Train();
        var dropped = dropout.Forward(x);
        dropped.Eq(0.0).To(DType.Float32).Mean().ToDouble().ShouldBeInRange(0.35, 0.65);
        dropped.Max().ToDouble().ShouldBe(2); // what stays is scaled up
        dropout.Train(false);
        dropout.IsTraining.ShouldBeFalse();
    }

    [Fact]
    public void Two_parts_of_one_name_are_refused() => Should.Throw<ArgumentException>(() => new Twice()).Message.ShouldContain("'same'");

    [Fact]
    public void Group_norm_wants_whole_groups() =>
        Should.Throw<ArgumentException>(() => new GroupNorm(3, 4)).Message.ShouldContain("4 channels, 3 groups");

    /// <summary>Every parameter filled with the length of its name.</summary>
    static Dictionary<string, Tensor> Weights(Module module, string prefix) =>
        module.NamedParameters().ToDictionary(it => prefix + it.Name, it => Tensor.Full(it.Parameter.Shape, it.Name.Length));

    sealed class Net : Module
    {
        public Net()
        {
            First = Child("first", new Linear(3, 4));
            Child("rest", new ModuleList<Linear>([new Linear(4, 4, bias: false), new Linear(4, 4, bias: false)]));
            Child("norm", new LayerNorm(4));
            AddParameter("scale", [1], Initialisers.Ones);
            Seen = AddBuffer("seen", [1], Initialisers.Zeros);
        }

        public Linear First { get; }

        public Parameter Seen { get; }
    }

    sealed class Twice : Module
    {
        public Twice()
        {
            Child("same", new Linear(1, 1));
            Child("same", new Linear(1, 1));
        }
    }
}
