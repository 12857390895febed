using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>A record and how to draw it.</summary>
/// <param name="Draw">The picture at so many pixels a side. Called from several threads at once. Throws <see cref="RenderException"/>, <see
/// cref="InvalidDataException"/>,
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where it cannot be drawn; the record is then left out, and
/// counted.</param>
/// <param name="Name">Said where it cannot be drawn.</param>
/// <param name="IsForeign">Whether filters look at it: what somebody imports, not what we draw ourselves.</param>
public sealed record DatasetSample(DatasetRecord Record, Func<int, Raster> Draw, string Name, bool IsForeign = false);

/// <summary>Keeps a picture, or says in a few words why not; called from several threads at once.</summary>
/// <param name="picture">At the largest size asked for.</param>
/// <param name="caption">The record's prompt.</param>
/// <returns>Null to keep it, else the reason, the same for all of a kind: <c>text over 8 % of the picture</c>.</returns>
public delegate string? PictureFilter(Raster picture, string caption);

/// <summary>What came of one sample.</summary>
/// <param name="Record">As written, or as left out.</param>
/// <param name="LeftOut">Why it was left out, the same words for all of a kind; null: it was written.</param>
/// <param name="Detail">What exactly was wrong; null where it was written.</param>
/// <param name="Picture">What a filter left out, small, to be looked at; else null.</param>
public sealed record PreparedSample(DatasetRecord Record, string? LeftOut = null, string? Detail = null, Raster? Picture = null);
