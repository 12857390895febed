using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class OptimizerTests
{
    /// <summary>Loshchilov and Hutter 2019, algorithm 2, with PyTorch's decay (rate · weight decay), in plain arithmetic.</summary>
    [Fact]
    public void AdamW_steps_as_its_paper_says()
    {
        using var scope = new TensorScope();
        var x = Tensor.From<double>([1.0, -2.0]).WithGrad();
        using var optimizer = new AdamW([x], learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.2);
        double[] w = [1.0, -2.0], m = [0, 0], v = [0, 0];
        for (var step = 1; step <= 5; step++)
        {
            optimizer.ZeroGrad();
            x.Pow(3).Sum().Backward();
            optimizer.Step();
            for (var i = 0; i < 2; i++)
            {
                var g = 3 * w[i] * w[i];
                m[i] = (0.8 * m[i]) + (0.2 * g);
                v[i] = (0.95 * v[i]) + (0.05 * g * g);
                var mean = m[i] / (1 - Math.Pow(0.8, step));
                var square = v[i] / (1 - Math.Pow(0.95, step));
                w[i] = w[i] - (0.1 * 0.2 * w[i]) - (0.1 * mean / (Math.Sqrt(square) + 1e-6));
            }
            var got = x.ToArray<double>();
            got[0].ShouldBe(w[0], 1e-12);
            got[1].ShouldBe(w[1], 1e-12);
        }
    }

    /// <summary>In float32 there is a kernel for it.</summary>
    [Fact]
    public void AdamW_in_float32_steps_as_in_float64()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(3);
        var start = generator.Normal([7, 13]);
        Tensor single = start.Clone().WithGrad(), wide = start.To(DType.Float64).WithGrad();
        using AdamW first = new([single], 0.01, 0.8, 0.95, 1e-6, 0.2), second = new([wide], 0.01, 0.8, 0.95, 1e-6, 0.2);
        for (var step = 0; step < 20; step++)
        {
            var gradient = generator.Normal([13, 7]).Transpose(0, 1); // not laid out as the weight is
            single.Grad = gradient;
            wide.Grad = gradient.To(DType.Float64);
            first.Step();
            second.Step();
        }
        (single.Detach().To(DType.Float64) - wide.Detach()).Abs().Max().ToDouble().ShouldBeLessThan(2e-6);
    }

    /// <summary>Jordan et al. 2024: five steps of the quintic bring singular values, whatever they are, to 0.7 to 1.2 (bfloat16 adds a
    /// little), and leave their vectors as they are.</summary>
    [Theory]
    [InlineData(24, 24)]
    [InlineData(16, 90)]
    [InlineData(90, 16)]
    public void Muon_makes_all_directions_of_a_matrix_equally_long(int rows, int columns)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(5);
        var count = Math.Min(rows, columns);
        Tensor u = Reflection(rows, generator).Narrow(1, 0, count), v = Reflection(columns, generator).Narrow(0, 0, count);
        var matrix = u.Matmul((Tensor.Arange(1, count + 1, DType.Float32).Reshape(-1, 1) * 1e-4) * v); // gradients are small
        var moved = Muon.Orthogonalized(matrix);
        var along = u.Transpose(0, 1).Matmul(moved).Matmul(v.Transpose(0, 1)); // diagonal where the vectors have stayed
        var lengths = Tensor.Stack([.. Enumerable.Range(0, count).Select(i => along.Select(0, i).Select(0, i))]).ToArray<float>();
        lengths.Min().ShouldBeGreaterThan(0.6f);
        lengths.Max().ShouldBeLessThan(1.3f);
        (along.Square().Sum().ToDouble() - lengths.Sum(it => it * it)).ShouldBeLessThan(0.02 * lengths.Sum(it => it * it));
    }

    /// <summary>Liu et al. 2025: steps have the root mean square 0.2 times the learning rate, whatever the shape; vectors and embeddings go
    /// by AdamW.</summary>
    [Fact]
    public void Muon_steps_are_as_long_as_AdamW_s()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(6);
        Tensor kernel = Tensor.Zeros([32, 8, 3, 3]).WithGrad(), vector = generator.Normal([40]).WithGrad(),
            rows = generator.Normal([30, 20]).WithGrad();
        Tensor sameVector = vector.Detach().Clone().WithGrad(), sameRows = rows.Detach().Clone().WithGrad();
        using var muon = new Muon([new ParameterGroup([kernel, vector, rows], 0.01, 0.1)], [rows]);
        using var adamw = new AdamW([sameVector, sameRows], 0.01, weightDecay: 0.1);
        kernel.Grad = generator.Normal([32, 8, 3, 3]);
        vector.Grad = sameVector.Grad = generator.Normal([40]);
        rows.Grad = sameRows.Grad = generator.Normal([30, 20]);
        muon.Step();
        adamw.Step();
        kernel.Detach().Square().Mean().Sqrt().ToDouble().ShouldBe(0.2 * 0.01, 0.2 * 0.01 * 0.2);
        (kernel.Detach() * kernel.Grad!).Sum().ToDouble().ShouldBeLessThan(0); // downhill
        vector.ToArray<float>().ShouldBe(sameVector.ToArray<float>());
        rows.ToArray<float>().ShouldBe(sameRows.ToArray<float>());
    }

    /// <summary>An orthogonal matrix: Householder's.</summary>
    static Tensor Reflection(int size, Generator generator)
    {
        var normal = generator.Normal([size, 1]).Normalize(0);
        return Tensor.Eye(size) - (2 * normal.Matmul(normal.Transpose(0, 1)));
    }

    /// <summary>On x²/2 the gradient is x, so that each variant is a linear recurrence that can be written out.</summary>
    [Theory]
    [InlineData(0.0, 0.0, false)]
    [InlineData(0.9, 0.0, false)]
    [InlineData(0.9, 0.1, true)]
    public void Sgd_steps_by_its_recurrence(double momentum, double decay, bool nesterov)
    {
        using var scope = new TensorScope();
        var x = Tensor.From<double>([2.0]).WithGrad();
        using var optimizer = new Sgd([x], learningRate: 0.05, momentum, decay, nesterov);
        double w = 2, velocity = 0;
        for (var step = 0; step < 6; step++)
        {
            optimizer.ZeroGrad();
            (x.Square() * 0.5).Sum().Backward();
            optimizer.Step();
            var gradient = w + (decay * w);
            velocity = (momentum * velocity) + gradient;
            w -= 0.05 * (nesterov ? gradient + (momentum * velocity) : velocity);
            x.ToDouble().ShouldBe(w, 1e-12);
        }
    }

    [Fact]
    public void A_tensor_without_gradient_stays_as_it_is()
    {
        using var scope = new TensorScope();
        Tensor used = Tensor.Ones([1]).WithGrad(), unused = Tensor.Ones([1]).WithGrad();
        using var optimizer = new AdamW([used, unused], learningRate: 0.1);
        used.Sum().Backward();
        optimizer.Step();
        used.ToDouble().ShouldNotBe(1);
        unused.ToDouble().ShouldBe(1);
    }

    [Fact]
    public void Restored_state_continues_bit_for_bit()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.From<float>([1, 2]).WithGrad(), b = Tensor.From<float>([1, 2]).WithGrad();
        using var first = new AdamW([a], 0.1);
        using var second = new AdamW([b], 0.1);
        for (var i = 0; i < 3; i++) Train(first, a);
        using (Autograd.NoGrad()) b.Copy_(a);
        second.RestoreState(first.SaveState());
        for (var i = 0; i < 3; i++) Train(first, a);
        for (var i = 0; i < 3; i++) Train(second, b);
        b.ToArray<float>().ShouldBe(a.ToArray<float>());
        second.Steps.ShouldBe(6);

        static void Train(Optimizer optimizer, Tensor x)
        {
            optimizer.ZeroGrad();
            x.Exp().Sum().Backward();
            optimizer.Step();
        }
    }

    [Fact]
    public void State_of_another_network_is_refused()
    {
        using var scope = new TensorScope();
        var x = Tensor.Ones([2]).WithGrad();
        using var optimizer = new Sgd([x], 0.1, momentum: 0.9);
        Should.Throw<InvalidDataException>(() => optimizer.RestoreState(new Dictionary<string, Tensor>())).Message.ShouldContain("'steps'");
        x.Sum().Backward();
        optimizer.Step();
        var state = optimizer.SaveState();
        state["0.momentum_buffer"] = Tensor.Zeros([3]);
        Should.Throw<InvalidDataException>(() => optimizer.RestoreState(state)).Message.ShouldContain("float32[3]");
    }

    [Fact]
    public void Nothing_to_train_is_refused() =>
        Should.Throw<ArgumentException>(() => new AdamW(Array.Empty<Tensor>())).Message.ShouldContain("AdamW");

    [Fact]
    public void The_learning_rate_follows_the_schedule_from_each_groups_base()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.Zeros([1]).WithGrad(), b = Tensor.Zeros([1]).WithGrad();
        using var optimizer = new Sgd([new ParameterGroup([a], 1.0), new ParameterGroup([b], 0.1)]);
        optimizer.ScaleLearningRate(0.5);
        (a + b).Sum().Backward();
        optimizer.Step();
        a.ToDouble().ShouldBe(-0.5);
        b.ToDouble().ShouldBe(-0.05, 1e-9);
    }

    [Fact]
    public void Clipping_by_norm_scales_all_gradients_together()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.Zeros([2]).WithGrad(), b = Tensor.Zeros([1]).WithGrad(), none = Tensor.Zeros([1]).WithGrad();
        a.Grad = Tensor.From<float>([3, 0]);
        b.Grad = Tensor.From<float>([4]);
        GradientClipping.ByNorm([a, b, none], 10).ShouldBe(5, 1e-6);
        a.Grad!.ToArray<float>().ShouldBe([3f, 0f]);
        GradientClipping.ByNorm([a, b, none], 1).ShouldBe(5, 1e-6);
        a.Grad!.ToArray<float>()[0].ShouldBe(0.6f, 1e-5f);
        b.Grad!.ToArray<float>()[0].ShouldBe(0.8f, 1e-5f);
    }

    [Fact]
    public void Clipping_by_value_cuts_each_number()
    {
        using var scope = new TensorScope();
        var a = Tensor.Zeros([3]).WithGrad();
        a.Grad = Tensor.From<float>([3, -0.5f, -7]);
        GradientClipping.ByValue([a], 1);
        a.Grad!.ToArray<float>().ShouldBe([1f, -0.5f, -1f]);
    }

    [Fact]
    public void Averages_follow_the_closed_form_and_can_be_tried_out()
    {
        using var scope = new TensorScope();
        var x = Tensor.From<double>([1]).WithGrad();
        using var average = new ExponentialMovingAverage([x], 0.9);
        using (Autograd.NoGrad()) x.Fill_(2);
        for (var i = 0; i < 4; i++) average.Update();
        var expected = 2 - Math.Pow(0.9, 4); // from 1 towards 2
        average.Averages[0].ToDouble().ShouldBe(expected, 1e-12);
        using (average.Applied()) x.ToDouble().ShouldBe(expected, 1e-12);
        x.ToDouble().ShouldBe(2);
        average.Averages[0].ToDouble().ShouldBe(expected, 1e-12);
        x.RequiresGrad.ShouldBeTrue();
    }

    /// <summary>diffusers' EMAModel with use_ema_warmup off starts its decay the same way: (1 + n) / (10 + n).</summary>
    [Fact]
    public void The_decay_of_an_average_can_rise()
    {
        var decay = ExponentialMovingAverage.RisingTo(0.99);
        decay(0).ShouldBe(0.1);
        decay(8).ShouldBe(0.5);
        decay(1_000_000).ShouldBe(0.99);
    }
}
