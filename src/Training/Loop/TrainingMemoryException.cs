using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Training.Loop;

/// <summary>A step of training needs more memory than its device has; says what takes less.</summary>
public sealed class TrainingMemoryException : InvalidOperationException
{
    public TrainingMemoryException(Sentence sentence, DeviceMemoryException inner) : base(sentence.ToString(), inner) => Sentence = sentence;

    public TrainingMemoryException(string message, Exception inner) : base(message, inner) => Sentence = new($"{message}");

    public TrainingMemoryException(string message) : base(message) => Sentence = new($"{message}");

    public TrainingMemoryException() : this("A step of training needs more memory than its device has.")
    {
    }

    /// <summary>The message, for those who call settings something else.</summary>
    public Sentence Sentence { get; }
}
