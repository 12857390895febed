using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Training.FineTuning;

/// <summary>The loss on pictures that training does not see: each with noise and a timestep of its own that are the same at every
/// validation, in every run.</summary>
/// <remarks>Mean squared error, whatever the run weights its own by, so that runs compare; neither batch nor seed of the run change
/// it.</remarks>
sealed class HeldOutPictures(LatentCache pictures, IReadOnlyList<string> captions, CaptionStates states, DiffusionObjective objective)
{
    /// <summary>Pictures of a forward pass: enough to fill one, few enough for memory.</summary>
    const int Batch = 4;

    /// <summary>Of few pictures each is asked at several timesteps: one alone says little of a network that answers at a thousand.</summary>
    const int LeastDraws = 32;

    /// <summary>What the noise is drawn with: a number that no run's seed is likely to be.</summary>
    const ulong Seed = 0x5EED_0F_7E57;

    /// <param name="predict">What the network answers to noisy latents at timesteps, given what the encoders say.</param>
    public double Loss(Func<Tensor, Tensor, DenoisingConditions, Tensor> predict)
    {
        using var noGrad = Autograd.NoGrad();
        var draws = (LeastDraws + pictures.Count - 1) / pictures.Count;
        var all = Enumerable.Range(0, pictures.Count * draws).ToArray();
        var sum = 0.0;
        foreach (var some in all.Chunk(Batch))
        {
            using var scope = new TensorScope();
            var rows = some.Select(it => Draw(it % pictures.Count, Seed + (ulong)it)).ToArray();
            Tensor clean = Tensor.Cat([.. rows.Select(it => it.Clean)]),                   // (B, C, h, w)
                noise = Tensor.Cat([.. rows.Select(it => it.Noise)]),                      // (B, C, h, w)
                timesteps = Tensor.Cat([.. rows.Select(it => it.Timestep)]);               // (B)
            var told = states.Of(some.Select(it => captions[it % pictures.Count]));
            var answer = predict(objective.AddNoise(clean, noise, timesteps), timesteps, told);
            sum += objective.Loss(answer, clean, noise, timesteps).ToDouble() * some.Length;
        }
        return sum / all.Length;
    }

    (Tensor Clean, Tensor Noise, Tensor Timestep) Draw(int index, ulong seed)
    {
        using var random = new Generator(seed);
        var (clean, _) = pictures.Draw([index], random);
        return (clean, DiffusionObjective.DrawNoise(clean, random, offset: 0), objective.DrawTimesteps(1, random));
    }
}
