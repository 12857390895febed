using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EmojiGen.Imaging;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.Trackers;

/// <summary>TensorBoard's event files: TFRecords of <c>tensorflow.Event</c> messages.</summary>
/// <remarks>Formats: tensorflow/core/util/event.proto, summary.proto; record framing as in
/// tensorflow/core/lib/io/record_writer.cc.</remarks>
public sealed class TensorBoardTracker : ITracker
{
    const int WallTime = 1, StepField = 2, FileVersion = 3, Summary = 5, SessionLog = 7; // of Event
    const int ValueField = 1, Tag = 1, SimpleValue = 2, Image = 4, Metadata = 9, TensorField = 8;        // of Summary, and of its Value

    readonly string folder;
    readonly TimeProvider time;
    FileStream? file;

    /// <param name="folder">Of the run; TensorBoard's <c>--logdir</c> is this or the one above.</param>
    public TensorBoardTracker(string folder, TimeProvider? time = null) => (this.folder, this.time) = (folder, time ?? TimeProvider.System);

    public void Begin(IReadOnlyDictionary<string, JsonNode?> settings)
    {
        var table = new StringBuilder("|setting|value|\n|-|-|\n");
        foreach (var (name, value) in settings)
        {
            var shown = RunSettings.Text(value).Replace("|", "\\|", StringComparison.Ordinal);
            table.Append(CultureInfo.InvariantCulture, $"|{name}|{shown}|\n");
        }
        // A tensor of one string, which the text plugin shows as Markdown.
        var tensor = new ProtobufMessage().Number(1, 7).Message(2, new ProtobufMessage().Message(2, new ProtobufMessage().Number(1, 1)))
            .Text(8, table.ToString());
        var metadata = new ProtobufMessage().Message(1, new ProtobufMessage().Text(1, "text"));
        Write(0, new ProtobufMessage().Text(Tag, "settings/text_summary").Message(TensorField, tensor).Message(Metadata, metadata));
    }

    /// <remarks>TensorBoard drops what it has of later steps when it sees a session start.</remarks>
    public void ResumedAt(long step) => Record(Event(step + 1).Message(SessionLog, new ProtobufMessage().Number(1, 1)));

    public void Step(TrainingStep step)
    {
        Scalar(step.Number, "train/loss", step.Loss);
        Scalar(step.Number, "train/learning_rate", step.LearningRate);
        Scalar(step.Number, "train/gradient_norm", step.GradientNorm);
        Scalar(step.Number, "train/epoch", step.Epoch);
        foreach (var (name, value) in step.Reported) Scalar(step.Number, $"train/{name}", value);
        if (step.Validation is { } validation)
        {
            if (validation.Loss is { } loss) Scalar(step.Number, "validation/loss", loss);
            foreach (var (tag, picture) in validation.Pictures) Picture(step.Number, tag, picture);
        }
        file!.Flush();
    }

    public void Dispose()
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What a full disk has no room for was told of when it was written.
        }
    }

    void Scalar(long step, string tag, double value) => Write(step, new ProtobufMessage().Text(Tag, tag).Single(SimpleValue, (float)value));

    void Picture(long step, string tag, Raster picture)
    {
        var png = ImageFile.Encode(ImageFormat.Png, picture);
        const int rgba = 4;
        Write(step, new ProtobufMessage().Text(Tag, tag).Message(Image,
            new ProtobufMessage().Number(1, picture.Height).Number(2, picture.Width).Number(3, rgba).Bytes(4, png)));
    }

    void Write(long step, ProtobufMessage value) => Record(Event(step).Message(Summary, new ProtobufMessage().Message(ValueField, value)));

    ProtobufMessage Event(long step) =>
        new ProtobufMessage().Double(WallTime, time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0).Number(StepField, step);

    /// <summary>Length, its CRC, the data, its CRC; little-endian.</summary>
    void Record(ProtobufMessage message)
    {
        if (file is null)
        {
            Directory.CreateDirectory(folder);
            var now = time.GetUtcNow();
            // The name that TensorBoard looks for; the process's number keeps a resumed run apart.
            file = new FileStream(
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{now.ToUnixTimeSeconds():0000000000}.{Environment.MachineName}.{Environment.ProcessId}.{now.Ticks % 10_000_000}")), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            Record(new ProtobufMessage().Double(WallTime, now.ToUnixTimeMilliseconds() / 1000.0).Text(FileVersion, "brain.Event:2"));
        }
        var data = message.ToArray();
        Span<byte> head = stackalloc byte[12], tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Crc32C.Masked(head[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(tail, Crc32C.Masked(data));
        file.Write(head);
        file.Write(data);
        file.Write(tail);
    }
}
