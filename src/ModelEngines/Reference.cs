using EmojiGen.Imaging;

namespace EmojiGen.ModelEngines;

/// <summary>What a picture takes after, through an IP-Adapter.</summary>
/// <param name="Name">An emoji by its characters, name or shortcode; of a picture, what it is spoken of by.</param>
/// <param name="Picture">Null: the emoji of that name, in the style of the request.</param>
public sealed record Reference(string Name, Raster? Picture = null);
