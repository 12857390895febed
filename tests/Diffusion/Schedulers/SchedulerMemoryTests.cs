using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion.Schedulers;

[Collection(nameof(Torch.MemoryTests))] // live tensors are counted over all threads
public class SchedulerMemoryTests
{
    [Fact]
    public void A_run_to_its_end_keeps_no_tensor_and_a_disposed_one_neither()
    {
        var before = Tensor.LiveCount;
        using (var scope = new TensorScope())
        {
            var ones = Tensor.Ones([1, 1, 2, 2]);
            foreach (var name in Scheduler.Names)
            {
                if (name == "flow-euler") continue;
                using var generator = new Generator(0);
                var scheduler = Scheduler.Create(name, new SchedulerConfig(ClipSample: false));
                scheduler.SetTimesteps(5);
                for (var i = 0; i < scheduler.Timesteps.Count; i++) scheduler.Step(ones, i, ones, generator);
                scheduler.SetTimesteps(5);
                scheduler.Step(ones, 0, ones, generator);
                scheduler.Step(ones, 1, ones, generator);
                scheduler.Dispose();
            }
        }
        Tensor.LiveCount.ShouldBe(before);
    }
}
