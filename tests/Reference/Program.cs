using EmojiGen.Tests.Composition;
using EmojiGen.Tests.Diffusion.Pipelines;
using EmojiGen.Tests.Hub;
using EmojiGen.Tests.Imaging;
using EmojiGen.Tests.Reference;
using EmojiGen.Tests.Torch;
using EmojiGen.Tests.Training.Loop;

// The test assembly is a program too, so that cases from anywhere run through the code that the tests run:
//     dotnet EmojiGen.Tests.dll --reference DIR
// --draw-goldens draws the golden pictures anew; --hub and --photo are for .ci/first-hour; the others are processes that train or measure,
// for tests that kill or watch them.
if (args is ["--train", var folder, var precision]) return TrainingProcess.Run(folder, precision);
if (args is ["--train-together", var shared, var batch, var steps, var every])
    return TrainingProcess.RunTogether(shared, int.Parse(batch), long.Parse(steps), long.Parse(every));
if (args is ["--peak", var checkpointing]) return PeakMemory.Run(checkpointing);
if (args is ["--loading", var loaded, var type]) return LoadingMemory.Run(loaded, type);
if (args is ["--kernels"]) return KernelLevelTests.Tell();
if (args is ["--freed"]) return FreedMemory.Run();
if (args is ["--threads"]) return WaitingThreadsTests.Run();
if (args is ["--hub", var repository, var told]) return FakeHub.Serve(repository, told);
if (args is ["--photo", var photo]) return Pictures.WritePhoto(photo);
if (args is ["--draw-goldens"]) return GoldenPictures.Write();
if (args is not ["--reference", var root])
{
    Console.Error.WriteLine("Usage: EmojiGen.Tests --reference DIR (the unit tests run under: dotnet test tests)");
    return 2;
}
return ReferenceRunner.RunAll(root, Console.Out, Console.Error);
