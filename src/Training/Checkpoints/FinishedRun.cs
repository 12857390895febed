using EmojiGen.Generation;

namespace EmojiGen.Training.Checkpoints;

/// <summary>Keeps a result from being replaced by a run that nobody meant to begin there.</summary>
public static class FinishedRun
{
    /// <param name="folder">Of the run.</param>
    /// <param name="isFinished">Whether a result is in it.</param>
    /// <param name="mayContinue">Whether that run is to go on, or its result may be replaced.</param>
    /// <param name="resume">What the setting is called that goes on.</param>
    /// <param name="output">What the setting is called that names the folder.</param>
    /// <exception cref="RequestException">There is a result, and nobody said what is to become of it.</exception>
    public static void Keep(string folder, bool isFinished, bool mayContinue, string resume, string output)
    {
        if (!isFinished || mayContinue) return;
        throw new RequestException(
            $"'{folder}' holds a result: go on with its run ({new RequestProperty(resume)} latest), replace it ({new RequestProperty("overwrite")}), or take another folder ({new RequestProperty(output)}).");
    }
}
